import { encodeUtf8, type JsonObject } from '@assay/core'
import { createProof, listProofs, verifyProof } from '@assay/credentials'
import { canonicalize, crypto, floorOfVerifying, signer, verificationMethod, walk } from './keys.ts'
import type { Scenario, Work } from './measure.ts'
import { badgesOfAllKinds, badgesOfOneKind, created, readAgain } from './reference-credential.ts'

const COUNT = 2_000
const floor = 'verify+sha256'

export function verifyAll(documents: readonly JsonObject[]): Work {
  const next = walk(documents)
  const resolveKey = async () => signer.publicKey
  const check = async (document: JsonObject) => {
    const [proof = null] = listProofs(document)
    const result = await verifyProof({ document, proof, resolveKey, now: created, canonicalize, crypto })
    if (result.outcome !== 'valid') throw new Error(`a good badge was refused: ${JSON.stringify(result)}`)
  }
  return async () => {
    const batch = next()
    await Promise.all(batch.map(check))
    return batch.length
  }
}

function scenario(name: string, make: (count: number) => readonly JsonObject[]): Scenario {
  return {
    name,
    against: floor,
    unit: 'credentials/s',
    async prepare() {
      const signed: JsonObject[] = []
      for (const document of make(COUNT)) {
        const proof = await createProof({
          document,
          signer,
          verificationMethod,
          created,
          canonicalize,
          crypto,
        })
        signed.push(readAgain(proof))
      }
      const { proof: _, ...bare } = signed[0] as JsonObject
      const { nquads } = await canonicalize(bare, 'sha256')
      return { ours: verifyAll(signed), theirs: floorOfVerifying(encodeUtf8(nquads)) }
    },
  }
}

/** Verifying the proof of a badge as read from JSON: of an issuer met before, and of issuers never met before. */
export const verifyScenarios: readonly Scenario[] = [
  scenario('verify.own', badgesOfOneKind),
  scenario('verify.any', badgesOfAllKinds),
]
