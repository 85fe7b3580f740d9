import { didKey, didKeyMethod, encodeJwk, encodeMultikey, type JsonObject, type JsonValue } from '@assay/core'
import { testSigner } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  issuerDocument,
  issuerId,
  memoryNetwork,
  method,
  multikeyMethod,
  type Network,
  now,
  otherKey,
  sign,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

let badge: JsonObject
let network: Network

beforeAll(async () => {
  badge = await sign(unsignedBadge())
  network = await goodNetwork()
})

describe('verify on keys and issuers', () => {
  it('accepts did:key, where key and issuer are one name', async () => {
    const signer = testSigner('did')
    const own = unsignedBadge({ issuer: { id: didKey(signer.publicKey), type: ['Profile'] } })
    const { credentialStatus: _, ...rest } = own
    const signed = await sign(rest, { signer, verificationMethod: didKeyMethod(signer.publicKey) })
    const { fetchDocument, asked } = memoryNetwork({})
    const report = await verifyBadge(signed, {}, { fetchDocument })
    expect(deviations(report)).toEqual(['status skipped status-absent'])
    expect(report.verdict).toBe('valid')
    expect(asked).toEqual([])
  })

  it('T12 tells a good signature of somebody else from one of the issuer', async () => {
    const forged = await sign(unsignedBadge(), {
      signer: otherKey,
      verificationMethod: didKeyMethod(otherKey.publicKey),
    })
    const report = await verifyBadge(forged, network)
    expect(report.verdict).toBe('invalid')
    expect(deviations(report)).toEqual([
      'issuer-binding failed issuer-not-bound',
      'trust-registry skipped needs-issuer-binding',
    ])
    expect(report.credential?.established).toEqual({})
  })

  it('KY1 refuses a did:key without fragment', async () => {
    const bare = didKey(otherKey.publicKey)
    const signed = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: bare })
    expect(deviations(await verifyBadge(signed, network))).toContain('proof failed key-malformed')
  })

  it('T8 KY4 takes no key from the address, though it starts with the issuer’s', async () => {
    const address = `${issuerId}#${encodeMultikey(otherKey.publicKey)}`
    const signed = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: address })
    const report = await verifyBadge(signed, network)
    expect(report.verdict).toBe('invalid')
    expect(deviations(report)).toContain('proof failed key-not-listed')
    const elsewhere = `${issuerId}/../evil#key-1`
    const other = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: elsewhere })
    const evil = issuerDocument({ verificationMethod: [], assertionMethod: [] })
    const second = await verifyBadge(other, { ...network, [`${issuerId}/../evil`]: evil })
    expect(second.verdict).toBe('invalid')
  })

  const documents: readonly (readonly [string, JsonValue | number, string, string])[] = [
    [
      'KY3 another id',
      issuerDocument({ id: 'https://other.example.org/' }),
      'failed key-document',
      'invalid',
    ],
    [
      'KY7 no assertionMethod',
      issuerDocument({ assertionMethod: [] }),
      'failed key-not-authorised',
      'invalid',
    ],
    ['KY3 no such key', issuerDocument({ verificationMethod: [] }), 'failed key-not-listed', 'invalid'],
    ['no answer', 404, 'unknown key-unreachable', 'inconclusive'],
    ['S6 no JSON', 'Sign in', 'unknown key-unreachable', 'inconclusive'],
    ['S6 a list', [], 'unknown key-unreachable', 'inconclusive'],
  ]
  for (const [name, document, expected, verdict] of documents) {
    it(`answers ${expected} when the document of the key has ${name}`, async () => {
      const report = await verifyBadge(badge, { ...network, [issuerId]: document })
      expect(deviations(report)).toContain(`proof ${expected}`)
      expect(deviations(report)).toContain('issuer-binding skipped needs-key')
      expect(report.verdict).toBe(verdict)
    })
  }

  const keys: readonly (readonly [string, JsonObject, string])[] = [
    ['KY8 revoked', { revoked: '2026-05-01T00:00:00Z' }, 'proof failed key-revoked'],
    ['KY8 expired', { expires: '2026-05-01T00:00:00Z' }, 'proof failed key-expired'],
    ['KY8 oddly revoked', { revoked: 'yes' }, 'proof failed key-malformed'],
    ['KY9 private', { secretKeyMultibase: 'z1' }, 'proof failed key-private'],
    ['in two forms', { publicKeyJwk: encodeJwk(otherKey.publicKey) }, 'proof failed key-malformed'],
    ['of a type that holds a JWK', { type: 'JsonWebKey' }, 'proof failed key-malformed'],
    [
      'of another curve than its type',
      {
        type: 'Ed25519VerificationKey2020',
        publicKeyMultibase: encodeMultikey(testSigner('x', 'p256').publicKey),
      },
      'proof failed key-malformed',
    ],
    ['DI16 unknown', { publicKeyMultibase: 'z6LS' }, 'proof failed key-malformed'],
    ['KY3 nobody’s', { controller: 5 }, 'proof failed key-malformed'],
  ]
  for (const [name, change, expected] of keys) {
    it(`refuses a key that is ${name}`, async () => {
      const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
      const document = issuerDocument({ verificationMethod: [{ ...first, ...change }] })
      const report = await verifyBadge(badge, { ...network, [issuerId]: document })
      expect(deviations(report)).toContain(expected)
      expect(report.verdict).toBe('invalid')
    })
  }

  it.each<[string, JsonObject, 'ed25519' | 'p256' | 'p384']>([
    ['Ed25519VerificationKey2020', { type: 'Ed25519VerificationKey2020' }, 'ed25519'],
    ['JsonWebKey', { type: 'JsonWebKey' }, 'ed25519'],
    ['JsonWebKey', { type: 'JsonWebKey' }, 'p256'],
    ['JsonWebKey2020', { type: 'JsonWebKey2020' }, 'p384'],
    ['Multikey', { type: 'Multikey' }, 'p384'],
    ['a type of its own', { type: 'EcdsaSecp256r1VerificationKey2019' }, 'p256'],
  ])('reads a key of %s', async (type, change, kind) => {
    const signer = testSigner('forms', kind)
    const { publicKeyMultibase, ...rest } = multikeyMethod(signer)
    const form: JsonObject = type.startsWith('JsonWebKey')
      ? { publicKeyJwk: encodeJwk(signer.publicKey) }
      : { publicKeyMultibase: publicKeyMultibase ?? null }
    const cryptosuite = kind === 'ed25519' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019'
    const signed = await sign(unsignedBadge(), {
      signer,
      cryptosuite,
      verificationMethod: `${issuerId}#other`,
    })
    const added = { ...rest, ...change, ...form, id: `${issuerId}#other` }
    const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
    const document = issuerDocument({
      verificationMethod: [first, added],
      assertionMethod: [method, `${issuerId}#other`],
    })
    expect(deviations(await verifyBadge(signed, { ...network, [issuerId]: document }))).toEqual([])
  })

  it('KY8 honours a key that will be revoked later, and judges at the instant given', async () => {
    const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
    const document = issuerDocument({ verificationMethod: [{ ...first, revoked: '2026-05-04T00:00:00Z' }] })
    const later = { ...network, [issuerId]: document }
    expect((await verifyBadge(badge, later)).verdict).toBe('valid')
    const tomorrow = await verifyBadge(badge, later, { at: now + 86_400_000 })
    expect(deviations(tomorrow)).toContain('proof failed key-revoked')
  })

  it('KY2 resolves did:web, and KY6 binds it when the issuer’s document lists the same key', async () => {
    const did = 'did:web:harbor.example.org:staff'
    const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
    const own = { ...first, id: `${did}#k`, controller: did }
    const didDocument = { id: did, verificationMethod: [own], assertionMethod: ['#k'] }
    const signed = await sign(unsignedBadge(), { verificationMethod: `${did}#k` })
    const web = { ...network, 'https://harbor.example.org/staff/did.json': didDocument }
    expect(deviations(await verifyBadge(signed, web))).toEqual(['issuer-binding passed issuer-listed'])
    const stranger = { ...web, [issuerId]: issuerDocument({ assertionMethod: [] }) }
    expect(deviations(await verifyBadge(signed, stranger))).toContain(
      'issuer-binding failed issuer-not-bound',
    )
    const silent = { ...web, [issuerId]: 503 }
    const open = await verifyBadge(signed, silent)
    expect(deviations(open)).toContain('issuer-binding unknown issuer-unreachable')
    expect(open.verdict).toBe('inconclusive')
  })

  it('KY3 reads a key that lies at an address of its own when its controller lists it', async () => {
    const address = 'https://keys.example.org/1'
    const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
    const key = { ...first, id: address, controller: issuerId }
    const signed = await sign(unsignedBadge(), { verificationMethod: address })
    const listing = {
      ...network,
      [address]: key,
      [issuerId]: issuerDocument({ assertionMethod: [address, method] }),
    }
    expect(deviations(await verifyBadge(signed, listing))).toEqual([])
    const claimed = await verifyBadge(signed, { ...network, [address]: key })
    expect(deviations(claimed)).toContain('proof failed key-not-authorised')
  })

  it('says who vouches, which never turns a verdict', async () => {
    const trust = { vouchersFor: async () => [{ registry: 'Port authority' }] }
    const report = await verifyBadge(badge, network, { trust })
    expect(deviations(report)).toEqual(['trust-registry passed trust-vouched'])
  })
})
