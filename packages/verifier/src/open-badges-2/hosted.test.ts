import { createHash } from 'node:crypto'
import type { JsonObject, JsonValue } from '@assay/core'
import { bakePng, earlierVersions } from '@assay/credentials'
import { describe, expect, it } from 'vitest'
import { onePixel } from '../../test/png.ts'
import { deviations, memoryNetwork, type Network } from '../test/badge.ts'
import {
  assertion,
  assertionUrl,
  badgeClass,
  badgeUrl,
  checkOpenBadge2 as check,
  host,
  hostedNetwork,
  profile,
  profileUrl,
} from '../test/open-badge-2.ts'
import type { VerifyOptions } from '../verify.ts'

const hosted = async (
  change: Network = {},
  given: JsonValue | Uint8Array = assertion(),
  extra: Partial<VerifyOptions> = {},
) => check(given, { ...hostedNetwork(), ...change }, extra)

/** Of a good badge of this version. */
const usual = ['proof passed proof-hosted', 'issuer-binding passed issuer-publishes']

describe('Open Badges 2.0, hosted', () => {
  it('verifies as an assertion, with facts under the usual names', async () => {
    const report = await hosted()
    expect(deviations(report).filter((one) => !usual.includes(one))).toEqual([])
    expect(report).toMatchObject({
      format: 'ob2-json',
      verdict: 'valid',
      credential: {
        established: {
          issuerId: profileUrl,
          issuerHost: 'badges.north.example',
          issuerName: 'North Yard School',
        },
        claimed: { id: assertionUrl, achievementName: 'Crane signals', validFrom: '2026-01-01T00:00:00Z' },
      },
    })
  })

  it.each([
    ['address', assertionUrl],
    ['assertion', JSON.stringify(assertion())],
  ])('BK2: verifies as the %s inside a PNG', async (_, text) => {
    const report = await hosted({}, bakePng(onePixel, text, 'open-badges-2'))
    expect(report).toMatchObject({ format: 'ob2-png', verdict: 'valid' })
  })

  it('verifies with badge and profile embedded; the profile is read at its own address all the same', async () => {
    const whole = assertion({ badge: badgeClass({ issuer: profile() }) })
    const { fetchDocument, asked } = memoryNetwork({ ...hostedNetwork(), [assertionUrl]: whole })
    const report = await check(whole, {}, { fetchDocument })
    expect(report.verdict).toBe('valid')
    expect(asked).toEqual([assertionUrl, profileUrl])
  })

  const elsewhere = 'https://evil.example/assertions/7'
  it.each<[string, Network, JsonValue | undefined, string, string]>([
    [
      'B21: the address answers with another id',
      { [assertionUrl]: assertion({ id: `${host}/assertions/8` }) },
      undefined,
      'invalid',
      'proof failed proof-hosted-id',
    ],
    [
      'B21: the file says another date than its address',
      {},
      assertion({ issuedOn: '2025-01-01T00:00:00Z' }),
      'invalid',
      'proof failed proof-hosted-differs',
    ],
    [
      'B21: the file says another name than the published badge',
      {},
      assertion({ badge: badgeClass({ name: 'Doctor of Cranes' }) }),
      'invalid',
      'proof failed proof-hosted-differs',
    ],
    [
      'B21: the badge lies at another origin than its issuer',
      { [elsewhere]: assertion({ id: elsewhere }) },
      assertion({ id: elsewhere }),
      'invalid',
      'issuer-binding failed issuer-not-published',
    ],
    [
      'B21: startsWith of the issuer is for another path',
      { [profileUrl]: profile({ verification: { startsWith: [`${host}/ours/`] } }) },
      undefined,
      'invalid',
      'issuer-binding failed issuer-not-published',
    ],
    [
      'B21: allowedOrigins of the issuer names another host',
      { [profileUrl]: profile({ verification: { allowedOrigins: ['other.example'] } }) },
      undefined,
      'invalid',
      'issuer-binding failed issuer-not-published',
    ],
    [
      'the address does not answer',
      { [assertionUrl]: 404 },
      undefined,
      'inconclusive',
      'proof unknown proof-hosted-unreachable',
    ],
    [
      'B23: the badge class does not answer',
      { [badgeUrl]: 404 },
      undefined,
      'inconclusive',
      'issuer-binding unknown issuer-unreachable',
    ],
    [
      'B23: the profile does not answer',
      { [profileUrl]: 500 },
      undefined,
      'inconclusive',
      'issuer-binding unknown issuer-unreachable',
    ],
    [
      'B23: the profile is another document',
      { [profileUrl]: profile({ id: `${host}/other` }) },
      undefined,
      'invalid',
      'issuer-binding failed issuer-chain',
    ],
    [
      'B25: the address is gone',
      { [assertionUrl]: 410 },
      undefined,
      'invalid',
      'status failed status-revoked',
    ],
    [
      'B25: the published assertion is revoked',
      { [assertionUrl]: assertion({ revoked: true }) },
      undefined,
      'invalid',
      'status failed status-revoked',
    ],
    [
      'B26: it has expired',
      { [assertionUrl]: assertion({ expires: '2026-02-01T00:00:00Z' }) },
      undefined,
      'invalid',
      'validity-dates failed dates-expired',
    ],
    [
      'B26: a date has no zone',
      { [assertionUrl]: assertion({ issuedOn: '2026-01-01T00:00:00' }) },
      undefined,
      'invalid',
      'data-model failed data-model-malformed',
    ],
    [
      'B23: the badge class has no name',
      { [badgeUrl]: badgeClass({ name: '' }) },
      undefined,
      'invalid',
      'data-model failed data-model-malformed',
    ],
    [
      'B27: an extension without a type',
      {
        [badgeUrl]: badgeClass({
          'extensions:ApplyLink': { '@context': 'https://x.example', url: 'https://x.example' },
        }),
      },
      undefined,
      'invalid',
      'schema failed schema-extension-invalid',
    ],
    [
      'J4: an inline context gives a word another meaning',
      {
        [badgeUrl]: badgeClass({
          '@context': ['https://w3id.org/openbadges/v2', { name: 'https://x.example/y' }],
        }),
      },
      undefined,
      'invalid',
      'data-model failed data-model-context',
    ],
  ])('refuses: %s', async (_, change, given, verdict, deviation) => {
    const report = await hosted(change, given)
    expect(deviations(report)).toContain(deviation)
    expect(report.verdict).toBe(verdict)
  })

  it('B25: a revoked badge may leave nothing but that word at its address', async () => {
    const left = {
      '@context': 'https://w3id.org/openbadges/v2',
      type: 'Assertion',
      id: assertionUrl,
      revoked: true,
    }
    const report = await hosted({ [assertionUrl]: { ...left, revocationReason: 'Cheated' } })
    expect(deviations(report)).toContain('status failed status-revoked')
    expect(report.checks.find(({ id }) => id === 'status')?.details).toMatchObject({ reason: 'Cheated' })
    expect(
      (await hosted({ [assertionUrl]: left }, bakePng(onePixel, assertionUrl, 'open-badges-2'))).verdict,
    ).toBe('invalid')
  })

  it('J3: fetches nothing for an assertion with a context of its own', async () => {
    const { fetchDocument, asked } = memoryNetwork(hostedNetwork())
    const strange = assertion({
      '@context': ['https://w3id.org/openbadges/v2', 'https://evil.example/context'],
    })
    const report = await check(strange, {}, { fetchDocument })
    expect(deviations(report)).toContain('data-model failed data-model-context')
    expect(asked).toEqual([])
  })

  it('B21: the beginning of an address is compared by whole origins', async () => {
    const near = 'https://badges.north.example.evil.example/assertions/7'
    const change = {
      [near]: assertion({ id: near }),
      [profileUrl]: profile({ verification: { startsWith: host } }),
    }
    expect(deviations(await hosted(change, assertion({ id: near })))).toContain(
      'issuer-binding failed issuer-not-published',
    )
    expect((await hosted({ [profileUrl]: change[profileUrl] ?? null })).verdict).toBe('valid')
  })

  it('B21: an address that leads to another site shows nobody', async () => {
    const { fetchDocument } = memoryNetwork(hostedNetwork())
    const report = await check(
      assertion(),
      {},
      {
        fetchDocument: async (url, request) => {
          const answer = await fetchDocument(url, request)
          return url === assertionUrl && answer.outcome === 'ok'
            ? { ...answer, url: 'https://evil.example/x' }
            : answer
        },
      },
    )
    expect(report.verdict).toBe('inconclusive')
    expect(deviations(report)).toContain('proof unknown proof-hosted-redirect')
  })

  it('B27: keeps an extension of an unknown kind and says that it was not checked', async () => {
    const extension = { '@context': 'https://x.example/c', type: ['Extension', 'extensions:Shoe'], size: 43 }
    const report = await hosted({ [badgeUrl]: badgeClass({ 'extensions:shoe': extension }) })
    expect(report.verdict).toBe('valid')
    expect(deviations(report)).toContain('schema unknown schema-extension-unknown')
  })

  it('B24: compares the recipient as given and in lower case, and warns of MD5', async () => {
    const ask = (value: string, change: Network = {}) =>
      hosted(change, assertionUrlGiven(change), { recipient: { value } })
    expect(deviations(await ask('Ana@Example.org'))).toContain('recipient passed recipient-ok')
    expect(deviations(await ask('bo@example.org'))).toContain('recipient failed recipient-mismatch')
    const identity = `md5$${createHash('md5').update('ana@example.orgsalt').digest('hex').toUpperCase()}`
    const md5 = assertion({ recipient: { type: 'email', hashed: true, salt: 'salt', identity } })
    const report = await ask('ana@example.org', { [assertionUrl]: md5 })
    expect(deviations(report)).toContain('recipient warning recipient-md5')
    expect(report.verdict).toBe('valid')
  })

  it('B28: verifies a hosted endorsement like an assertion', async () => {
    const id = `${host}/endorsements/1`
    const endorsement: JsonObject = {
      '@context': 'https://w3id.org/openbadges/v2',
      ...{ id, type: 'Endorsement', issuer: profileUrl, issuedOn: '2026-01-01T00:00:00Z' },
      claim: { id: badgeUrl, endorsementComment: 'Good.' },
      verification: { type: 'HostedBadge' },
    }
    const network = { [badgeUrl]: badgeClass({ endorsement: [id] }), [id]: endorsement }
    expect(deviations(await hosted(network))).toContain('endorsements passed endorsements-ok')
    const foreign = { ...network, [id]: { ...endorsement, claim: { id: 'urn:x:other' } } }
    expect(deviations(await hosted(foreign))).toContain('endorsements failed endorsements-failed')
  })

  it('B29: reads 1.x by upgrade, with a warning', async () => {
    const old: JsonObject = {
      uid: '7',
      recipient: assertion().recipient ?? null,
      ...{ badge: badgeUrl, issuedOn: 1_767_225_600 },
      verify: { type: 'hosted', url: assertionUrl },
    }
    const report = await hosted(
      {
        [assertionUrl]: old,
        [badgeUrl]: {
          name: 'Crane signals',
          description: 'Signals.',
          criteria: `${host}/c`,
          image: `${host}/i.png`,
          issuer: profileUrl,
        },
        [profileUrl]: { name: 'North Yard School', url: host },
      },
      old,
    )
    expect(report.verdict).toBe('valid')
    expect(deviations(report)).toContain('data-model warning data-model-superseded')
    expect(report.credential?.claimed.validFrom).toBe('2026-01-01T00:00:00Z')
  })

  it('B29, G10: names 0.5 as a version that is not checked', async () => {
    const oldest = { recipient: 'sha256$00', salt: 'x', badge: { name: 'x', issuer: { origin: host } } }
    const report = await hosted({}, oldest)
    expect(report.verdict).toBe('inconclusive')
    expect(deviations(report)).toContain('parse unknown format-not-built')
    expect(earlierVersions.map(({ version, verify: how }) => `${version} ${how}`)).toEqual([
      '2.0 ok',
      '1.1 warning',
      '1.0 warning',
      '0.5 no',
    ])
  })
})

/** What the address of the assertion answers, so that file and address agree. */
const assertionUrlGiven = (change: Network): JsonValue => (change[assertionUrl] as JsonValue) ?? assertion()
