import { AssayError, didKeyMethod, type JsonObject, type JsonValue, type Signer } from '@assay/core'
import { createProof, deriveProof, mandatoryBadgePointers } from '@assay/credentials'
import { createLocalSigner, generateSigningKey } from '@assay/node'
import { issuerId, method, nodeEngines, now } from '../../src/test/badge.ts'
import type { Chance } from './chance.ts'

/** Keys of one proof are made anew; OpenSSL signs the many statements of a document ten times as fast as the keys of tests. */
const newSigner = () => createLocalSigner(generateSigningKey('p256').privateKeyPkcs8)
const thief = newSigner()

/** Signs for selective disclosure, and shows all but the date of the award. */
export async function signAndShow(
  document: JsonObject,
  by: { readonly signer: Signer; readonly verificationMethod: string },
): Promise<JsonObject> {
  const base = await createProof({
    ...{ document, created: now, cryptosuite: 'ecdsa-sd-2023', ...by, ...nodeEngines },
    selective: {
      mandatoryPointers: mandatoryBadgePointers(document),
      hmacKey: new Uint8Array(32).fill(9),
      proofSigner: newSigner(),
    },
  })
  const selectivePointers = Object.keys(document).flatMap((name) =>
    ['@context', 'awardedDate'].includes(name)
      ? []
      : [`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`],
  )
  return deriveProof({ document: base, selectivePointers, ...nodeEngines })
}

/** A thief signs what is shown, and shows it. */
export async function showAgain({ proof: _, ...unsigned }: JsonObject, chance: Chance): Promise<JsonValue> {
  const own = didKeyMethod(thief.publicKey)
  const verificationMethod = chance.pick([own, method, `${issuerId}#key-2`, `${own}#x`])
  try {
    return await signAndShow(unsigned, { signer: thief, verificationMethod })
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return unsigned
  }
}
