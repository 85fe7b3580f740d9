import { didKeyMethod, type JsonObject, type JsonValue } from '@assay/core'
import { testSigner } from '@assay/testkit'
import { unsignedBadge } from '../../src/test/badge.ts'
import { issuerNetwork } from './common.ts'
import { makeProof, type ProofRecipe } from './make-proof.ts'
import type { VectorRow, VectorSet } from './vector.ts'

const second = testSigner('second')
const proof = (recipe: ProofRecipe = {}) => makeProof(unsignedBadge(), recipe)
const bySecond = (members: JsonObject, previous: readonly JsonObject[] = []) =>
  proof({
    ...{ signer: second, previous },
    members: { verificationMethod: didKeyMethod(second.publicKey), ...members },
  })
const withProofs = (...proofs: readonly JsonValue[]): JsonObject => ({ ...unsignedBadge(), proof: proofs })

const first = () => proof({ members: { id: 'urn:x:1' } })
/** Signed by the issuer first, and by a second party over that. */
async function chain(
  change: (one: JsonObject, two: JsonObject) => readonly JsonValue[],
): Promise<JsonObject> {
  const one = await first()
  const two = await bySecond({ id: 'urn:x:2', previousProof: 'urn:x:1' }, [one])
  return withProofs(...change(one, two))
}

const sets: readonly VectorRow[] = [
  {
    name: 'set-good',
    about: 'Two parties signed, the issuer among them.',
    input: async () => withProofs(await proof(), await bySecond({})),
    expected: ['valid'],
  },
  {
    name: 'set-one-forged',
    about: 'One good proof does not hide one that failed (DI9).',
    input: async () =>
      withProofs(await proof(), { ...(await bySecond({})), created: '2026-01-03T00:00:00Z' }),
    expected: ['invalid', 'proof failed proof-signature'],
  },
  {
    name: 'set-one-unknown',
    about: 'Beside a good proof stands one of a suite that is not known.',
    input: async () => withProofs(await proof(), { ...(await bySecond({})), cryptosuite: 'future-2030' }),
    expected: ['valid', 'proof warning proof-partly-unsupported'],
  },
  {
    name: 'set-without-issuer',
    about: 'Only somebody else signed; a proof that may be the issuer’s cannot be checked.',
    input: async () => withProofs(await bySecond({}), { ...(await proof()), cryptosuite: 'future-2030' }),
    expected: [
      'inconclusive',
      'proof warning proof-partly-unsupported',
      'issuer-binding unknown issuer-proof-unchecked',
    ],
  },
  {
    name: 'set-empty',
    about: 'There is a list of proofs with nothing in it.',
    input: () => withProofs(),
    expected: ['invalid', 'proof failed proof-missing'],
  },
  {
    name: 'set-of-text',
    about: 'One of the proofs is a text.',
    input: async () => withProofs(await proof(), 'signed'),
    expected: ['invalid', 'proof failed proof-malformed'],
  },
]

const chains: readonly VectorRow[] = [
  {
    name: 'chain-good',
    about: 'The second proof names the first, by a text.',
    input: () => chain((one, two) => [one, two]),
    expected: ['valid'],
  },
  {
    name: 'chain-good-reversed',
    about: 'The second proof stands before the first; their order means nothing.',
    input: () => chain((one, two) => [two, one]),
    expected: ['valid'],
  },
  {
    name: 'chain-good-list',
    about: 'The second proof names the first in a list.',
    input: async () => {
      const one = await first()
      return withProofs(one, await bySecond({ id: 'urn:x:2', previousProof: ['urn:x:1'] }, [one]))
    },
    expected: ['valid'],
  },
  {
    name: 'chain-first-removed',
    about: 'The first proof was removed.',
    input: () => chain((_, two) => [two]),
    expected: ['invalid', 'proof failed proof-chain'],
  },
  {
    name: 'chain-first-twice',
    about: 'Two proofs have the name that the second builds on.',
    input: () => chain((one, two) => [one, one, two]),
    expected: ['invalid', 'proof failed proof-chain'],
  },
  {
    name: 'chain-first-forged',
    about: 'The second proof is good by itself and builds on a forged one.',
    input: async () => {
      const one = await proof({ signer: second, members: { id: 'urn:x:1' } })
      return withProofs(one, await bySecond({ id: 'urn:x:2', previousProof: 'urn:x:1' }, [one]))
    },
    expected: ['invalid', 'proof failed proof-signature'],
  },
  {
    name: 'chain-link-removed',
    about: 'The second proof no longer says what it builds on.',
    input: () => chain((one, { previousProof: _, ...two }) => [one, two]),
    expected: ['invalid', 'proof failed proof-signature'],
  },
  {
    name: 'chain-cycle',
    about: 'Two proofs build on each other.',
    input: () => chain((one, two) => [{ ...one, previousProof: 'urn:x:2' }, two]),
    expected: ['invalid', 'proof failed proof-chain'],
  },
]

/** Several proofs of one document (vc-di 2.1.1, 2.1.2; STANDARDS DI8, DI9). */
export const proofSets: VectorSet = {
  name: 'proof-sets-and-chains',
  about: 'Several proofs on one badge: sets, and chains in which one proof builds on another.',
  network: () => issuerNetwork(),
  rows: [...sets, ...chains],
}
