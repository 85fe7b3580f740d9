import { encodeHex, type JsonObject, memberOf, parseDidKeyMethod, portableCrypto } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { type Canonicalize, createCanonicalize } from './canonicalize.ts'
import { bundledContexts } from './contexts.ts'
import { prepareProof } from './create-proof.ts'
import { listProofs } from './list-proofs.ts'
import { canonicalize, clock } from './open-badge.fixture.ts'
import type { ProofResult } from './proof-result.ts'
import { type VerifyProofOptions, verifyProof } from './verify-proof.ts'

const crypto = portableCrypto

function check(document: JsonObject, more: Partial<VerifyProofOptions> = {}): Promise<ProofResult> {
  const [proof = null] = listProofs(document)
  const resolveKey = async (url: string) => parseDidKeyMethod(url).key
  return verifyProof({ document, proof, resolveKey, now: clock.now(), canonicalize, crypto, ...more })
}

/**
 * The vectors use a context that only says `@vocab`; it is a context of examples and never bundled. Its text follows
 * from the canonical forms that the vectors give.
 */
const examplesUrl = 'https://www.w3.org/ns/credentials/examples/v2'
const examples = { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } }
const vectorContexts = new Map([
  ...bundledContexts,
  [
    examplesUrl,
    { url: examplesUrl, document: examples, sha256: '', issue: false, verify: 'warning', text: 'own' },
  ] as const,
])
const vectorCanonicalize = createCanonicalize({ crypto, contexts: vectorContexts })

const eddsa = sharedVectors('vc-di-eddsa')
const ecdsa = sharedVectors('vc-di-ecdsa')

interface VectorCase {
  readonly folder: string
  readonly suffix: string
  readonly unsigned: string
  /** The canonical texts stand in for canonicalisation, where a context is not at hand. */
  readonly given?: boolean
}

const cases: readonly VectorCase[] = [
  { folder: 'vc-di-eddsa/eddsa-rdfc-2022', suffix: 'DataInt', unsigned: 'unsigned.json' },
  {
    folder: 'vc-di-eddsa/eddsa-rdfc-2022/employ',
    suffix: 'DataInt',
    unsigned: 'employmentAuth.json',
    given: true,
  },
  { folder: 'vc-di-eddsa/eddsa-jcs-2022', suffix: 'JCS', unsigned: 'unsigned.json' },
  { folder: 'vc-di-ecdsa/ecdsa-rdfc-2019-p256', suffix: 'ECDSAP256', unsigned: 'unsigned.json' },
  {
    folder: 'vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ',
    suffix: 'ECDSAP256',
    unsigned: 'employmentAuth.json',
    given: true,
  },
  { folder: 'vc-di-ecdsa/ecdsa-rdfc-2019-p384', suffix: 'ECDSAP384', unsigned: 'unsigned.json' },
  {
    folder: 'vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ',
    suffix: 'ECDSAP384',
    unsigned: 'employmentAuth.json',
    given: true,
  },
  { folder: 'vc-di-ecdsa/ecdsa-jcs-2019-p256', suffix: 'JCSECDSAP256', unsigned: 'unsigned.json' },
  { folder: 'vc-di-ecdsa/ecdsa-jcs-2019-p384', suffix: 'JCSECDSAP384', unsigned: 'unsigned.json' },
]

describe('the vectors of vc-di-eddsa and vc-di-ecdsa', () => {
  const skip = eddsa === null || ecdsa === null

  function read({ folder, suffix, given }: VectorCase) {
    const vectors = sharedVectors(folder)
    const signed = vectors?.json(`signed${suffix}.json`) as JsonObject
    const proof = memberOf(signed, 'proof') as JsonObject
    const texts = new Map(
      [true, false].map((isProof) => [
        isProof,
        vectors?.text(isProof ? `proofCanon${suffix}.txt` : `canonDoc${suffix}.txt`),
      ]),
    )
    const fromText: Canonicalize = async (document, hash) =>
      ({ nquads: texts.get(memberOf(document, 'cryptosuite') !== undefined), hash }) as never
    return { vectors, signed, proof, canonicalize: given ? fromText : vectorCanonicalize }
  }

  it.skipIf(skip).each(cases)('$folder verifies', async (vector) => {
    const { signed, proof, canonicalize: canonical } = read(vector)
    const result = await check(signed, { canonicalize: canonical })
    expect(result).toMatchObject({ outcome: 'valid', cryptosuite: proof.cryptosuite })
  })

  it.skipIf(skip).each(cases)('DI4: $folder has the hashes that we compute', async (vector) => {
    const { vectors, signed, proof, canonicalize: canonical } = read(vector)
    const method = String(proof.verificationMethod)
    const prepared = await prepareProof({
      document: signed,
      verificationMethod: method,
      created: Date.parse(String(proof.created)),
      publicKey: parseDidKeyMethod(method).key,
      cryptosuite: proof.cryptosuite as 'eddsa-rdfc-2022',
      canonicalize: canonical,
      crypto,
    })
    expect(encodeHex(prepared.bytes)).toBe(vectors?.text(`combinedHash${vector.suffix}.txt`).trim())
    expect({ ...prepared.proof, proofValue: proof.proofValue }).toEqual(proof)
  })

  it.skipIf(skip)('each proof of a proof set verifies by itself', async () => {
    const document = eddsa?.json('proof-set-chain/signedProofSet2.json') as JsonObject
    const proofs = listProofs(document)
    expect(proofs).toHaveLength(2)
    for (const proof of proofs) {
      expect(await check(document, { proof, canonicalize: vectorCanonicalize })).toMatchObject({
        outcome: 'valid',
      })
    }
  })

  it.skipIf(skip)(
    'DI8: each proof of a chain verifies over the document with the proofs it names',
    async () => {
      const document = eddsa?.json('proof-set-chain/signedProofChain2.json') as JsonObject
      const proofs = listProofs(document)
      expect(proofs).toHaveLength(4)
      const chain = (changed: JsonObject) =>
        Promise.all(
          listProofs(changed).map(async (proof) => {
            const result = await check(changed, { proof, canonicalize: vectorCanonicalize })
            return 'code' in result ? result.code : result.outcome
          }),
        )
      expect(await chain(document)).toEqual(['valid', 'valid', 'valid', 'valid'])
      expect(await chain({ ...document, proof: proofs.slice(1) })).toEqual(['valid', 'proof-chain', 'valid'])
      const [first, ...others] = proofs
      const forged = { ...(first as JsonObject), created: '2023-02-24T23:36:39Z' }
      expect(await chain({ ...document, proof: [forged, ...others] })).toEqual([
        'proof-signature',
        'valid',
        'proof-signature',
        'valid',
      ])
    },
  )
})
