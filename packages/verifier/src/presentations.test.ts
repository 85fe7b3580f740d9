import { encodeMultikey, type JsonObject, type JsonValue } from '@assay/core'
import { bakePng } from '@assay/credentials'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { onePixel } from '../test/png.ts'
import { anyToken, documentWithJwk, jwkOf, tokenMethod } from '../test/tokens.ts'
import type { Report } from './report.ts'
import {
  goodNetwork,
  issuerId,
  issuerKey,
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
import {
  credentialsV2,
  envelopeOf,
  holderId,
  holderKey,
  present,
  presentationOf,
} from './test/presentation.ts'
import { type VerifyOptions, verify } from './verify.ts'

let badge: JsonObject
let network: Network
let vcJose: string
beforeAll(async () => {
  badge = await sign(unsignedBadge())
  network = { ...(await goodNetwork()), [issuerId]: documentWithJwk(jwkOf(issuerKey)) }
  vcJose = await anyToken({ kid: tokenMethod, typ: 'vc+jwt' }, unsignedBadge(), issuerKey)
})

async function read(input: JsonValue, options: Partial<VerifyOptions> = {}, change: Network = {}) {
  const memory = memoryNetwork({ ...network, ...change })
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const report = await verify(text, {
    ...verifyOptions({}, nodeEngines),
    fetchDocument: memory.fetchDocument,
    ...options,
  })
  return { report, codes: codesOf(report), asked: memory.asked }
}

async function readPicture(text: string) {
  const options = { ...verifyOptions(network, nodeEngines) }
  const { format, checks } = await verify(bakePng(onePixel, text), options)
  return { format, parse: checks[0]?.code }
}

/** What is worth a word: codes by step, without those every presentation has. */
function codesOf(report: Report): readonly string[] {
  const usual = [
    'parse-ok',
    'data-model-ok',
    'proof-ok',
    'holder-bound',
    'credentials-ok',
    'recipient-not-asked',
  ]
  return report.checks.flatMap(({ outcome, code }) =>
    usual.includes(code) || code === 'needs-credential' ? [] : [`${outcome} ${code}`],
  )
}

const unsigned = ['warning proof-not-signed', 'skipped needs-key']

describe('a presentation', () => {
  it('VA3 VM11 is valid when its holder signed it, with a report on each credential inside', async () => {
    const { report, codes } = await read(await present(presentationOf([badge, badge])))
    expect([report.format, report.verdict, codes]).toEqual(['vp-json', 'valid', []])
    expect(report.presentation?.established).toEqual({ holderId, signedBy: holderId })
    expect(
      report.credentials?.map(({ pointer, sameSubject, report: { verdict } }) => [
        pointer,
        sameSubject,
        verdict,
      ]),
    ).toEqual([
      ['/verifiableCredential/0', false, 'valid'],
      ['/verifiableCredential/1', false, 'valid'],
    ])
  })

  it('VA3 may be unsigned, which says nothing about who presents it', async () => {
    const { report, codes } = await read(presentationOf(badge))
    expect([report.verdict, codes]).toEqual(['valid', unsigned])
    expect(report.presentation).toEqual({ established: {}, claimed: { holderId } })
    expect(report.credentials?.[0]).not.toHaveProperty('sameSubject')
  })

  it('VA3 needs a signature as soon as a challenge or a domain was asked for', async () => {
    for (const asked of [{ challenge: 'c-1' }, { domain: 'verifier.example' }]) {
      const { report, codes } = await read(presentationOf(badge), asked)
      expect([report.verdict, codes[0]]).toEqual(['invalid', 'failed proof-not-signed'])
    }
  })

  it('VA3 answers the challenge and the domain, and no others', async () => {
    const made = await present(presentationOf(badge), {
      challenge: 'c-1',
      domain: ['a.example', 'b.example'],
    })
    const answer = async (asked: Partial<VerifyOptions>) => (await read(made, asked)).codes
    expect(await answer({ challenge: 'c-1' })).toEqual([])
    expect(await answer({ domain: ['b.example', 'a.example'] })).toEqual([])
    expect(await answer({ challenge: 'c-2' })).toContain('failed proof-challenge')
    expect(await answer({ domain: 'a.example' })).toContain('failed proof-domain')
    expect(await answer({ domain: ['a.example', 'b.example', 'c.example'] })).toContain('failed proof-domain')
    const bare = await present(presentationOf(badge))
    expect((await read(bare, { challenge: 'c-1' })).codes).toContain('failed proof-challenge')
    expect((await read(bare, { domain: 'a.example' })).codes).toContain('failed proof-domain')
    const moved = { ...made, proof: { ...(made.proof as JsonObject), challenge: 'c-2' } }
    expect((await read(moved, { challenge: 'c-2' })).codes).toContain('failed proof-signature')
  })

  it('KY7 is signed for authentication, by a key that its holder lists under that name', async () => {
    const asserted = await present(presentationOf(badge), { proofPurpose: 'assertionMethod' })
    expect((await read(asserted)).codes).toContain('failed proof-purpose')
    const holder = 'https://ana.example.org/'
    const method = {
      id: `${holder}#k`,
      type: 'Multikey',
      controller: holder,
      publicKeyMultibase: encodeMultikey(holderKey.publicKey),
    }
    const made = await present(presentationOf(badge, { holder }), { verificationMethod: method.id })
    const withKey = async (relation: JsonObject) =>
      (await read(made, {}, { [holder]: { id: holder, verificationMethod: [method], ...relation } })).codes
    expect(await withKey({ authentication: [method.id] })).toEqual([])
    expect(await withKey({ assertionMethod: [method.id] })).toContain('failed key-not-authorised')
    const credential = await sign(unsignedBadge())
    const elsewhere = documentWithJwk(jwkOf(issuerKey))
    const onlyAuthentication = {
      ...elsewhere,
      authentication: elsewhere.assertionMethod ?? null,
      assertionMethod: [],
    }
    const { report } = await read(credential, {}, { [issuerId]: onlyAuthentication })
    expect(report.checks.find(({ id }) => id === 'proof')?.code).toBe('key-not-authorised')
  })

  it('KY6 is not its holder’s when somebody else signed it, though every credential inside is good', async () => {
    const stolen = await present(presentationOf(badge), { signer: otherKey })
    const { report, codes } = await read(stolen)
    expect([report.verdict, codes]).toEqual(['invalid', ['failed holder-not-bound']])
    expect(report.presentation?.established).toEqual({})
    const nobody = await read(await present(presentationOf(badge, { holder: undefined })))
    expect([nobody.report.verdict, nobody.codes]).toEqual(['valid', ['skipped holder-absent']])
  })

  it('G4 is open when the document of its holder cannot be had', async () => {
    const made = await present(presentationOf(badge, { holder: 'https://gone.example/' }))
    const { report, codes } = await read(made)
    expect([report.verdict, codes]).toEqual(['inconclusive', ['unknown holder-unreachable']])
  })

  it.each<[string, () => Promise<JsonValue>, string]>([
    ['was changed', async () => ({ ...badge, name: 'Crane safety' }), 'failed credentials-failed'],
    ['is not signed', async () => unsignedBadge(), 'failed credentials-failed'],
    ['holds a word without meaning', async () => ({ ...badge, shoeSize: 43 }), 'failed credentials-failed'],
    [
      'has expired',
      async () => sign(unsignedBadge({ validUntil: '2026-02-01T00:00:00Z' })),
      'failed credentials-lapsed',
    ],
    [
      'is signed by somebody else',
      async () => sign(unsignedBadge(), { signer: otherKey, verificationMethod: `${issuerId}#none` }),
      'failed credentials-failed',
    ],
  ])('VM11 is invalid when one of two credentials %s', async (_, make, expected) => {
    for (const made of [presentationOf([badge, await make()]), presentationOf([await make(), badge])]) {
      const { report, codes } = await read(made)
      expect([report.verdict, codes]).toEqual(['invalid', [...unsigned, expected]])
      expect(report.credentials?.map(({ report: { verdict } }) => verdict).toSorted()).toEqual([
        'invalid',
        'valid',
      ])
    }
  })

  it('VM11 is invalid when a credential inside is revoked, and open when nobody knows', async () => {
    const made = await present(presentationOf([badge]))
    const revoked = await read(made, {}, { [listUrl]: await statusList({ set: [94_567] }) })
    expect([revoked.report.verdict, revoked.codes]).toEqual(['invalid', ['failed credentials-failed']])
    const open = await read(made, {}, { [listUrl]: 503 })
    expect([open.report.verdict, open.codes]).toEqual(['inconclusive', ['unknown credentials-unknown']])
  })

  it('asks of each credential whom it is about', async () => {
    const made = presentationOf([badge])
    const about = (value: string) => read(made, { recipient: { value, identityType: 'emailAddress' } })
    expect((await about('ana@example.org')).codes).toContain('passed recipient-ok')
    const other = await about('eve@example.org')
    expect([other.report.verdict, other.codes]).toEqual([
      'invalid',
      [...unsigned, 'failed recipient-mismatch', 'failed credentials-failed'],
    ])
  })

  const malformed: readonly (readonly [string, () => JsonObject])[] = [
    ['VM1 no context', () => presentationOf(badge, { '@context': undefined })],
    ['VM1 a context that is no array', () => presentationOf(badge, { '@context': credentialsV2 })],
    [
      'VM1 contexts in another order',
      () =>
        presentationOf(badge, { '@context': ['https://w3id.org/security/data-integrity/v2', credentialsV2] }),
    ],
    ['VM1 a number as context', () => presentationOf(badge, { '@context': [credentialsV2, 5] })],
    [
      'VM2 a type without meaning',
      () => presentationOf(badge, { type: ['VerifiablePresentation', 'Fantasy'] }),
    ],
    ['VM3 two ids', () => presentationOf(badge, { id: ['urn:a:1', 'urn:a:2'] })],
    ['VM3 an id that is no URL', () => presentationOf(badge, { id: 'mine' })],
    ['VM3 a holder that is no URL', () => presentationOf(badge, { holder: 'Ana' })],
    ['VM3 a holder without id', () => presentationOf(badge, { holder: { name: 'Ana' } })],
    ['VM3 a holder with two ids', () => presentationOf(badge, { holder: { id: ['urn:a:1', 'urn:a:2'] } })],
    ['VM6 terms of use without type', () => presentationOf(badge, { termsOfUse: { id: 'urn:a:1' } })],
    ['VM10 a text', () => presentationOf(['https://harbor.example.org/credentials/1'])],
    ['VM10 a token', () => presentationOf([vcJose])],
    ['VM10 a token alone', () => presentationOf(vcJose)],
    ['VM10 a number', () => presentationOf([badge, 1])],
    ['VM10 null', () => presentationOf(null)],
    ['VM10 nothing', () => presentationOf([])],
    ['VM10 another presentation', () => presentationOf([presentationOf(badge)])],
    ['VM10 an object of no type', () => presentationOf([{ id: 'urn:a:1' }])],
    [
      'VM10 an envelope without context',
      () => presentationOf([envelopeOf(vcJose, undefined, { '@context': [] })]),
    ],
    [
      'VM10 an envelope of another context',
      () =>
        presentationOf([
          envelopeOf(vcJose, undefined, { '@context': 'https://www.w3.org/2018/credentials/v1' }),
        ]),
    ],
    [
      'VM10 an envelope with a second type',
      () =>
        presentationOf([
          envelopeOf(vcJose, undefined, { type: ['EnvelopedVerifiableCredential', 'VerifiableCredential'] }),
        ]),
    ],
    [
      'VM10 an envelope at a web address',
      () =>
        presentationOf([envelopeOf(vcJose, undefined, { id: 'https://harbor.example.org/credentials/1' })]),
    ],
    [
      'VM10 an envelope without id',
      () => presentationOf([{ '@context': credentialsV2, type: 'EnvelopedVerifiableCredential' }]),
    ],
  ]
  for (const [name, make] of malformed) {
    it(`${name}: is invalid, signed or not`, async () => {
      const signed = await present(make(), { cryptosuite: 'eddsa-jcs-2022' })
      for (const made of [make(), signed]) {
        const { report } = await read(made)
        expect(report.verdict).toBe('invalid')
        const model = report.checks.find(({ id }) => id === 'data-model')
        const parse = report.checks.find(({ id }) => id === 'parse')
        expect([model?.outcome, parse?.outcome]).toEqual(['failed', 'passed'])
      }
    })
  }

  it('VM2 needs its type, else it is no presentation', async () => {
    const { report } = await read(presentationOf(badge, { type: ['Presentation'] }))
    expect(report.checks[0]?.code).toBe('parse-not-credential')
  })

  it('G7 is invalid when it holds a word of its own without meaning, and then asks nobody', async () => {
    const { report, asked } = await read(presentationOf([badge], { shoeSize: 43 }))
    expect([report.verdict, asked]).toEqual(['invalid', []])
    expect(report.checks[1]?.code).toBe('data-model-undefined-term')
  })

  it('VM15 may be of version 1.1, with a warning', async () => {
    const old = {
      '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/data-integrity/v2'],
    }
    const { report, codes } = await read(await present(presentationOf(undefined, old)))
    expect([report.verdict, codes]).toEqual([
      'valid',
      ['warning data-model-superseded', 'skipped credentials-absent'],
    ])
  })

  it('looks at 100 credentials and leaves the rest open', async () => {
    const many = Array.from({ length: 101 }, () => badge)
    const { report, codes } = await read(presentationOf(many))
    expect([report.verdict, codes]).toEqual(['inconclusive', [...unsigned, 'unknown credentials-limit']])
    expect(report.credentials).toHaveLength(100)
  }, 30_000)

  it('DI8 fails with every proof that fails, though another is good', async () => {
    const once = await present(presentationOf(badge))
    const proof = once.proof as JsonObject
    const { codes } = await read({ ...once, proof: [proof, { ...proof, proofValue: `z${'2'.repeat(87)}` }] })
    expect(codes.some((code) => code.startsWith('failed proof-'))).toBe(true)
  })
})

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
