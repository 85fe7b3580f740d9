import { encodeMultikey, type JsonObject, type JsonValue } from '@assay/core'
import { bakePng } from '@assay/credentials'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { onePixel } from '../test/png.ts'
import { anyToken, tokenMethod } from '../test/tokens.ts'
import type { Report } from './report.ts'
import {
  issuerId,
  issuerKey,
  type Network,
  nodeEngines,
  now,
  otherKey,
  unsignedBadge,
  verifyOptions,
} from './test/badge.ts'
import {
  credentialsV2,
  envelopeOf,
  holderId,
  holderKey,
  present,
  presentationFixture,
  presentationOf,
  readWith,
  unsignedCodes as unsigned,
} from './test/presentation.ts'
import { type VerifyOptions, verify } from './verify.ts'

let badge: JsonObject
let network: Network
let vcJose: string
beforeAll(async () => {
  ;({ badge, network, vcJose } = await presentationFixture())
})

const read = (input: JsonValue, options: Partial<VerifyOptions> = {}, change: Network = {}) =>
  readWith({ ...network, ...change }, input, options)

async function readPicture(text: string) {
  const options = { ...verifyOptions(network, nodeEngines) }
  const { format, checks } = await verify(bakePng(onePixel, text), options)
  return { format, parse: checks[0]?.code }
}

describe('an envelope', () => {
  it('VM10 VJ6 inside a presentation is verified as the token it holds', async () => {
    const { report, codes } = await read(await present(presentationOf([envelopeOf(vcJose), badge])))
    expect([report.verdict, codes]).toEqual(['valid', []])
    expect(report.credentials?.map(({ report: { format } }) => format)).toEqual(['ob3-jwt', 'ob3-json'])
    const forged = await anyToken({ kid: tokenMethod, typ: 'vc+jwt' }, unsignedBadge(), otherKey)
    const bad = await read(presentationOf([badge, envelopeOf(forged)]))
    expect([bad.report.verdict, bad.codes]).toEqual(['invalid', [...unsigned, 'failed credentials-failed']])
  })

  it('given by itself is what it holds', async () => {
    for (const id of [
      `data:application/vc+jwt,${vcJose}`,
      `data:application/vc+jwt;base64,${Buffer.from(vcJose).toString('base64')}`,
    ]) {
      const { report } = await read(envelopeOf(vcJose, undefined, { id }))
      expect([report.format, report.verdict]).toEqual(['ob3-jwt', 'valid'])
    }
  })

  it('VJ1 may hold a token without typ, and none of another kind', async () => {
    const bare = await anyToken({ kid: tokenMethod }, unsignedBadge(), issuerKey)
    expect((await read(envelopeOf(bare))).report.verdict).toBe('valid')
    const presented = await anyToken({ kid: tokenMethod, typ: 'vp+jwt' }, presentationOf(badge), issuerKey)
    expect((await read(envelopeOf(presented))).report.checks[0]?.code).toBe('parse-token-type')
    expect((await read(envelopeOf(vcJose, 'application/vp+jwt'))).report.checks[0]?.code).toBe(
      'parse-token-type',
    )
  })

  it.each([
    ['text/html', '<p>'],
    ['application/vc', '{}'],
    ['', 'x'],
    ['application/vp+jwt', 'x.y.z'],
  ])('refuses %s', async (mediaType, data) => {
    const envelope = envelopeOf(data, 'application/vc+jwt', { id: `data:${mediaType},${data}` })
    const { report, asked } = await read(envelope)
    expect([report.verdict, report.checks[0]?.code, asked]).toEqual(['invalid', 'parse-envelope', []])
  })

  it('refuses a token of Open Badges 2.0, which is no W3C credential', async () => {
    const assertion = {
      '@context': 'https://w3id.org/openbadges/v2',
      type: 'Assertion',
      id: 'urn:x:1',
      badge: 'urn:x:2',
    }
    const { report, asked } = await read(envelopeOf(await anyToken({}, assertion, issuerKey)))
    expect([report.checks[0]?.code, asked]).toEqual(['parse-envelope', []])
  })

  it('is not read out of a picture, nor is a presentation: a picture is that of one badge', async () => {
    for (const text of [JSON.stringify(envelopeOf(vcJose)), JSON.stringify(presentationOf([badge]))]) {
      const { parse, format } = await readPicture(text)
      expect([format, parse]).toEqual(['ob3-png', 'parse-not-credential'])
    }
    expect(await readPicture(vcJose)).toEqual({ format: 'ob3-png', parse: 'parse-ok' })
  })

  it('VJ6 is opened in three levels and no deeper', async () => {
    const record = (inner: JsonValue): JsonObject => ({
      '@context': [
        credentialsV2,
        'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json',
        'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      ],
      id: 'https://harbor.example.org/records/1',
      type: ['VerifiableCredential', 'ClrCredential'],
      name: 'Record',
      issuer: { id: issuerId, type: ['Profile'], name: 'Harbor' },
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'urn:x:ana', type: ['ClrSubject'], verifiableCredential: [inner] },
    })
    const wrap = async (inner: JsonValue) =>
      envelopeOf(await anyToken({ kid: tokenMethod, typ: 'vc+jwt' }, record(inner), issuerKey))
    const two = await wrap(envelopeOf(vcJose))
    const deepest = (report: Report | undefined): string[] =>
      report === undefined
        ? []
        : [
            report.checks.find(({ id }) => id === 'credentials')?.code ?? '',
            ...deepest(report.credentials?.[0]?.report),
          ]
    expect(deepest((await read(presentationOf([await wrap(two)]))).report)).not.toContain('credentials-limit')
    expect(deepest((await read(presentationOf([await wrap(await wrap(two))]))).report)).toContain(
      'credentials-limit',
    )
  })
})

describe('a presentation in a token', () => {
  const kid = `${holderId}#${holderId.slice('did:key:'.length)}`
  const token = (payload: JsonObject, header: JsonObject = {}, signer = holderKey) =>
    anyToken({ kid, typ: 'vp+jwt', ...header }, payload, signer)

  it('is valid when its holder signed it, also in an envelope', async () => {
    const made = await token(presentationOf([envelopeOf(vcJose), badge]))
    for (const input of [made, envelopeOf(made, 'application/vp+jwt')]) {
      const { report, codes } = await read(input)
      expect([report.format, report.verdict, codes]).toEqual(['vp-jwt', 'valid', []])
      expect(report.presentation?.established).toEqual({ holderId, signedBy: holderId })
    }
    const stolen = await token(
      presentationOf([badge]),
      { kid: `did:key:${encodeMultikey(otherKey.publicKey)}#${encodeMultikey(otherKey.publicKey)}` },
      otherKey,
    )
    expect((await read(stolen)).codes).toEqual(['failed holder-not-bound'])
  })

  it('T7 VA3 answers challenge and domain by nonce and aud, and keeps to its dates', async () => {
    const claims = { nonce: 'c-1', aud: ['a.example', 'b.example'], iss: holderId, iat: now / 1000 }
    const made = await token({ ...presentationOf([badge]), ...claims })
    const answer = async (asked: Partial<VerifyOptions>) => (await read(made, asked)).codes
    expect(await answer({ challenge: 'c-1', domain: 'a.example' })).toEqual([])
    expect(await answer({})).toEqual([])
    expect(await answer({ challenge: 'c-2' })).toContain('failed proof-challenge')
    expect(await answer({ domain: 'c.example' })).toContain('failed proof-domain')
    const dated = async (dates: JsonObject) =>
      (await read(await token({ ...presentationOf([badge]), ...dates }))).codes
    expect(await dated({ exp: now / 1000 - 1 })).toContain('failed proof-expired')
    expect(await dated({ nbf: now / 1000 + 1 })).toContain('failed proof-not-yet')
    expect(await dated({ iss: issuerId })).toContain('failed data-model-claims')
  })

  it.each<[string, JsonObject, JsonObject]>([
    ['VJ1 cty vc', {}, { cty: 'vc' }],
    ['VJ2 a claim vc', { vc: {} }, {}],
    ['VJ2 a claim vp', { vp: {} }, {}],
    ['an exp that is no number', { exp: 'soon' }, {}],
    ['an aud that is no text', { aud: [1] }, {}],
    ['a nonce that is no text', { nonce: 1 }, {}],
  ])('is refused with %s', async (_, claims, header) => {
    const { report, asked } = await read(await token({ ...presentationOf([badge]), ...claims }, header))
    expect([report.verdict, report.checks[0]?.outcome, asked]).toEqual(['invalid', 'failed', []])
  })

  it('VM15 of version 1.1 holds it in the claim vp, whose credentials may be tokens', async () => {
    const old = { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiablePresentation'] }
    const made = await token(
      { iss: holderId, nonce: 'c-1', vp: { ...old, verifiableCredential: [vcJose] } },
      { typ: 'JWT' },
    )
    const { report, codes } = await read(made, { challenge: 'c-1' })
    expect([report.verdict, codes]).toEqual(['valid', ['warning data-model-superseded']])
    expect(report.presentation?.established.holderId).toBe(holderId)
    const newer = await token({ iss: holderId, vp: presentationOf([badge]) }, { typ: 'JWT' })
    expect((await read(newer)).report.checks[0]?.code).toBe('parse-token')
  })
})

describe('whatever stands in a presentation', () => {
  const inputs = fc.oneof(
    { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    fc.record({
      '@context': fc.constant(credentialsV2),
      type: fc.constantFrom(
        'EnvelopedVerifiableCredential',
        'VerifiableCredential',
        'VerifiablePresentation',
      ),
      id: fc.oneof(
        fc.string(),
        fc.string().map((text) => `data:application/vc+jwt,${text}`),
        fc.string().map((text) => `data:application/vc+sd-jwt;base64,${text}`),
      ),
    }),
    fc.string().map((text) => `a.${text}.c~${text}~`),
  )
  it('J6 J7 gets a report that is not green, and no error', async () => {
    await fc.assert(
      fc.asyncProperty(
        inputs,
        fc.constantFrom('verifiableCredential', 'holder', 'proof', 'type', '@context'),
        async (value, name) => {
          const made = { ...presentationOf([badge]), [name]: value as JsonValue }
          const { report } = await read(made)
          const before = await read(value as JsonValue)
          expect(before.report.verdict).not.toBe('valid')
          if (name === 'verifiableCredential') expect(report.verdict).not.toBe('valid')
        },
      ),
      { numRuns: 60 },
    )
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
