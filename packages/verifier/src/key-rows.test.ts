import {
  didJwk,
  didJwkMethod,
  didKey,
  didKeyMethod,
  encodeBase64Url,
  encodeJwk,
  encodeMultikey,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
  parseJwk,
  type Signer,
} from '@assay/core'
import { createVcJose } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { algorithmOf, anyToken, jwkOf, rsaKey, type TokenSigner, vcJwt } from '../test/tokens.ts'
import { didWebAddress } from './controller-document.ts'
import {
  deviations,
  goodNetwork,
  issuerDocument,
  issuerId,
  memoryNetwork,
  method,
  type Network,
  nodeEngines,
  otherKey,
  sign,
  unsignedBadge,
  verifyOptions,
} from './test/badge.ts'
import { type VerifyOptions, verify } from './verify.ts'

let network: Network
beforeAll(async () => {
  network = await goodNetwork()
})

async function read(input: JsonValue, change: Network = {}, options: Partial<VerifyOptions> = {}) {
  const memory = memoryNetwork({ ...network, ...change })
  const report = await verify(typeof input === 'string' ? input : JSON.stringify(input), {
    ...verifyOptions({}, nodeEngines),
    fetchDocument: memory.fetchDocument,
    ...options,
  })
  return { report, codes: deviations(report), asked: memory.asked }
}

/** A badge of this issuer, without a status list to ask for. */
function badgeOf(issuer: string): JsonObject {
  const { credentialStatus: _, ...badge } = unsignedBadge({ issuer: { id: issuer, type: ['Profile'] } })
  return badge
}
const suiteOf = (signer: Signer) =>
  signer.publicKey.type === 'ed25519' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019'
const noStatus = ['status skipped status-absent']
const kinds = ['ed25519', 'p256', 'p384'] as const

describe('keys by their names', () => {
  it.each(kinds)('KY1 finds a did:key of type %s in its name, for proofs and for tokens', async (type) => {
    const signer = testSigner('ky', type)
    const id = didKey(signer.publicKey)
    const kid = didKeyMethod(signer.publicKey)
    const proven = await sign(badgeOf(id), { signer, verificationMethod: kid, cryptosuite: suiteOf(signer) })
    for (const input of [
      proven,
      await vcJwt(badgeOf(id), signer, kid),
      await createVcJose({ document: badgeOf(id), kid, algorithm: algorithmOf(signer), sign: signer.sign }),
    ]) {
      const { codes, asked } = await read(input)
      expect([codes, asked]).toEqual([noStatus, []])
    }
  })

  it.each([
    ['no fragment', (did: string) => did],
    ['another fragment', (did: string) => `${did}#key-1`],
    ['another key as fragment', (did: string) => `${did}#${encodeMultikey(otherKey.publicKey)}`],
    ['two fragments', (did: string) => `${did}#${did.slice(8)}#x`],
    ['a path', (did: string) => `${did}/x#${did.slice(8)}`],
  ])('KY1 refuses a did:key with %s', async (_, spell) => {
    const signer = testSigner('ky')
    const kid = spell(didKey(signer.publicKey))
    const badge = badgeOf(didKey(signer.publicKey))
    expect((await read(await sign(badge, { signer, verificationMethod: kid }))).codes).toContain(
      'proof failed key-malformed',
    )
    expect((await read(await vcJwt(badge, signer, kid))).codes).toContain('proof failed key-malformed')
  })

  it.each(kinds)('KY1 finds a did:jwk of type %s in its name, by its method #0', async (type) => {
    const signer = testSigner('ky', type)
    const id = didJwk(signer.publicKey)
    const kid = didJwkMethod(signer.publicKey)
    const proven = await sign(badgeOf(id), { signer, verificationMethod: kid, cryptosuite: suiteOf(signer) })
    for (const input of [proven, await vcJwt(badgeOf(id), signer, kid)]) {
      const { codes, asked, report } = await read(input)
      expect([codes, asked]).toEqual([noStatus, []])
      expect(report.credential?.established).toMatchObject({ issuerId: id, signedBy: id })
    }
    expect((await read(await vcJwt(badgeOf(id), signer, id))).codes).toContain('proof failed key-malformed')
    expect((await read(await vcJwt(badgeOf(id), signer, `${id}#1`))).codes).toContain(
      'proof failed key-malformed',
    )
    expect((await read(await vcJwt(badgeOf(id), testSigner('ky-other', type), kid))).codes).toContain(
      'proof failed proof-signature',
    )
    const other = didJwk(testSigner('ky-other', type).publicKey)
    expect((await read(await vcJwt(badgeOf(other), signer, kid))).codes).toContain(
      'issuer-binding failed issuer-not-bound',
    )
  })

  it('KY9 refuses a did:jwk that shows a private key, and one that is not for signing', async () => {
    const signer = testSigner('ky', 'p256')
    const named = (jwk: JsonObject) => `did:jwk:${encodeBase64Url(encodeUtf8(JSON.stringify(jwk)))}`
    for (const [jwk, code] of [
      [{ ...jwkOf(signer), d: 'AQ' }, 'key-private'],
      [{ ...jwkOf(signer), use: 'enc' }, 'key-malformed'],
    ] as const) {
      const id = named(jwk)
      expect((await read(await vcJwt(badgeOf(id), signer, `${id}#0`))).codes).toContain(
        `proof failed ${code}`,
      )
      const proven = await sign(badgeOf(id), {
        signer,
        verificationMethod: `${id}#0`,
        cryptosuite: 'ecdsa-rdfc-2019',
      })
      expect((await read(proven)).codes).toContain(`proof failed ${code}`)
    }
  })

  it('VJ4 takes an RSA key for tokens only', async () => {
    const rsa = rsaKey()
    const id = didJwk(parseJwk(rsa.jwk))
    expect((await read(await vcJwt(badgeOf(id), rsa, `${id}#0`))).codes).toEqual(noStatus)
    const { proof, ...badge } = await sign(badgeOf(id), { verificationMethod: `${id}#0` })
    expect((await read({ ...badge, proof: proof ?? null })).codes).toContain('proof failed proof-key-type')
  })
})

describe('did:web', () => {
  it.each([
    ['did:web:harbor.example.org', 'https://harbor.example.org/.well-known/did.json'],
    ['did:web:harbor.example.org:staff:ana', 'https://harbor.example.org/staff/ana/did.json'],
    ['did:web:harbor.example.org%3A8443', 'https://harbor.example.org:8443/.well-known/did.json'],
    ['did:web:harbor.example.org%3a8443:x', 'https://harbor.example.org:8443/x/did.json'],
  ])('KY2 %s lies at %s, and its document has to bear its name', async (did, address) => {
    expect(didWebAddress(did)).toBe(address)
    const signer = testSigner('ky')
    const key = {
      id: `${did}#k`,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: encodeMultikey(signer.publicKey),
    }
    const document = { id: did, verificationMethod: [key], assertionMethod: [key.id] }
    const badge = await sign(badgeOf(did), { signer, verificationMethod: key.id })
    const good = await read(badge, { [address]: document })
    expect([good.codes, good.asked]).toEqual([noStatus, [address]])
    const renamed = await read(badge, { [address]: { ...document, id: 'did:web:evil.example' } })
    expect(renamed.codes).toContain('proof failed key-document')
  })

  it.each([
    'did:web:',
    'did:web:harbor.example.org:',
    'did:web:harbor.example.org:..:admin',
    'did:web:harbor.example.org:%2e%2E:admin',
    'did:web:harbor.example.org/path',
    'did:web:user@harbor.example.org',
    'did:web:harbor.example.org%2Fevil',
    'did:web:harbor.example.org?x',
  ])('KY2 %s has no address, and nothing is asked', async (did) => {
    expect(didWebAddress(did)).toBeUndefined()
    const badge = await sign(badgeOf('urn:x:1'), { verificationMethod: `${did}#k` })
    const { codes, asked } = await read(badge)
    expect([codes.includes('proof failed key-method'), asked]).toEqual([true, []])
  })
})

describe('keys by address', () => {
  it('KY3 takes no key from a document that has another id, does not list it, or does not allow it', async () => {
    const badge = await sign(unsignedBadge())
    expect((await read(badge)).codes).toEqual([])
    for (const [document, code] of [
      [issuerDocument({ id: `${issuerId}/other` }), 'key-document'],
      [issuerDocument({ verificationMethod: [] }), 'key-not-listed'],
      [issuerDocument({ assertionMethod: [] }), 'key-not-authorised'],
    ] as const)
      expect((await read(badge, { [issuerId]: document })).codes).toContain(`proof failed ${code}`)
  })

  it.each([
    ['a fragment of the issuer’s address', `${issuerId}#${encodeMultikey(otherKey.publicKey)}`],
    ['a path below the issuer’s', `${issuerId}/keys#k`],
    ['an address that begins like the issuer’s', `${issuerId}-evil#k`],
    ['a host that begins like the issuer’s', 'https://harbor.example.org.evil.example/issuer#k'],
    ['a path that leads away', `${issuerId}/../evil#k`],
  ])('KY4 proves nothing by %s, in a proof or in a token', async (_, address) => {
    const place = address.split('#')[0] ?? ''
    const key = {
      id: address,
      type: 'Multikey',
      controller: place,
      publicKeyMultibase: encodeMultikey(otherKey.publicKey),
    }
    const evil =
      place === issuerId
        ? {}
        : { [place]: { id: place, verificationMethod: [key], assertionMethod: [address] } }
    const proven = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: address })
    for (const input of [proven, await vcJwt(unsignedBadge(), otherKey, address)]) {
      const { report } = await read(input, evil)
      expect(report.verdict).toBe('invalid')
      expect(report.credential?.established).toEqual({})
      const failed = report.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)
      expect(failed).toEqual([place === issuerId ? 'proof' : 'issuer-binding'])
    }
  })

  it('KY5 proves nothing by a key that the document brings itself, in the proof or in the token', async () => {
    const own = {
      id: method,
      type: 'Multikey',
      controller: issuerId,
      publicKeyMultibase: encodeMultikey(otherKey.publicKey),
    }
    const signed = await sign(unsignedBadge(), { signer: otherKey })
    expect((await read(signed)).codes).toContain('proof failed proof-signature')
    const embedded = { ...signed, proof: { ...(signed.proof as JsonObject), verificationMethod: own } }
    expect((await read(embedded)).codes).toContain('proof failed proof-malformed')
    const jwk = encodeJwk(otherKey.publicKey)
    for (const header of [{ jwk }, { jwk, kid: 'key-1' }]) {
      const token = await anyToken({ typ: 'vc+jwt', ...header }, unsignedBadge(), otherKey)
      expect((await read(token)).codes).toContain('issuer-binding failed issuer-not-bound')
    }
    const both = await anyToken({ typ: 'vc+jwt', jwk, kid: method }, unsignedBadge(), otherKey)
    expect((await read(both)).codes).toContain('proof failed key-not-listed')
  })

  it('KY6 is the issuer’s when its document lists the key or a registry names it, and else not', async () => {
    const verificationMethod = didKeyMethod(otherKey.publicKey)
    const signed = await sign(unsignedBadge(), { signer: otherKey, verificationMethod })
    expect((await read(signed)).codes).toContain('issuer-binding failed issuer-not-bound')
    const listed = { [issuerId]: issuerDocument({ assertionMethod: [method, verificationMethod] }) }
    expect((await read(signed, listed)).codes).toEqual(['issuer-binding passed issuer-listed'])
    const trust = {
      vouchersFor: async () => [],
      namesKey: async (issuer: string) => issuer === issuerId,
    }
    expect((await read(signed, {}, { trust })).codes).toEqual(['issuer-binding passed issuer-registered'])
  })

  it('KY8 counts for nothing once its document says that it was revoked or has expired', async () => {
    const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
    const badge = await sign(unsignedBadge())
    for (const [change, code] of [
      [{ revoked: '2026-05-01T00:00:00Z' }, 'key-revoked'],
      [{ expires: '2026-05-01T00:00:00Z' }, 'key-expired'],
    ] as const) {
      const document = issuerDocument({ verificationMethod: [{ ...first, ...change }] })
      expect((await read(badge, { [issuerId]: document })).codes).toContain(`proof failed ${code}`)
    }
  })
})

const signers: readonly TokenSigner[] = kinds.map((type) => testSigner('vj', type))

describe('tokens', () => {
  it('VJ2 refuses a vc+jwt with a claim vc or vp, whoever signed it', async () => {
    for (const signer of signers)
      for (const name of ['vc', 'vp']) {
        const token = await anyToken(
          { typ: 'vc+jwt', kid: method },
          { ...unsignedBadge(), [name]: {} },
          signer,
        )
        const { report, asked } = await read(token)
        expect([report.checks[0]?.code, asked]).toEqual(['parse-token', []])
      }
  })

  it.each([
    ['iss', 'https://evil.example/issuer'],
    ['jti', 'urn:x:other'],
    ['sub', 'urn:x:other'],
    ['nbf', 1],
    ['exp', 5_000_000_000],
  ])('VJ3 refuses a vc+jwt whose claim %s says something else', async (claim, value) => {
    const badge = unsignedBadge({ validUntil: '2027-01-01T00:00:00Z' })
    const token = await anyToken(
      { typ: 'vc+jwt', kid: method },
      { ...badge, [claim]: value },
      testSigner('issuer'),
    )
    expect((await read(token)).codes).toContain('data-model failed data-model-claims')
  })

  it('VJ5 asks no address of its header but that of kid', async () => {
    const header = {
      typ: 'vc+jwt',
      kid: method,
      jku: 'https://evil.example/a',
      x5u: 'https://evil.example/b',
      x5c: ['AAAA'],
    }
    const { codes, asked } = await read(await anyToken(header, unsignedBadge(), testSigner('issuer')))
    expect(codes).toEqual([])
    expect(asked.some((url) => url.includes('evil'))).toBe(false)
  })
})
