import { randomBytes } from 'node:crypto'
import type { SelectiveInput } from '@assay/credentials'
import { createLocalSigner, generateSigningKey } from '@assay/node'

/** Keys for one proof with selective disclosure, made anew and then forgotten. */
export function createSelectiveInput(mandatoryPointers: readonly string[]): SelectiveInput {
  return {
    mandatoryPointers,
    hmacKey: new Uint8Array(randomBytes(32)),
    proofSigner: createLocalSigner(generateSigningKey('p256').privateKeyPkcs8),
  }
}
