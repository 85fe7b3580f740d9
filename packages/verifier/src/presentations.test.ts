import { encodeMultikey, type JsonObject, type JsonValue } from '@assay/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { documentWithJwk, jwkOf } from '../test/tokens.ts'
import {
  issuerId,
  issuerKey,
  listUrl,
  type Network,
  otherKey,
  sign,
  statusList,
  unsignedBadge,
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
import type { VerifyOptions } from './verify.ts'

let badge: JsonObject
let network: Network
let vcJose: string
beforeAll(async () => {
  ;({ badge, network, vcJose } = await presentationFixture())
})

const read = (input: JsonValue, options: Partial<VerifyOptions> = {}, change: Network = {}) =>
  readWith({ ...network, ...change }, input, options)

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
