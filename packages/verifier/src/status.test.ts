import { gzipSync } from 'node:zlib'
import type { JsonObject, JsonValue } from '@assay/core'
import { buildStatusEntry } from '@assay/credentials'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  issuerDocument,
  issuerId,
  type ListOptions,
  listUrl,
  type Network,
  otherKey,
  sign,
  statusList,
  suspensionUrl,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

let network: Network
let badge: JsonObject
const [entry = {}] = [unsignedBadge().credentialStatus as JsonObject]

beforeAll(async () => {
  network = await goodNetwork()
  badge = await sign(unsignedBadge())
})

const withList = async (list: JsonValue | number) => {
  const report = await verifyBadge(badge, { ...network, [listUrl]: list })
  return { verdict: report.verdict, deviations: deviations(report) }
}
const withEntry = async (change: JsonObject, extra: Network = {}) => {
  const signed = await sign(unsignedBadge({ credentialStatus: { ...entry, ...change } }))
  const report = await verifyBadge(signed, { ...network, ...extra })
  return { verdict: report.verdict, deviations: deviations(report) }
}
const encode = (bytes: Uint8Array) => `u${gzipSync(bytes).toString('base64url')}`

describe('status by a Bitstring Status List', () => {
  it('BS7 reads the bit, and its neighbours do not matter', async () => {
    expect(await withList(await statusList({ set: [94_566, 94_568] }))).toEqual({
      verdict: 'valid',
      deviations: [],
    })
    expect(await withList(await statusList({ set: [94_567] }))).toEqual({
      verdict: 'invalid',
      deviations: ['status failed status-revoked'],
    })
  })

  const lists: readonly (readonly [string, () => Promise<JsonValue | number>, string])[] = [
    ['T13 does not answer', async () => 503, 'status-unreachable'],
    ['S6 is a page', async () => '<html>', 'status-unreachable'],
    ['BS3 is another document', async () => unsignedBadge(), 'status-list-malformed'],
    ['BS3 is unsigned', unsigned, 'status-list-proof'],
    ['L4 is signed by another key', () => statusList({ signer: otherKey }), 'status-list-proof'],
    [
      'L4 was changed',
      async () => ({ ...(await statusList()), validUntil: '2027-01-01T00:00:00Z' }),
      'status-list-proof',
    ],
    [
      'L4 BS9 is of another issuer',
      () => changed({ issuer: 'https://other.example.org/' }),
      'status-list-issuer',
    ],
    ['L4 has expired', () => changed({ validUntil: '2026-05-02T00:00:00Z' }), 'status-list-dates'],
    ['L4 is not valid yet', () => changed({ validFrom: '2026-05-04T00:00:00Z' }), 'status-list-dates'],
    ['L4 is another list', () => changed({ id: 'https://harbor.example.org/status/9' }), 'status-list-other'],
    ['L3 is for another purpose', () => statusList({ purpose: 'suspension' }), 'status-list-purpose'],
    ['L2 BS4 is too short', () => encoded(encode(new Uint8Array(16_383))), 'status-list-length'],
    ['L1 is no GZIP', () => encoded(`u${'A'.repeat(100)}`), 'status-list-malformed'],
    [
      'L1 lacks the multibase letter',
      async () => encoded(encode(new Uint8Array(16_384)).slice(1)),
      'status-list-malformed',
    ],
    ['L1 is cut short', () => encoded(encode(new Uint8Array(16_384)).slice(0, -8)), 'status-list-malformed'],
    [
      'L1 expands beyond 8 MiB',
      () => encoded(encode(new Uint8Array(8 * 1024 * 1024 + 1))),
      'status-list-too-large',
    ],
  ]
  for (const [name, make, code] of lists) {
    it(`G4 leaves the status open when the list ${name}`, async () => {
      expect(await withList(await make())).toEqual({
        verdict: 'inconclusive',
        deviations: [`status unknown ${code}`],
      })
    })
  }

  it('BS9 does not take a list for the issuer’s because a key signed it that the issuer no longer lists', async () => {
    const report = await verifyBadge(badge, {
      ...network,
      [issuerId]: issuerDocument({ assertionMethod: [] }),
    })
    expect(deviations(report)).toContain('status unknown status-list-proof')
  })

  const malformed: readonly (readonly [string, JsonObject])[] = [
    ['BS1 a negative index', { statusListIndex: '-1' }],
    ['L2 a fraction', { statusListIndex: '1.5' }],
    ['L2 a sign', { statusListIndex: '+7' }],
    ['L2 a space', { statusListIndex: ' 7' }],
    ['L2 a huge number', { statusListIndex: '99999999999999999999' }],
    ['BS1 the list’s address for an id', { id: listUrl }],
    ['L3 a size of zero', { statusSize: 0 }],
    ['L3 a size of a billion', { statusSize: 1_000_000_000 }],
    ['BS5 a size without messages', { statusSize: 2 }],
  ]
  for (const [name, change] of malformed) {
    it(`refuses an entry with ${name}`, async () => {
      expect(await withEntry(change)).toEqual({
        verdict: 'invalid',
        deviations: ['status failed status-malformed'],
      })
    })
  }

  it('L2 leaves the status open for a place outside the list', async () => {
    expect(await withEntry({ statusListIndex: '131072' })).toEqual({
      verdict: 'inconclusive',
      deviations: ['status unknown status-range'],
    })
  })

  it('BS2 uses a number for an index, with a warning', async () => {
    expect(await withEntry({ statusListIndex: 94_567 })).toEqual({
      verdict: 'valid',
      deviations: ['status warning status-numeric-index'],
    })
    const revoked = { [listUrl]: await statusList({ set: [94_567] }) }
    expect((await withEntry({ statusListIndex: 94_567 }, revoked)).deviations).toEqual([
      'status failed status-revoked',
    ])
  })

  it('BS8 leaves an unknown purpose open', async () => {
    expect((await withEntry({ statusPurpose: 'mood' })).deviations).toEqual(['status unknown status-purpose'])
  })
})

describe('verify on several statuses', () => {
  it('BS8 looks at every entry and names the most serious', async () => {
    const entries = [
      buildStatusEntry({ purpose: 'suspension', list: suspensionUrl, index: 7 }),
      buildStatusEntry({ purpose: 'revocation', list: listUrl, index: 7 }),
    ]
    const two = await sign(unsignedBadge({ credentialStatus: entries }))
    const check = async (revoked: number[], suspended: number[]) => {
      const lists = {
        [listUrl]: await statusList({ set: revoked }),
        [suspensionUrl]: await statusList({ set: suspended, purpose: 'suspension', url: suspensionUrl }),
      }
      return deviations(await verifyBadge(two, { ...network, ...lists }))
    }
    expect(await check([], [])).toEqual([])
    expect(await check([], [7])).toEqual(['status failed status-suspended'])
    expect(await check([7], [7])).toEqual(['status failed status-revoked'])
    const { [suspensionUrl]: _, ...half } = { ...network }
    expect(deviations(await verifyBadge(two, half))).toEqual(['status unknown status-unreachable'])
  })
})

describe('status of other types', () => {
  const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
  const contexts = [...(unsignedBadge()['@context'] as JsonValue[]), extensions]
  const check = async (status: JsonObject, extra: Network = {}) => {
    const signed = await sign(unsignedBadge({ '@context': contexts, credentialStatus: status }))
    const report = await verifyBadge(signed, { ...network, ...extra })
    return deviations(report)
  }

  it('RL3 leaves an unknown type open', async () => {
    expect(await check({ id: 'https://x.example.org/1', type: '1EdTechCredentialRefresh' })).toEqual([
      'status unknown status-type',
    ])
  })

  it('RL1 RL2 reads the list of 1EdTech when it lies at the issuer’s origin and names the issuer', async () => {
    const address = 'https://harbor.example.org/revocations'
    const status = { id: address, type: '1EdTechRevocationList' }
    const list = (rows: JsonValue, issuer = issuerId) => ({
      [address]: { id: address, issuer, revokedCredential: rows },
    })
    const row = {
      id: 'https://harbor.example.org/credentials/1',
      revoked: true,
      revocationReason: 'By mistake',
    }
    expect(await check(status, list([]))).toEqual([])
    expect(await check(status, list([row]))).toEqual(['status failed status-revoked'])
    expect(await check(status, list([{ ...row, revoked: false }]))).toEqual([])
    expect(await check(status, list([row], 'https://other.example.org/'))).toEqual([
      'status unknown status-list-issuer',
    ])
    expect(await check(status)).toEqual(['status unknown status-unreachable'])
    const foreign = 'https://other.example.org/revocations'
    expect(await check({ ...status, id: foreign }, { [foreign]: { issuer: issuerId } })).toEqual([
      'status unknown status-list-issuer',
    ])
  })
})

async function unsigned(): Promise<JsonObject> {
  const { proof: _, ...rest } = await statusList()
  return rest
}

function changed(change: JsonObject, options: ListOptions = {}): Promise<JsonObject> {
  return statusList({ ...options, change })
}

function encoded(encodedList: string): Promise<JsonObject> {
  return statusList({ encodedList })
}
