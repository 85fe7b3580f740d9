import { randomBytes } from 'node:crypto'
import type { SelectiveInput } from '@assay/credentials'
import { createLocalSigner, generateSigningKey } from './signing.ts'

/** The two keys of one proof with selective disclosure, from the system's random generator. Use them once and forget them. */
export function generateSelectiveKeys(): Pick<SelectiveInput, 'hmacKey' | 'proofSigner'> {
  return {
    hmacKey: new Uint8Array(randomBytes(32)),
    proofSigner: createLocalSigner(generateSigningKey('p256').privateKeyPkcs8),
  }
}
