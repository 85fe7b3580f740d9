import type { JsonObject } from '@assay/core'
import { bakePng } from '@assay/credentials'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkIds } from './report.ts'
import {
  deviations,
  goodNetwork,
  issuerId,
  listUrl,
  memoryNetwork,
  method,
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

describe('verify', () => {
  it('calls a signed, unrevoked badge of the issuer it names valid, with every step in order', async () => {
    const report = await verifyBadge(badge, network)
    expect(deviations(report)).toEqual([])
    expect(report.verdict).toBe('valid')
    expect(report.format).toBe('ob3-json')
    expect(report.checks.map((check) => check.id)).toEqual(checkIds)
  })

  it('keeps what it established apart from what the badge says', async () => {
    const { credential } = await verifyBadge(badge, network)
    expect(credential?.established).toEqual({
      issuerId,
      issuerHost: 'harbor.example.org',
      issuerName: 'Harbor Logistics',
      signedBy: issuerId,
    })
    expect(credential?.claimed).toMatchObject({
      issuerName: 'Harbor Logistics (says the badge)',
      achievementName: 'Forklift safety',
    })
    const forged = await verifyBadge({ ...badge, name: 'Captain' }, network)
    expect(forged.credential?.established).toEqual({})
  })

  it('reads the badge out of an image', async () => {
    const image = bakePng(onePixel, JSON.stringify(badge))
    const report = await verify(image, verifyOptions(network))
    expect(report).toMatchObject({ format: 'ob3-png', verdict: 'valid' })
    const damaged = image.map((byte, index) => (index === 60 ? byte ^ 1 : byte))
    expect(await verify(damaged, verifyOptions(network))).toMatchObject({ verdict: 'invalid' })
    expect(deviations(await verify(onePixel, verifyOptions(network)))[0]).toBe('parse failed parse-no-badge')
  })

  it('runs every check even after one failed', async () => {
    const expired = await sign(unsignedBadge({ validUntil: '2026-02-01T00:00:00Z' }))
    const report = await verifyBadge(
      { ...expired, name: 'Captain' },
      { ...network, [listUrl]: await statusList({ set: [94_567] }) },
      { recipient: { value: 'eve@example.org' } },
    )
    expect(report.verdict).toBe('invalid')
    expect(deviations(report)).toEqual([
      'proof failed proof-signature',
      'status failed status-revoked',
      'validity-dates failed dates-expired',
      'recipient failed recipient-mismatch',
      'trust-registry skipped needs-issuer-binding',
    ])
  })

  it('asks for each document once, and for nothing else', async () => {
    const { fetchDocument, asked } = memoryNetwork(network)
    await verifyBadge(badge, {}, { fetchDocument })
    expect(asked).toEqual([method, listUrl])
  })

  it('stops at the budget of documents and of time', async () => {
    const few = await verifyBadge(badge, network, { budget: { fetches: 1 } })
    expect(deviations(few)).toEqual(['status unknown status-unreachable'])
    let clock = now
    const late = await verifyBadge(badge, network, {
      now: () => {
        clock += 10_000
        return clock
      },
      at: now,
    })
    expect(deviations(late)).toContain('status unknown status-unreachable')
    expect(late.verdict).toBe('inconclusive')
  })
})

describe('verify on content that is no signed badge', () => {
  const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['nothing', '', 'parse failed parse-empty'],
    ['white space', ' \n', 'parse failed parse-empty'],
    ['prose', 'a badge, honestly', 'parse failed parse-unreadable'],
    ['bytes', Uint8Array.of(0, 255, 254, 1), 'parse failed parse-unreadable'],
    ['half a document', '{"type":', 'parse failed parse-json'],
    ['J7 a duplicate name', '{"type":1,"type":2}', 'parse failed parse-json'],
    ['J7 a deep document', '['.repeat(100_000), 'parse failed parse-json'],
    ['J7 a lone surrogate', '{"type":"\\ud800"}', 'parse failed parse-json'],
    ['a large document', `{"a":"${'x'.repeat(1_100_000)}"}`, 'parse failed parse-too-large'],
    ['other JSON', '{"type":"Person"}', 'parse failed parse-not-credential'],
    ['J6 __proto__', '{"__proto__":{"type":"VerifiableCredential"}}', 'parse failed parse-not-credential'],
    ['an HTML page', '<!doctype html><p>Sign in</p>', 'parse failed parse-unreadable'],
    ['an SVG without badge', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'parse failed parse-no-badge'],
  ]
  for (const [name, input, expected] of cases) {
    it(`calls ${name} invalid and fetches nothing`, async () => {
      const { fetchDocument, asked } = memoryNetwork(network)
      const report = await verify(input, verifyOptions({}, { fetchDocument }))
      expect(report.verdict).toBe('invalid')
      expect(deviations(report)[0]).toBe(expected)
      expect(report.checks.slice(1).every((check) => check.code === 'needs-parse')).toBe(true)
      expect(asked).toEqual([])
    })
  }

  it('names COSE in an envelope and says that it is not checked yet', async () => {
    const envelope = {
      '@context': 'https://www.w3.org/ns/credentials/v2',
      type: 'EnvelopedVerifiableCredential',
      id: 'data:application/vc+cose;base64,0oRDoQEmoEBA',
    }
    const report = await verifyBadge(envelope, {})
    expect(report.verdict).toBe('inconclusive')
    expect(report.checks.filter((check) => check.outcome === 'passed')).toEqual([])
    expect(deviations(report)).toContain('proof unknown format-not-built')
  })
})

/** A PNG of one pixel, made here so that no file is needed. */
const onePixel = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)
