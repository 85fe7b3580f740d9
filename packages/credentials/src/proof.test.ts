import {
  concatBytes,
  didKeyMethod,
  encodeMultibase,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
  memberOf,
  type PublicKey,
  parseDidKeyMethod,
  parseMultikey,
  portableCrypto,
} from '@assay/core'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createProof, prepareProof, prepareProofs } from './create-proof.ts'
import { withoutMembers } from './cryptosuites.ts'
import { listProofs } from './list-proofs.ts'
import { canonicalize, clock, fullBadge, signer, smallBadge } from './open-badge.fixture.ts'
import type { ProofResult } from './proof-result.ts'
import { type VerifyProofOptions, verifyProof } from './verify-proof.ts'

const crypto = portableCrypto
const verificationMethod = didKeyMethod(signer.publicKey)
const resolveKey = async (url: string): Promise<PublicKey | undefined> => parseDidKeyMethod(url).key

const sign = (document: JsonObject, more: Partial<Parameters<typeof createProof>[0]> = {}) =>
  createProof({ document, verificationMethod, created: clock.now(), signer, canonicalize, crypto, ...more })

function check(document: JsonObject, more: Partial<VerifyProofOptions> = {}): Promise<ProofResult> {
  const [proof = null] = listProofs(document)
  return verifyProof({ document, proof, resolveKey, now: clock.now(), canonicalize, crypto, ...more })
}

const withProof = (document: JsonObject, change: JsonObject): JsonObject => ({
  ...document,
  proof: { ...(memberOf(document, 'proof') as JsonObject), ...change },
})

describe('createProof and verifyProof', () => {
  it.each([
    ['eddsa-rdfc-2022', 'ed25519'],
    ['eddsa-jcs-2022', 'ed25519'],
    ['ecdsa-rdfc-2019', 'p256'],
    ['ecdsa-rdfc-2019', 'p384'],
    ['ecdsa-jcs-2019', 'p256'],
    ['ecdsa-jcs-2019', 'p384'],
  ] as const)('what is issued with %s and %s verifies', async (cryptosuite, type) => {
    const own = testSigner('other', type)
    const signed = await sign(fullBadge, {
      cryptosuite,
      signer: own,
      verificationMethod: didKeyMethod(own.publicKey),
    })
    expect(await check(signed)).toMatchObject({ outcome: 'valid', cryptosuite, created: clock.now() })
  })

  it('signs the same bytes again for the same frozen input', async () => {
    expect(await sign(fullBadge)).toEqual(await sign(fullBadge))
  })

  // Fails when what was said of one proof is taken for what is said of another: of another date, purpose, domain, context or key.
  it('prepares many at once as it prepares each, whatever was prepared before', async () => {
    const documents = [smallBadge, fullBadge, { ...smallBadge, proof: [] }, await sign(smallBadge)]
    const { publicKey } = signer
    const options = { created: clock.now(), ...{ publicKey, verificationMethod, canonicalize, crypto } }
    const details = [
      {},
      { created: 0 },
      { domain: 'a' },
      { domain: ['a', 'b'] },
      { nonce: 'n' },
      { id: 'urn:x:1' },
    ]
    for (const detail of [...details, ...details]) {
      Object.assign(options, detail)
      const together = await prepareProofs(documents, options)
      const apart = documents.map((document) =>
        prepareProof({ document, ...options, canonicalize: (...asked) => canonicalize(...asked) }),
      )
      expect(together).toEqual(await Promise.all(apart))
      expect(together[0]?.proof).toMatchObject('created' in detail ? {} : detail)
    }
    const other = await prepareProofs(documents, { ...options, proofPurpose: 'authentication' })
    expect(other[0]?.proof).toMatchObject({ proofPurpose: 'authentication' })
  })

  it('adds a proof to those that are there, and both verify', async () => {
    const second = testSigner('second')
    const both = await sign(await sign(smallBadge), {
      signer: second,
      verificationMethod: didKeyMethod(second.publicKey),
    })
    const results = await Promise.all(listProofs(both).map((proof) => check(both, { proof })))
    expect(results.map(({ outcome }) => outcome)).toEqual(['valid', 'valid'])
  })

  it('T10: no document of another canonical content verifies', async () => {
    const signed = await sign(fullBadge)
    const original = (await canonicalize(fullBadge, 'sha256')).nquads
    const text = JSON.stringify(fullBadge)
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.nat(6), async (place, bit) => {
        const flipped =
          text.slice(0, place) +
          String.fromCharCode(text.charCodeAt(place) ^ (1 << bit)) +
          text.slice(place + 1)
        const document = parseOr(flipped)
        if (document === undefined) return
        const mutant = { ...document, proof: signed.proof ?? null }
        const { outcome } = await check(mutant)
        if (outcome === 'valid') expect((await canonicalize(document, 'sha256')).nquads).toBe(original)
        else expect(outcome).toBe('invalid')
      }),
      { numRuns: 150 },
    )
  })

  it('no signature with a flipped bit verifies', async () => {
    const prepared = await prepareProof({
      document: smallBadge,
      verificationMethod,
      created: 0,
      publicKey: signer.publicKey,
      canonicalize,
      crypto,
    })
    const [signature = new Uint8Array()] = await signer.sign([prepared.bytes])
    for (let bit = 0; bit < 512; bit += 37) {
      const changed = Uint8Array.from(signature)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(crypto.verify(signer.publicKey, prepared.bytes, changed)).toBe(false)
    }
  })

  it.each<[string, string, JsonObject]>([
    ['another purpose', 'proof-purpose', { proofPurpose: 'authentication' }],
    ['a changed date', 'proof-signature', { created: '2026-05-03T16:38:01Z' }],
    ['a date without zone', 'proof-date', { created: '2026-05-03T16:38:00' }],
    ['a date that is no text', 'proof-date', { created: 5 }],
    ['an expiry in the past', 'proof-expired', { expires: '2026-05-03T16:37:59Z' }],
    ['an expiry without zone', 'proof-date', { expires: '2027-01-01' }],
    ['base64url multibase', 'proof-value', { proofValue: 'uAAAA' }],
    ['a short value', 'proof-value', { proofValue: 'z2222' }],
    ['a value without prefix', 'proof-value', { proofValue: '' }],
    ['no value', 'proof-malformed', { proofValue: null }],
    ['no purpose', 'proof-malformed', { proofPurpose: null }],
    ['an empty verification method', 'proof-malformed', { verificationMethod: '' }],
    ['a verification method that is an object', 'proof-malformed', { verificationMethod: { id: 'urn:x:1' } }],
    ['an id that is no address', 'proof-malformed', { id: 'one' }],
    ['an id that is no text', 'proof-malformed', { id: ['urn:x:1'] }],
    ['a challenge that is no text', 'proof-malformed', { challenge: 5 }],
    ['a nonce that is no text', 'proof-malformed', { nonce: ['n'] }],
    ['a domain that is no text', 'proof-malformed', { domain: [{}] }],
    ['a leap day that is not there', 'proof-date', { created: '2026-02-29T16:38:00Z' }],
    ['a date in an hour that is not there', 'proof-date', { created: '2026-05-03T25:00:00Z' }],
    ['an expiry that is this instant', 'proof-expired', { expires: '2026-05-03T16:38:00Z' }],
    ['an expiry that was added', 'proof-signature', { expires: '2027-05-03T16:38:00Z' }],
    ['no verification method', 'proof-malformed', { verificationMethod: ['x'] }],
    ['no type', 'proof-malformed', { type: null }],
    ['no cryptosuite', 'proof-malformed', { cryptosuite: null }],
    ['a suite for other keys', 'proof-key-type', { cryptosuite: 'ecdsa-rdfc-2019' }],
    ['a member without meaning', 'document-not-acceptable', { extra: 'x' }],
    ['a predecessor that is not there', 'proof-chain', { previousProof: 'urn:x:1' }],
    ['a predecessor that is no name', 'proof-chain', { previousProof: [5] }],
    ['itself for a predecessor', 'proof-chain', { id: 'urn:x:1', previousProof: ['urn:x:1'] }],
  ])('DI2, DI3: a proof with %s is invalid', async (_, code, change) => {
    const signed = await sign(smallBadge)
    expect(await check(withProof(signed, change))).toMatchObject({ outcome: 'invalid', code })
  })

  it('DI1, OD6: eddsa-2022 verifies as superseded, and is not issued', async () => {
    const old = withProof(await sign(smallBadge), { cryptosuite: 'eddsa-2022' })
    expect(await check(old)).toMatchObject({ outcome: 'invalid', code: 'proof-signature' })
    const proof: JsonObject = {
      '@context': smallBadge['@context'] ?? null,
      ...withoutMembers(memberOf(old, 'proof') as JsonObject, 'proofValue'),
    }
    const hashes = [proof, smallBadge].map(async (one) =>
      crypto.sha256(encodeUtf8((await canonicalize(one, 'sha256')).nquads)),
    )
    const [signature = new Uint8Array()] = await signer.sign([concatBytes(...(await Promise.all(hashes)))])
    const signed = withProof(old, { proofValue: encodeMultibase('z', signature) })
    expect(await check(signed)).toMatchObject({
      outcome: 'valid',
      superseded: true,
      cryptosuite: 'eddsa-2022',
    })
    for (const cryptosuite of ['eddsa-2022', 'Ed25519Signature2020'] as const) {
      await expect(sign(smallBadge, { cryptosuite })).rejects.toThrow(TypeError)
    }
  })

  it('DI2: a Data Integrity proof cannot name the suite of another type', async () => {
    const signed = withProof(await sign(smallBadge), { cryptosuite: 'Ed25519Signature2020' })
    expect(await check(signed)).toMatchObject({ outcome: 'unsupported', code: 'proof-cryptosuite' })
  })

  it.each(['eddsa-rdfc-2022', 'eddsa-jcs-2022'] as const)(
    'a proof of %s says for whom, to what and until when it was made, and all of it is signed',
    async (cryptosuite) => {
      const details = { domain: ['a.example', 'b.example'], challenge: 'c', nonce: 'n', id: 'urn:x:1' }
      const signed = await sign(smallBadge, { cryptosuite, ...details, expires: clock.now() + 60_000 })
      expect(signed.proof).toMatchObject({ ...details, expires: '2026-05-03T16:39:00Z' })
      const now = clock.now()
      expect(await check(signed)).toMatchObject({ outcome: 'valid' })
      expect(await check(signed, { now: now + 60_000 })).toMatchObject({ code: 'proof-expired' })
      for (const expectedDomain of [
        ['b.example', 'a.example'],
        ['a.example', 'b.example', 'a.example'],
      ]) {
        expect(await check(signed, { expectedDomain, expectedChallenge: 'c' })).toMatchObject({
          outcome: 'valid',
        })
      }
      for (const expectedDomain of ['a.example', ['a.example'], [], 'c.example']) {
        expect(await check(signed, { expectedDomain })).toMatchObject({ code: 'proof-domain' })
      }
      expect(await check(signed, { expectedChallenge: 'd' })).toMatchObject({ code: 'proof-challenge' })
      for (const change of [{ domain: 'a.example' }, { challenge: 'd' }, { nonce: 'm' }, { id: 'urn:x:2' }]) {
        expect(await check(withProof(signed, change))).toMatchObject({ code: 'proof-signature' })
      }
    },
  )

  it('an expected domain or challenge that the proof lacks is a failure', async () => {
    const signed = await sign(smallBadge)
    expect(await check(signed, { expectedDomain: 'a.example' })).toMatchObject({ code: 'proof-domain' })
    expect(await check(signed, { expectedChallenge: 'c' })).toMatchObject({ code: 'proof-challenge' })
  })

  it.each(['eddsa-rdfc-2022', 'eddsa-jcs-2022'] as const)(
    'DI8: a chain of %s is made link by link, and only on proofs that are there',
    async (cryptosuite) => {
      const first = await sign(smallBadge, { cryptosuite, id: 'urn:x:1' })
      const second = await sign(first, { cryptosuite, id: 'urn:x:2', previousProof: 'urn:x:1' })
      const third = await sign(second, { cryptosuite, previousProof: ['urn:x:1', 'urn:x:2'] })
      expect(listProofs(third)).toHaveLength(3)
      for (const proof of listProofs(third))
        expect(await check(third, { proof })).toMatchObject({ outcome: 'valid' })
      const [one, two, last = null] = listProofs(third)
      const without = { ...third, proof: [two ?? null, last] }
      expect(await check(without, { proof: last })).toMatchObject({ code: 'proof-chain' })
      const twice = { ...third, proof: [one ?? null, one ?? null, two ?? null, last] }
      expect(await check(twice, { proof: last })).toMatchObject({ code: 'proof-chain' })
      const swapped = { ...third, proof: [{ ...(one as JsonObject), nonce: 'x' }, two ?? null, last] }
      expect(await check(swapped, { proof: last })).toMatchObject({ code: 'proof-signature' })
      for (const more of [
        { previousProof: 'urn:x:3' },
        { id: 'urn:x:1' },
        { id: 'urn:x:4', previousProof: 'urn:x:4' },
      ]) {
        await expect(sign(second, { cryptosuite, ...more })).rejects.toMatchObject({ code: 'proof-chain' })
      }
    },
  )

  it('DI7: a JCS proof is made over a document without contexts, and over one to which more were added', async () => {
    const cryptosuite = 'eddsa-jcs-2022'
    const bare = await sign({ name: 'no contexts' }, { cryptosuite })
    expect(await check(bare)).toMatchObject({ outcome: 'valid' })
    const signed = await sign(smallBadge, { cryptosuite })
    const own = memberOf(signed.proof as JsonObject, '@context') as readonly JsonValue[]
    expect(own).toEqual(smallBadge['@context'])
    const more = { ...signed, '@context': [...own, 'https://x.example/'] }
    expect(await check(more)).toMatchObject({ outcome: 'valid' })
    for (const contexts of [['https://x.example/', ...own], own.slice(0, 1), [...own].reverse(), null]) {
      expect(await check({ ...signed, '@context': contexts })).toMatchObject({ code: 'proof-context' })
    }
    expect(await check(withoutMembers(signed, '@context'))).toMatchObject({ code: 'proof-context' })
    expect(await check(withProof(signed, { '@context': ['\ud800'] }))).toMatchObject({ outcome: 'invalid' })
  })

  it.each<[string, JsonValue]>([
    ['proof-type', { type: 'RsaSignature2018' }],
    ['proof-cryptosuite', { cryptosuite: 'eddsa-rdf-2022' }],
    ['proof-cryptosuite', { cryptosuite: 'constructor' }],
  ])('unknown kinds are unsupported (%s) and nothing is asked for', async (code, change) => {
    const signed = withProof(await sign(smallBadge), change as JsonObject)
    const asked: string[] = []
    const result = await check(signed, {
      resolveKey: async (url) => {
        asked.push(url)
        return signer.publicKey
      },
    })
    expect(result).toMatchObject({ outcome: 'unsupported', code })
    expect(asked).toEqual([])
  })

  it('a key that cannot be had leaves the proof unchecked', async () => {
    const result = await check(await sign(smallBadge), { resolveKey: async () => undefined })
    expect(result).toMatchObject({ outcome: 'unchecked', code: 'key-unavailable' })
  })

  it('a graph beyond the limits leaves the proof unchecked and names the limit', async () => {
    const signed = await sign(smallBadge)
    const twins = Array.from({ length: 2 }, () => ({ type: ['Evidence'], name: 'x' }))
    const result = await check({ ...signed, evidence: twins })
    expect(result).toMatchObject({
      outcome: 'unchecked',
      code: 'canonicalization-limit',
      detail: 'canonicalization-unavailable',
    })
  })

  it('DI6: a context that Assay does not carry makes the document unacceptable', async () => {
    const signed = await sign(smallBadge)
    const contexts = [...(smallBadge['@context'] as readonly string[]), 'https://contexts.example/v1']
    const result = await check({ ...signed, '@context': contexts })
    expect(result).toMatchObject({
      outcome: 'invalid',
      code: 'document-not-acceptable',
      detail: 'context-unknown',
    })
  })

  it('DI7: a JCS proof of other contexts is invalid', async () => {
    const signed = await sign(smallBadge, { cryptosuite: 'eddsa-jcs-2022' })
    const result = await check(withProof(signed, { '@context': ['https://x.example'] }))
    expect(result).toMatchObject({ outcome: 'invalid', code: 'proof-context' })
  })

  it('the signature of another key is invalid', async () => {
    const result = await check(await sign(smallBadge), {
      resolveKey: async () => testSigner('other').publicKey,
    })
    expect(result).toMatchObject({ outcome: 'invalid', code: 'proof-signature' })
  })

  it('a proof that is no object is invalid', async () => {
    expect(await check({ ...smallBadge, proof: ['text'] })).toMatchObject({
      outcome: 'invalid',
      code: 'proof-malformed',
    })
  })

  it('refuses to sign what verification would refuse', async () => {
    await expect(sign({ ...smallBadge, nope: 1 })).rejects.toMatchObject({ code: 'data-loss' })
    await expect(sign(smallBadge, { cryptosuite: 'ecdsa-rdfc-2019' })).rejects.toThrow(TypeError)
  })

  it.each([{ id: 'one' }, { verificationMethod: '' }, { id: 'urn:x:1 2' }])(
    'VA8: refuses to make a proof with %o',
    async (more) => {
      await expect(sign(smallBadge, more)).rejects.toMatchObject({ code: 'proof-malformed' })
    },
  )

  it('reads the key of the vectors as the document names it', () => {
    const key = parseMultikey('z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2')
    expect(key.type).toBe('ed25519')
  })
})

function parseOr(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
