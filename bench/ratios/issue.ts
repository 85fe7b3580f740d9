import { encodeUtf8, type JsonObject } from '@assay/core'
import { attachProof, prepareProofs } from '@assay/credentials'
import { canonicalize, crypto, floorOfIssuing, signer, verificationMethod, walk } from './keys.ts'
import type { Scenario, Work } from './measure.ts'
import { badgesOfAllKinds, badgesOfOneKind, created } from './reference-credential.ts'

const COUNT = 4_000
const floor = 'sign+sha256'

/** Documents signed in batches: canonical form, hash, signature, and the signed document put together. */
export function issueAll(documents: readonly JsonObject[]): Work {
  const next = walk(documents)
  const { publicKey } = signer
  const options = { publicKey, verificationMethod, created, canonicalize, crypto }
  return async () => {
    const batch = next()
    const prepared = await prepareProofs(batch, options)
    const signatures = await signer.sign(prepared.map(({ bytes }) => bytes))
    for (const [index, proof] of prepared.entries()) {
      attachProof(batch[index] as JsonObject, proof, signatures[index] as Uint8Array, publicKey)
    }
    return batch.length
  }
}

function scenario(name: string, make: (count: number) => readonly JsonObject[]): Scenario {
  return {
    name,
    against: floor,
    unit: 'credentials/s',
    async prepare() {
      const documents = make(COUNT)
      const { nquads } = await canonicalize(documents[0] as JsonObject, 'sha256')
      return { ours: issueAll(documents), theirs: floorOfIssuing(encodeUtf8(nquads)) }
    },
  }
}

/** Issuing, beside the cost of the signature itself. */
export const issueScenarios: readonly Scenario[] = [
  scenario('issue.template', badgesOfOneKind),
  scenario('issue.any', badgesOfAllKinds),
]
