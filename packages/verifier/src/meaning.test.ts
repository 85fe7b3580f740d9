import type { JsonObject, JsonValue } from '@assay/core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  issuerId,
  listUrl,
  memoryNetwork,
  type Network,
  now,
  sign,
  statusList,
  unsignedBadge,
  verifyBadge,
  verifyOptions,
} from './test/badge.ts'
import { verify } from './verify.ts'

let badge: JsonObject
let network: Network

beforeAll(async () => {
  badge = await sign(unsignedBadge())
  network = await goodNetwork()
})

describe('verify on words without fixed meaning', () => {
  const contexts = unsignedBadge()['@context'] as JsonValue[]
  const cases: readonly (readonly [string, JsonObject, string])[] = [
    [
      'J3 an unknown context',
      { '@context': [...contexts, 'https://evil.example.org/c'] },
      'data-model-context',
    ],
    [
      'J4 a redefined term',
      { '@context': [...contexts, { name: 'https://x.example/n' }] },
      'data-model-context',
    ],
    [
      'J4 a catch-all',
      { '@context': [...contexts, { '@vocab': 'https://x.example/' }] },
      'data-model-context',
    ],
    ['J5 an undefined term', { nickname: 'Ana' }, 'data-model-undefined-term'],
    [
      'J6 __proto__ as a term',
      JSON.parse('{"__proto__":{"a":1}}') as JsonObject,
      'data-model-undefined-term',
    ],
  ]
  for (const [name, change, code] of cases) {
    it(`fails ${name} and fetches nothing`, async () => {
      const { fetchDocument, asked } = memoryNetwork(network)
      const changed = Object.fromEntries([...Object.entries(badge), ...Object.entries(change)])
      const own = name.startsWith('J6') ? `{"__proto__":{"a":1},${JSON.stringify(badge).slice(1)}` : undefined
      const input = own ?? JSON.stringify(changed)
      const report = await verify(input, verifyOptions({}, { fetchDocument }))
      expect(deviations(report)).toContain(`data-model failed ${code}`)
      expect(report.verdict).toBe('invalid')
      expect(report.credential).toBeUndefined()
      expect(asked).toEqual([])
    })
  }

  it('reports every fault of form, and still checks the rest', async () => {
    const { id: _, ...rest } = unsignedBadge({ validUntil: '2025-01-01', name: 5 })
    const report = await verifyBadge(await sign(rest), network)
    expect(deviations(report)).toEqual([
      'data-model failed data-model-malformed',
      'validity-dates failed dates-unreadable',
    ])
    const problems = report.checks[1]?.details?.problems as JsonObject[]
    expect(problems.map((problem) => problem.pointer).sort()).toEqual(['/id', '/name', '/validUntil'])
  })

  it('OD6 accepts an older context with a warning', async () => {
    const older = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'
    const { awardedDate: _, ...rest } = unsignedBadge({ '@context': [contexts[0] ?? '', older] })
    const signed = await sign(rest)
    const report = await verifyBadge(signed, network)
    expect(deviations(report)).toEqual(['data-model warning data-model-superseded'])
    expect(report.verdict).toBe('valid')
  })
})

describe('verify on dates, recipients, schemas, refresh and endorsements', () => {
  it('VM5 compares instants, at the instant of judgement', async () => {
    const signed = await sign(unsignedBadge({ validUntil: '2026-05-03T18:38:00+02:00' }))
    expect((await verifyBadge(signed, network)).verdict).toBe('valid')
    const after = await verifyBadge(signed, network, { at: now + 1 })
    expect(deviations(after)).toEqual(['validity-dates failed dates-expired'])
    const lists = {
      ...network,
      [listUrl]: await statusList({ change: { validFrom: '2025-01-01T00:00:00Z' } }),
    }
    const before = await verifyBadge(signed, lists, { at: Date.parse('2025-12-31T23:59:59Z') })
    expect(deviations(before)).toEqual(['validity-dates failed dates-not-yet'])
  })

  it('OD7 answers whom the badge is about', async () => {
    const ask = async (value: string, identityType?: string) => {
      const recipient = identityType === undefined ? { value } : { value, identityType }
      return deviations(await verifyBadge(badge, network, { recipient }))
    }
    expect(await ask('Ana@Example.org')).toEqual(['recipient passed recipient-ok'])
    expect(await ask('urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11')).toEqual([
      'recipient passed recipient-ok',
    ])
    expect(await ask('eve@example.org')).toEqual(['recipient failed recipient-mismatch'])
    expect(await ask('Ana', 'name')).toEqual(['recipient failed recipient-none'])
  })

  it('OD8 verifies endorsements on their own signature', async () => {
    const endorsement = (extra: JsonObject = {}): JsonObject => ({
      '@context': unsignedBadge()['@context'] ?? '',
      id: 'urn:uuid:2a3b1c54-8f4e-4f0e-9a5a-0a4d2f6f9d12',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      issuer: { id: issuerId, type: ['Profile'] },
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: {
        id: 'https://harbor.example.org/credentials/1',
        type: ['EndorsementSubject'],
        endorsementComment: 'Sound.',
      },
      ...extra,
    })
    const check = async (endorsed: JsonObject) =>
      deviations(await verifyBadge(await sign(unsignedBadge({ endorsement: [endorsed] })), network))
    const good = await sign(endorsement())
    expect(await check(good)).toEqual(['endorsements passed endorsements-ok'])
    expect(await check({ ...good, validFrom: '2026-01-02T00:00:00Z' })).toEqual([
      'endorsements failed endorsements-failed',
    ])
    expect(await check(await sign(endorsement({ validUntil: '2026-02-01T00:00:00Z' })))).toEqual([
      'endorsements warning endorsements-lapsed',
    ])
    const other = { id: 'urn:uuid:0', type: ['EndorsementSubject'] }
    expect(await check(await sign(endorsement({ credentialSubject: other })))).toEqual([
      'endorsements failed endorsements-failed',
    ])
  })
})
