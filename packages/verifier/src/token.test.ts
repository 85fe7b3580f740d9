import { didKey, didKeyMethod, type JsonObject, type JsonValue, parseJson } from '@assay/core'
import { bakePng, bakeSvg, parseJws } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { onePixel } from '../test/png.ts'
import {
  algorithmOf,
  anyToken,
  documentWithJwk,
  jwkOf,
  rsaKey,
  type TokenSigner,
  tokenMethod,
  vcJwt,
} from '../test/tokens.ts'
import {
  deviations,
  goodNetwork,
  issuerId,
  listUrl,
  memoryNetwork,
  type Network,
  nodeEngines,
  now,
  otherKey,
  sign,
  statusList,
  unsignedBadge,
  verifyOptions,
} from './test/badge.ts'
import { verify } from './verify.ts'

const p256 = testSigner('tokens', 'p256')
let rsa: ReturnType<typeof rsaKey>
let network: Network
let token: string
beforeAll(async () => {
  rsa = rsaKey()
  network = { ...(await goodNetwork()), [issuerId]: documentWithJwk(rsa.jwk) }
  token = await vcJwt(await sign(unsignedBadge()), rsa)
})

async function read(input: string | Uint8Array, change: Network = {}) {
  const memory = memoryNetwork({ ...network, ...change })
  const report = await verify(input, {
    ...verifyOptions({}, nodeEngines),
    fetchDocument: memory.fetchDocument,
  })
  return { report, deviations: deviations(report), asked: memory.asked }
}

const payloadOf = (text: string) => parseJson(parseJws(text).payload) as JsonObject
const check = (report: Awaited<ReturnType<typeof read>>['report'], id: string) =>
  report.checks.find((one) => one.id === id)

/** The same claims with another header or other members, signed by the same or another key. */
function altered(
  change: Readonly<Record<string, JsonValue | undefined>>,
  header: JsonObject = {},
  signer: TokenSigner = rsa,
): Promise<string> {
  const payload = Object.fromEntries(
    Object.entries({ ...payloadOf(token), ...change }).filter(
      (entry): entry is [string, JsonValue] => entry[1] !== undefined,
    ),
  )
  return anyToken({ kid: tokenMethod, typ: 'JWT', ...header }, payload, signer)
}

describe('a VC-JWT of Open Badges 3.0', () => {
  it('is valid, with the proof of the token and the one inside it listed', async () => {
    const { report, deviations: odd } = await read(`\n${token}\n`)
    expect([report.format, report.verdict, odd]).toEqual(['ob3-jwt', 'valid', []])
    expect(check(report, 'proof')?.details).toMatchObject({
      proofs: [
        { outcome: 'passed', algorithm: 'RS256', verificationMethod: tokenMethod, controller: issuerId },
        { outcome: 'passed', verificationMethod: `${issuerId}#key-1` },
      ],
    })
    expect(report.credential?.established).toMatchObject({
      issuerId,
      signedBy: issuerId,
      issuerName: 'Harbor Logistics',
    })
  })

  it('is valid inside a PNG and inside an SVG', async () => {
    const drawing = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')
    for (const [format, bytes] of [
      ['ob3-png', bakePng(onePixel, token)],
      ['ob3-svg', bakeSvg(drawing, token)],
      ['ob3-svg', bakeSvg(drawing, JSON.stringify(await sign(unsignedBadge())))],
    ] as const) {
      const { report, deviations: odd } = await read(bytes)
      expect([report.format, report.verdict, odd]).toEqual([format, 'valid', []])
    }
  })

  it.each(['ed25519', 'p256', 'p384'] as const)(
    'VJ4 is valid with a key of type %s, without a proof inside',
    async (type) => {
      const signer = testSigner('tokens', type)
      const { deviations: odd } = await read(await vcJwt(unsignedBadge(), signer), {
        [issuerId]: documentWithJwk(jwkOf(signer)),
      })
      expect(odd).toEqual([])
    },
  )

  it('VJ1 reads vc+jwt as VC-JOSE-COSE, which needs no claims, and refuses other types before anything is asked', async () => {
    const bare = { iss: undefined, sub: undefined, jti: undefined, nbf: undefined, exp: undefined }
    for (const header of [{ typ: 'vc+jwt' }, { typ: 'application/vc+jwt', cty: 'vc' }]) {
      expect((await read(await altered(bare, header))).deviations).toEqual([])
    }
    for (const header of [
      { typ: 'secret+jwt' },
      { typ: 'vc+jwt', cty: 'vp' },
      { cty: 'vc' },
      { typ: 'vc+sd-jwt' },
    ]) {
      const { report, asked } = await read(await altered({}, header))
      expect([report.verdict, check(report, 'parse')?.code, asked]).toEqual([
        'invalid',
        'parse-token-type',
        [],
      ])
    }
    const presentation = await read(await altered({}, { typ: 'vp+jwt' }))
    expect([presentation.report.format, check(presentation.report, 'parse')?.code]).toEqual([
      'vp-jwt',
      'parse-not-credential',
    ])
  })

  it('VJ2 takes `vc` for version 1.1 only', async () => {
    const inner = unsignedBadge()
    for (const header of [{}, { typ: 'vc+jwt' }]) {
      const wrapped = await anyToken({ kid: tokenMethod, ...header }, { iss: issuerId, vc: inner }, rsa)
      const { report, asked } = await read(wrapped)
      expect([check(report, 'parse')?.code, asked]).toEqual(['parse-token', []])
    }
    const { '@context': _, validFrom, credentialStatus: _status, ...rest } = inner
    const old = {
      '@context': [
        'https://www.w3.org/2018/credentials/v1',
        'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
      ],
      ...rest,
    }
    const { id: _id, awardedDate: _awarded, ...vc } = old as JsonObject
    const claims = {
      iss: issuerId,
      jti: String(inner.id),
      sub: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11',
      nbf: Date.parse(String(validFrom)) / 1000,
    }
    const { report } = await read(await anyToken({ kid: tokenMethod, typ: 'JWT' }, { ...claims, vc }, rsa))
    expect([report.verdict, check(report, 'data-model')?.code]).toEqual(['valid', 'data-model-superseded'])
    expect(report.credential?.claimed.id).toBe(inner.id)
    const other = await read(
      await anyToken({ kid: tokenMethod }, { ...claims, vc: { ...vc, id: 'urn:x:other' } }, rsa),
    )
    expect(check(other.report, 'data-model')?.outcome).toBe('failed')
  })

  it.each([
    ['iss', 'https://evil.example/issuer'],
    ['sub', 'urn:uuid:00000000-0000-4000-8000-000000000000'],
    ['jti', 'https://harbor.example.org/credentials/2'],
    ['nbf', 1],
    ['nbf', '1767225600'],
    ['exp', 1_999_999_999],
    ['aud', 'https://other.example'],
  ])('OD5 VJ3 T7 fails when the claim %s says %j', async (claim, value) => {
    const { report, deviations: odd } = await read(await altered({ [claim]: value }))
    expect(report.verdict).toBe('invalid')
    expect(odd).toContain('data-model failed data-model-claims')
  })

  it('OI6 OD5 fails without iss, jti or nbf, and warns without sub', async () => {
    for (const claim of ['iss', 'jti', 'nbf']) {
      expect((await read(await altered({ [claim]: undefined }))).deviations).toEqual([
        'data-model failed data-model-claims',
      ])
    }
    const { report, deviations: odd } = await read(await altered({ sub: undefined }))
    expect([report.verdict, odd]).toEqual(['valid', ['data-model warning data-model-claims-missing']])
  })

  it('T7 fails when the token has ended or has not begun, though its credential names no end', async () => {
    const ended = await altered({ exp: now / 1000 - 1 }, { typ: 'vc+jwt' })
    expect((await read(ended)).deviations).toContain('proof failed proof-expired')
    const future = { validFrom: '2027-01-01T00:00:00Z' }
    const early = await vcJwt(await sign(unsignedBadge(future)), rsa)
    expect((await read(early)).deviations).toEqual(['validity-dates failed dates-not-yet'])
    const past = await vcJwt(await sign(unsignedBadge({ validUntil: '2026-02-01T00:00:00Z' })), rsa)
    expect((await read(past)).deviations).toEqual(['validity-dates failed dates-expired'])
  })

  it('G7 fails when the payload holds a member that no context defines', async () => {
    expect((await read(await altered({ shoeSize: 43 }))).deviations).toContain(
      'data-model failed data-model-undefined-term',
    )
  })

  it('OD9 DI9 fails when the proof inside was changed, though the token is good, and warns when it cannot be checked', async () => {
    const badge = await sign(unsignedBadge())
    const changed = await vcJwt({ ...badge, name: 'Crane safety' }, rsa)
    expect((await read(changed)).deviations).toContain('proof failed proof-signature')
    const unknown = { ...(badge.proof as JsonObject), cryptosuite: 'future-2030' }
    const partly = await read(await vcJwt({ ...badge, proof: [unknown] }, rsa))
    expect([partly.report.verdict, partly.deviations]).toEqual([
      'valid',
      ['proof warning proof-partly-unsupported'],
    ])
  })

  it('still reads status and dates: a revoked one is invalid', async () => {
    const { deviations: odd } = await read(token, { [listUrl]: await statusList({ set: [94_567] }) })
    expect(odd).toEqual(['status failed status-revoked'])
  })
})

describe('the key of a token', () => {
  it('T12 KY6 is not the issuer’s when another party signed, although the proof inside is the issuer’s', async () => {
    const otherIssuer = 'https://other.example.org/issuer'
    const method = {
      id: `${otherIssuer}#k`,
      type: 'JsonWebKey',
      controller: otherIssuer,
      publicKeyJwk: jwkOf(p256),
    }
    const theirs = { id: otherIssuer, verificationMethod: [method], assertionMethod: [method.id] }
    const stolen = await altered({}, { kid: method.id }, p256)
    const { report, deviations: odd } = await read(stolen, { [otherIssuer]: theirs })
    expect(report.verdict).toBe('invalid')
    expect(odd).toContain('issuer-binding failed issuer-not-bound')
    expect(report.credential?.established).toEqual({})
  })

  it('T2 VJ5 KY5 counts for nothing when it only stands in the header, unless the issuer lists it', async () => {
    const strange = await altered({}, { kid: 'key-1', jwk: jwkOf(p256) }, p256)
    expect((await read(strange)).deviations).toContain('issuer-binding failed issuer-not-bound')
    const own = await anyToken({ typ: 'JWT', jwk: rsa.jwk }, payloadOf(token), rsa)
    expect((await read(own)).deviations).toEqual(['issuer-binding passed issuer-listed'])
    const both = await altered({}, { jwk: jwkOf(p256) }, p256)
    expect((await read(both)).deviations).toContain('proof failed key-not-listed')
    const secret = await altered({}, { kid: 'key-1', jwk: { ...jwkOf(p256), d: 'AQ' } }, p256)
    expect((await read(secret)).deviations).toContain('proof failed key-private')
  })

  it('T2 VJ5 never asks the addresses that a header names', async () => {
    const pointing = await altered(
      {},
      { jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x5u', x5c: ['AAAA'] },
    )
    const { deviations: odd, asked } = await read(pointing)
    expect(odd).toEqual([])
    expect(asked.filter((url) => url.includes('evil'))).toEqual([])
  })

  it('T3 is not found under a path, a query, a name of the language or an overlong text', async () => {
    for (const kid of [
      '../../etc/passwd',
      "' OR 1=1 --",
      '__proto__',
      'constructor',
      'k'.repeat(5000),
      'file:///etc/passwd',
      'ftp://a.example/k',
    ]) {
      const { report, deviations: odd } = await read(await altered({}, { kid }))
      expect([kid.slice(0, 20), report.verdict, odd]).toEqual([
        kid.slice(0, 20),
        'invalid',
        expect.arrayContaining(['proof failed key-method']),
      ])
    }
  })

  it('KY9 is found in a set of keys and as a single key; only the issuer’s own address or well-known place binds it', async () => {
    const keys = {
      keys: [
        { ...jwkOf(p256), kid: 'other' },
        { ...rsa.jwk, kid: 'k1' },
      ],
    }
    const kidAt = async (address: string, document: JsonValue, kid = `${address}#k1`) =>
      (await read(await altered({}, { kid }), { [address]: document })).deviations
    const wellKnown = 'https://harbor.example.org/.well-known/jwks.json'
    expect(await kidAt(wellKnown, keys)).toEqual(['issuer-binding passed issuer-listed'])
    const issuerAlone = { [issuerId]: { id: issuerId, assertionMethod: [] } }
    const elsewhere = 'https://harbor.example.org/uploads/jwks.json'
    const { deviations: odd } = await read(
      await anyToken({ kid: `${elsewhere}#k1`, typ: 'JWT' }, { ...payloadOf(token), proof: [] }, rsa),
      { ...issuerAlone, [elsewhere]: keys },
    )
    expect(odd).toContain('issuer-binding failed issuer-not-bound')
    expect(
      await kidAt('https://harbor.example.org/keys/1', rsa.jwk, 'https://harbor.example.org/keys/1'),
    ).toEqual(['issuer-binding passed issuer-listed'])
    expect(await kidAt(wellKnown, keys, `${wellKnown}#none`)).toContain('proof failed key-not-listed')
    expect(await kidAt(wellKnown, { keys: [...keys.keys, { ...jwkOf(p256), d: 'AQ' }] })).toContain(
      'proof failed key-private',
    )
    expect(await kidAt(wellKnown, { keys: [{ ...rsa.jwk, kid: 'k1', use: 'enc' }] })).toContain(
      'proof failed key-malformed',
    )
  })

  it('KY8 is not used when its document says that it was revoked, and a key of another kind fails', async () => {
    const revoked = { [issuerId]: documentWithJwk(rsa.jwk, { revoked: '2026-02-01T00:00:00Z' }) }
    expect((await read(token, revoked)).deviations).toContain('proof failed key-revoked')
    expect((await read(token, { [issuerId]: documentWithJwk(jwkOf(p256)) })).deviations).toContain(
      'proof failed proof-key-type',
    )
    expect((await read(token, { [issuerId]: documentWithJwk(rsaKey().jwk) })).deviations).toContain(
      'proof failed proof-signature',
    )
  })

  it('G4 is unknown when its document cannot be had, and the verdict is open without a proof inside', async () => {
    const { proof: _, ...bare } = payloadOf(token)
    const { report } = await read(await anyToken({ kid: 'https://gone.example/k', typ: 'JWT' }, bare, rsa))
    expect([report.verdict, check(report, 'proof')?.code]).toEqual(['inconclusive', 'key-unreachable'])
  })

  it('KY1 may be a did:key', async () => {
    const id = didKey(otherKey.publicKey)
    const badge = unsignedBadge({ issuer: { id, type: ['Profile'], name: 'X' }, credentialStatus: [] })
    const { credentialStatus: _, ...plain } = badge
    const { deviations: odd } = await read(await vcJwt(plain, otherKey, didKeyMethod(otherKey.publicKey)))
    expect(odd).toEqual(['status skipped status-absent'])
    expect(algorithmOf(otherKey)).toBe('EdDSA')
  })
})
