import { gzipSync } from 'node:zlib'
import type { JsonObject, JsonValue } from '@assay/core'
import { buildStatusEntry } from '@assay/credentials'
import { beforeAll, describe, expect, it } from 'vitest'
import type { FetchDocument } from './document-source.ts'
import {
  deviations,
  goodNetwork,
  issuerDocument,
  issuerId,
  type ListOptions,
  listUrl,
  memoryNetwork,
  type Network,
  otherKey,
  sign,
  statusList,
  suspensionUrl,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'
import type { TrustRegistry } from './trust.ts'
import type { VerifyOptions } from './verify.ts'

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
    ['BS1 the list’s address for an id', { id: listUrl }],
    ['L3 a size of zero', { statusSize: 0 }],
    ['L3 a size of a billion', { statusSize: 1_000_000_000 }],
    ['BS5 a size without messages', { statusSize: 2 }],
  ]
  for (const [name, change] of malformed) {
    it(`refuses an entry with ${name}`, async () => {
      expect(await withEntry(change)).toEqual({
        verdict: 'invalid',
        deviations: ['data-model failed data-model-malformed', 'status failed status-malformed'],
      })
    })
  }

  it('L2 BS6 leaves the status open for a place outside the list, however large its number', async () => {
    for (const statusListIndex of ['131072', '99999999999999999999', '9'.repeat(400)]) {
      expect(await withEntry({ statusListIndex })).toEqual({
        verdict: 'inconclusive',
        deviations: ['status unknown status-range'],
      })
    }
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

  it('BS2 refuses a number for an index in a credential that is no Open Badge', async () => {
    const plain = await sign({
      ...{ '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'] },
      ...{ issuer: issuerId, credentialSubject: { id: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11' } },
      credentialStatus: { ...entry, statusListIndex: 94_567 },
    })
    const report = await verifyBadge(plain, network)
    expect(report.verdict).toBe('invalid')
    expect(deviations(report)).toContain('status failed status-malformed')
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
  const check = async (status: JsonObject, extra: Network = {}, options: Partial<VerifyOptions> = {}) => {
    const signed = await sign(unsignedBadge({ '@context': contexts, credentialStatus: status }))
    return deviations(await verifyBadge(signed, { ...network, ...extra }, options))
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
  })

  it('RL2 believes a list over https, at the origin of the issuer’s document, and not after a redirection', async () => {
    const foreign = 'https://other.example.org/revocations'
    const rows: JsonObject = { issuer: issuerId, revokedCredential: [] }
    const type = '1EdTechRevocationList'
    const refused = ['status unknown status-list-issuer']
    expect(await check({ id: foreign, type }, { [foreign]: rows })).toEqual(refused)
    const plain = 'http://harbor.example.org/revocations'
    expect(await check({ id: plain, type }, { [plain]: rows })).toEqual(refused)
    const mayKeepStatus = async (issuer: string, keeper: string) =>
      issuer === issuerId && keeper === 'https://other.example.org'
    const trust: TrustRegistry = { vouchersFor: async () => [], mayKeepStatus }
    expect(await check({ id: foreign, type }, { [foreign]: rows }, { trust })).toEqual([])
    const moved = memoryNetwork({ ...network, [`${issuerId}/list`]: rows })
    const fetchDocument: FetchDocument = async (url, request) => {
      const answer = await moved.fetchDocument(url, request)
      return url.endsWith('/list') && answer.outcome === 'ok' ? { ...answer, url: foreign } : answer
    }
    expect(await check({ id: `${issuerId}/list`, type }, {}, { fetchDocument })).toEqual(refused)
  })

  it.each<[string, JsonObject, string]>([
    ['is another list', { id: 'https://harbor.example.org/revocations/2' }, 'status-list-other'],
    ['is a credential', { credentialSubject: {} }, 'status-list-malformed'],
    [
      'lists texts',
      { revokedCredential: ['https://harbor.example.org/credentials/1'] },
      'status-list-malformed',
    ],
    ['lists nothing that has an id', { revokedCredential: [{ revoked: true }] }, 'status-list-malformed'],
  ])('RL1 leaves the status open when the list of 1EdTech %s', async (_, change, code) => {
    const address = 'https://harbor.example.org/revocations'
    const list = { issuer: issuerId, revokedCredential: [], ...change }
    const status = { id: address, type: '1EdTechRevocationList' }
    expect(await check(status, { [address]: list })).toEqual([`status unknown ${code}`])
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
