import {
  concatBytes,
  didKeyMethod,
  encodeMultibase,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
  portableCrypto,
} from '@assay/core'
import { testSigner } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  canonicalize,
  goodNetwork,
  issuerKey,
  method,
  type Network,
  otherKey,
  sign,
  unsignedBadge,
  verifyBadge,
} from '../src/test/badge.ts'

let network: Network
let badge: JsonObject
beforeAll(async () => {
  network = await goodNetwork()
  badge = await sign(unsignedBadge())
})

const proofOf = (document: JsonObject) => document.proof as JsonObject
const withProofs = (...proofs: readonly JsonValue[]): JsonObject => ({ ...badge, proof: proofs })

describe('3.2 several proofs', () => {
  const second = testSigner('second')
  const secondMethod = didKeyMethod(second.publicKey)
  const entriesOf = async (document: JsonObject, answers = network) => {
    const report = await verifyBadge(document, answers)
    const proofs = report.checks.find(({ id }) => id === 'proof')?.details?.proofs as JsonObject[] | undefined
    return { verdict: report.verdict, proofs: proofs?.map(({ outcome, code }) => `${outcome} ${code}`) }
  }

  /** A proof over the document with the proofs it names. */
  async function link(
    previous: readonly JsonObject[],
    members: JsonObject,
    signer = second,
  ): Promise<JsonObject> {
    const { proof: _, ...document } = badge
    const proof = {
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      created: '2026-01-01T00:00:00Z',
      verificationMethod: signer === second ? secondMethod : method,
      proofPurpose: 'assertionMethod',
      ...members,
    }
    const configuration = { '@context': document['@context'] ?? null, ...proof }
    const content = previous.length === 0 ? document : { ...document, proof: previous }
    const hashOf = async (part: JsonObject) =>
      portableCrypto.sha256(encodeUtf8((await canonicalize(part, 'sha256')).nquads))
    const bytes = concatBytes(await hashOf(configuration), await hashOf(content))
    const [signature = new Uint8Array()] = await signer.sign([bytes])
    return { ...proof, proofValue: encodeMultibase('z', signature) }
  }

  const first = () => link([], { id: 'urn:x:1' }, issuerKey)
  const onFirst = async (members: JsonObject = { id: 'urn:x:2', previousProof: 'urn:x:1' }) =>
    link([await first()], members)

  it('T9 a chain is valid by all of its links, in any order, and by text or list', async () => {
    const chain = [await first(), await onFirst()]
    const ok = 'passed proof-ok'
    expect(await entriesOf(withProofs(...chain))).toEqual({ verdict: 'valid', proofs: [ok, ok] })
    expect(await entriesOf(withProofs(...chain.toReversed()))).toEqual({ verdict: 'valid', proofs: [ok, ok] })
    const asList = await onFirst({ id: 'urn:x:2', previousProof: ['urn:x:1'] })
    expect((await entriesOf(withProofs(await first(), asList))).verdict).toBe('valid')
  })

  // Fail with `previousProofs` answering an empty list: the second link is then checked over the bare document.
  it('T9 removed, duplicated or forged links fail, and each proof is listed', async () => {
    const [one, two] = [await first(), await onFirst()]
    const cases: readonly (readonly [readonly JsonObject[], readonly string[]])[] = [
      [[], []],
      [[two], ['failed proof-chain']],
      [
        [one, one, two],
        ['passed proof-ok', 'passed proof-ok', 'failed proof-chain'],
      ],
      [
        [{ ...one, created: '2026-01-02T00:00:00Z' }, two],
        ['failed proof-signature', 'failed proof-signature'],
      ],
      [
        [{ ...one, id: 'urn:x:9' }, two],
        ['failed proof-signature', 'failed proof-chain'],
      ],
      [
        [one, { ...two, previousProof: [] }],
        ['passed proof-ok', 'failed proof-signature'],
      ],
      [
        [one, { ...two, previousProof: 5 }],
        ['passed proof-ok', 'failed proof-chain'],
      ],
    ]
    for (const [proofs, expected] of cases) {
      const result = await entriesOf(withProofs(...proofs))
      expect(result.verdict).toBe('invalid')
      expect(result.proofs ?? []).toEqual(expected)
    }
  })

  it('T9 a link whose predecessor is forged does not count, though its own signature is good', async () => {
    const forged = await link([], { id: 'urn:x:1' }, { ...issuerKey, sign: otherKey.sign })
    const onForged = await link([forged], { id: 'urn:x:2', previousProof: 'urn:x:1' })
    const third = await link([onForged], { id: 'urn:x:3', previousProof: 'urn:x:2' })
    expect(await entriesOf(withProofs(forged, onForged, third))).toEqual({
      verdict: 'invalid',
      proofs: ['failed proof-signature', 'failed proof-chain', 'failed proof-chain'],
    })
  })

  it('T9 a link whose predecessor cannot be checked does not count', async () => {
    const unknown = { ...(await first()), cryptosuite: 'bbs-2023' }
    const onUnknown = await link([unknown], { id: 'urn:x:2', previousProof: 'urn:x:1' })
    const { verdict, proofs } = await entriesOf(withProofs(unknown, onUnknown))
    expect(verdict).not.toBe('valid')
    expect(proofs).toEqual(['unknown proof-cryptosuite', 'unknown proof-chain'])
  })

  it('T9 a cycle fails, of one, two and three links', async () => {
    const one = await first()
    const names = (id: string, previousProof: JsonValue) => ({ ...one, id, previousProof })
    for (const cycle of [
      [names('urn:x:1', 'urn:x:1')],
      [names('urn:x:1', 'urn:x:2'), names('urn:x:2', ['urn:x:1'])],
      [names('urn:x:1', 'urn:x:2'), names('urn:x:2', 'urn:x:3'), names('urn:x:3', 'urn:x:1')],
    ]) {
      const { verdict, proofs } = await entriesOf(withProofs(...cycle))
      expect(verdict).toBe('invalid')
      expect(proofs).toEqual(cycle.map(() => 'failed proof-chain'))
    }
    // Beside a good proof a cycle still fails the badge.
    expect((await entriesOf(withProofs(proofOf(badge), names('urn:x:1', 'urn:x:1')))).verdict).toBe('invalid')
  })

  it('T9 of a set each proof is checked by itself: one forged proof fails all', async () => {
    const good = proofOf(badge)
    const forged = { ...good, created: '2026-01-02T00:00:00Z' }
    expect(await entriesOf(withProofs(good, good))).toMatchObject({ verdict: 'valid' })
    for (const proofs of [
      [good, forged],
      [forged, good],
    ]) {
      expect((await entriesOf(withProofs(...proofs))).verdict).toBe('invalid')
    }
    expect((await entriesOf(withProofs())).verdict).toBe('invalid')
    expect((await entriesOf(withProofs('text', good))).verdict).toBe('invalid')
  })
})
