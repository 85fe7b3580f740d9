import {
  didJwkMethod,
  encodeBase64Url,
  encodeJwk,
  type JsonObject,
  type JsonValue,
  portableCrypto,
} from '@assay/core'
import { createJws, issueSdJwt, parseJws, parsePart, presentSdJwt } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { anyToken, documentWithJwk, jwkOf, tokenMethod } from '../test/tokens.ts'
import {
  deviations,
  goodNetwork,
  issuerId,
  issuerKey,
  listUrl,
  memoryNetwork,
  type Network,
  nodeEngines,
  now,
  otherKey,
  statusList,
  unsignedBadge,
  verifyOptions,
} from './test/badge.ts'
import { envelopeOf, holderKey, presentationOf } from './test/presentation.ts'
import { type VerifyOptions, verify } from './verify.ts'

const disclosable = ['/credentialSubject/identifier', '/name', '/awardedDate']
const crypto = portableCrypto
let network: Network
let salt = 0
const makeSalt = () => {
  salt += 1
  return encodeBase64Url(crypto.sha256(Uint8Array.of(salt)).slice(0, 16))
}

const issue = (change: Partial<Parameters<typeof issueSdJwt>[0]> = {}) =>
  issueSdJwt({
    ...{ credential: unsignedBadge(), crypto, makeSalt, algorithm: 'EdDSA', kid: tokenMethod },
    disclosable,
    sign: issuerKey.sign,
    ...change,
  })
const bind = (change: object = {}) => ({
  ...{
    algorithm: 'EdDSA' as const,
    sign: holderKey.sign,
    audience: 'a.example',
    nonce: 'c-1',
    issuedAt: now,
  },
  ...change,
})

let text: string
let bound: string
beforeAll(async () => {
  network = { ...(await goodNetwork()), [issuerId]: documentWithJwk(jwkOf(issuerKey)) }
  text = await issue()
  bound = await issue({ holderKey: holderKey.publicKey })
})

async function read(input: JsonValue, options: Partial<VerifyOptions> = {}, change: Network = {}) {
  const memory = memoryNetwork({ ...network, ...change })
  const report = await verify(typeof input === 'string' ? input : JSON.stringify(input), {
    ...verifyOptions({}, nodeEngines),
    fetchDocument: memory.fetchDocument,
    ...options,
  })
  const codes = deviations(report).filter((code) => !code.startsWith('parse passed'))
  return { report, codes, asked: memory.asked, parse: report.checks[0] }
}

describe('an SD-JWT with a credential', () => {
  it('VJ7 is valid with everything shown, and with all withheld that may be', async () => {
    const whole = await read(text)
    expect([whole.report.format, whole.report.verdict, whole.codes]).toEqual(['vc-sd-jwt', 'valid', []])
    expect(whole.parse).toMatchObject({ code: 'parse-ok', details: { undisclosed: 0 } })
    expect(whole.report.credential?.claimed.name).toBe('Forklift safety')
    const part = await read(await presentSdJwt(text, { crypto, disclose: ['/awardedDate'] }))
    expect([part.report.verdict, part.codes]).toEqual(['valid', []])
    expect(part.parse).toMatchObject({
      code: 'parse-partly-disclosed',
      details: { undisclosed: 2, disclosed: ['/awardedDate'] },
    })
    expect(part.report.credential?.claimed).not.toHaveProperty('name')
    expect(part.report.document).not.toHaveProperty('name')
  })

  it('VJ7 VM10 is valid in an envelope, by itself and in a presentation', async () => {
    const envelope = envelopeOf(text, 'application/vc+sd-jwt')
    expect((await read(envelope)).report).toMatchObject({ format: 'vc-sd-jwt', verdict: 'valid' })
    const { report } = await read(presentationOf([envelope]))
    expect([report.verdict, report.credentials?.[0]?.report.format]).toEqual(['valid', 'vc-sd-jwt'])
    const forged = await read(
      presentationOf([envelopeOf(await issue({ sign: otherKey.sign }), 'application/vc+sd-jwt')]),
    )
    expect(forged.report.verdict).toBe('invalid')
    expect((await read(envelopeOf(text))).report.verdict).toBe('invalid')
  })

  it('is read with its type only: no type, a type of others, and a plain token of that type are refused', async () => {
    const [jws = '', ...rest] = text.split('~')
    const payload = parsePart(parseJws(jws).payload, 'payload')
    for (const header of [
      {},
      { typ: 'JWT' },
      { typ: 'dc+sd-jwt' },
      { typ: 'vc+jwt' },
      { typ: 'vc+sd-jwt', cty: 'vp' },
    ]) {
      const other = await anyToken({ kid: tokenMethod, ...header }, payload, issuerKey)
      const { parse, asked } = await read([other, ...rest].join('~'))
      expect([header, parse?.code, asked]).toEqual([header, 'parse-token-type', []])
    }
    expect((await read(jws)).parse?.code).toBe('parse-token-type')
    const untyped = await anyToken({ kid: tokenMethod }, payload, issuerKey)
    expect(
      (await read(envelopeOf([untyped, ...rest].join('~'), 'application/vc+sd-jwt'))).report.verdict,
    ).toBe('valid')
  })

  it('fails with a disclosure of somebody else, and with one that was changed', async () => {
    const [jws = '', first = '', ...rest] = text.split('~')
    const foreign = encodeBase64Url(new TextEncoder().encode('["salt","name","Crane safety"]'))
    for (const changed of [
      [jws, foreign, ...rest],
      [jws, first, foreign, ...rest],
    ]) {
      const { report, parse, asked } = await read(changed.join('~'))
      expect([report.verdict, parse?.code, asked]).toEqual(['invalid', 'parse-token-disclosures', []])
    }
  })

  it('fails with another signature, and with one by another key', async () => {
    expect((await read(await issue({ sign: otherKey.sign }))).codes).toContain('proof failed proof-signature')
    expect((await read(text.replace(/\.[^.~]*~/, `.${'A'.repeat(86)}~`))).codes).toContain(
      'proof failed proof-signature',
    )
  })

  it('is revoked, whatever its holder withholds', async () => {
    const none = await presentSdJwt(text, { crypto, disclose: [] })
    const { codes } = await read(none, {}, { [listUrl]: await statusList({ set: [94_567] }) })
    expect(codes).toEqual(['status failed status-revoked'])
  })

  it('G7 fails when what is disclosed has no meaning', async () => {
    const odd = await issue({ credential: { ...unsignedBadge(), shoeSize: 43 }, disclosable: ['/shoeSize'] })
    expect((await read(odd)).codes).toContain('data-model failed data-model-undefined-term')
    expect((await read(await presentSdJwt(odd, { crypto, disclose: [] }))).report.verdict).toBe('valid')
  })
})

describe('the key binding of an SD-JWT', () => {
  const present = (change: object = {}, disclose: readonly string[] = []) =>
    presentSdJwt(bound, { crypto, disclose, keyBinding: bind(change) })

  it('VJ7 is good when the holder signed what is presented, for whoever asked', async () => {
    const presented = await present()
    for (const asked of [{}, { challenge: 'c-1' }, { challenge: 'c-1', domain: 'a.example' }]) {
      const { report, codes } = await read(presented, asked)
      expect([report.verdict, codes]).toEqual(['valid', []])
    }
    expect((await read(presented, { challenge: 'c-2' })).codes).toContain('proof failed proof-challenge')
    expect((await read(presented, { domain: 'b.example' })).codes).toContain('proof failed proof-domain')
  })

  it('may be missing unless it is asked for', async () => {
    expect((await read(bound)).codes).toEqual([])
    for (const given of [bound, text])
      expect((await read(given, { challenge: 'c-1' })).codes).toContain('proof failed key-binding-missing')
  })

  it('VJ7 fails by another key, for another selection, at another time, or formed otherwise', async () => {
    const codesOf = async (given: string) => (await read(given)).codes[0]
    expect(await codesOf(await present({ sign: otherKey.sign }))).toBe('proof failed key-binding-signature')
    expect(await codesOf(await present({ issuedAt: now - 3_601_000 }))).toBe('proof failed key-binding-date')
    expect(await codesOf(await present({ issuedAt: now + 61_000 }))).toBe('proof failed key-binding-date')
    const binding = (await present({}, ['/name'])).split('~').at(-1) ?? ''
    const other = await presentSdJwt(bound, { crypto, disclose: ['/awardedDate'] })
    expect(await codesOf(`${other}${binding}`)).toBe('proof failed key-binding-other')
    const made = async (header: JsonObject, payload: JsonObject) =>
      `${other}${await anyToken(header, payload, holderKey)}`
    const full = { iat: now / 1000, aud: 'a', nonce: 'n', sd_hash: 'x' }
    expect(await codesOf(await made({ typ: 'kb+jwt' }, { ...full, sd_hash: 5 }))).toBe(
      'proof failed key-binding-malformed',
    )
    for (const member of Object.keys(full)) {
      const { [member]: _, ...rest } = full as JsonObject
      expect(await codesOf(await made({ typ: 'kb+jwt' }, rest))).toBe('proof failed key-binding-malformed')
    }
    expect((await read(await made({ typ: 'JWT' }, full))).parse?.code).toBe('parse-token-disclosures')
    expect((await read(await made({}, full))).parse?.code).toBe('parse-token-disclosures')
  })

  it('fails when the credential names no key, and finds one that it names by address', async () => {
    const unnamed = await presentSdJwt(text, { crypto, disclose: [], keyBinding: bind() })
    expect((await read(unnamed)).codes).toContain('proof failed key-binding-malformed')
    const [jws = '', ...rest] = text.split('~')
    const payload = parsePart(parseJws(jws).payload, 'payload')
    const named = async (cnf: JsonObject) => {
      const signed = await anyToken({ kid: tokenMethod, typ: 'vc+sd-jwt' }, { ...payload, cnf }, issuerKey)
      return presentSdJwt([signed, ...rest].join('~'), { crypto, disclose: [], keyBinding: bind() })
    }
    expect((await read(await named({ kid: didJwkMethod(holderKey.publicKey) }))).codes).toEqual([])
    expect((await read(await named({ kid: didJwkMethod(otherKey.publicKey) }))).codes).toContain(
      'proof failed key-binding-signature',
    )
    const gone = await read(await named({ kid: 'https://gone.example/#k' }))
    expect([gone.report.verdict, gone.codes]).toContainEqual('inconclusive')
    const secret = { jwk: { ...encodeJwk(holderKey.publicKey), d: 'AQ' } }
    expect((await read(await named(secret))).codes).toContain('proof failed key-private')
  })

  it('G4 never makes up for an issuer’s key that cannot be had', async () => {
    const p256 = testSigner('sd-kb', 'p256')
    const away = await issue({ kid: 'https://gone.example/#k', holderKey: p256.publicKey })
    const keyBinding = bind({ algorithm: 'ES256', sign: p256.sign })
    const { report } = await read(await presentSdJwt(away, { crypto, disclose: [], keyBinding }))
    expect(report.verdict).toBe('inconclusive')
  })

  it('T1 is signed with an accepted algorithm', async () => {
    const claims = { iat: now / 1000, aud: 'a', nonce: 'n', sd_hash: 'x' }
    const good = await createJws({
      algorithm: 'EdDSA',
      header: { typ: 'kb+jwt' },
      payload: new TextEncoder().encode(JSON.stringify(claims)),
      sign: holderKey.sign,
    })
    const [, body, signature] = good.split('.')
    for (const alg of ['none', 'HS256']) {
      const head = encodeBase64Url(new TextEncoder().encode(JSON.stringify({ alg, typ: 'kb+jwt' })))
      const { parse, asked } = await read(`${bound}${head}.${body}.${signature}`)
      expect([parse?.code, asked]).toEqual(['parse-token-refused', []])
    }
  })
})
