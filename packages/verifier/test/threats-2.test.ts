import { type JsonObject, type JsonValue, limits } from '@assay/core'
import { buildStatusEntry, createCanonicalize, inspectDocument } from '@assay/credentials'
import { createWorkerCanonicalize, nodeCrypto } from '@assay/node'
import { fastestOf } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  issuerId,
  listUrl,
  memoryNetwork,
  type Network,
  nodeEngines,
  now,
  sign,
  statusList,
  unsignedBadge,
  verifyBadge,
  verifyOptions,
} from '../src/test/badge.ts'
import { verify } from '../src/verify.ts'
import { badgeListing } from './graphs.ts'

const engine = createWorkerCanonicalize()
afterAll(() => engine.close())

let network: Network
let badge: JsonObject
beforeAll(async () => {
  network = await goodNetwork()
  badge = await sign(unsignedBadge())
})

const parseOf = async (input: string | Uint8Array) =>
  deviations(await verify(input, verifyOptions(network, nodeEngines)))

describe('2 limits of a document', { timeout: 60_000 }, () => {
  it('2 HTTP body, credential or presentation: 1 MiB is read, a byte more is not', async () => {
    const text = JSON.stringify(badge)
    expect(await parseOf(text.padEnd(limits.json.bytes))).toEqual([])
    expect((await parseOf(text.padEnd(limits.json.bytes + 1)))[0]).toBe('parse failed parse-too-large')
  })

  it('2 HTTP body, credential or presentation: 32 levels and 20,000 values are read, more are not', async () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    const wide = (values: number) =>
      `{"a":[${Array<string>(values - 2)
        .fill('1')
        .join()}]}`
    for (const [make, most] of [
      [nested, limits.json.depth],
      [wide, limits.json.nodes],
    ] as const) {
      expect((await parseOf(make(most)))[0]).toBe('parse failed parse-not-credential')
      expect((await parseOf(make(most + 1)))[0]).toBe('parse failed parse-json')
    }
  })

  it('2 HTTP body, credential or presentation: the limits hold for fetched documents too', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(limits.fetch.bytes) })
    for (const document of [
      large,
      '['.repeat(33),
      `[${'1,'.repeat(20_000)}1]`,
      '{"a":1,"a":1}',
      '"\\ud800"',
    ]) {
      const report = await verifyBadge(badge, { ...network, [issuerId]: document }, nodeEngines)
      expect(deviations(report)).toContain('proof unknown key-unreachable')
    }
  })
})

type Cap = 'quads' | 'blankNodes' | 'siblings' | 'contexts'

/** A badge with so many more of something than the plain one has. */
const more: Readonly<Record<Cap, (count: number) => JsonObject>> = {
  quads: (count) => {
    const types = unsignedBadge().type as readonly JsonValue[]
    return {
      ...badgeListing([]),
      type: [...types, ...Array.from({ length: count }, (_, at) => `urn:t:${at}`)],
    }
  },
  blankNodes: (count) =>
    badgeListing(Array.from({ length: count }, (_, at) => ({ type: ['Evidence'], name: `b${at}` }))),
  siblings: (count) => badgeListing(Array.from({ length: count }, () => ({ type: ['Evidence'] }))),
  contexts: (count) =>
    unsignedBadge({
      '@context': [
        ...(unsignedBadge()['@context'] as readonly JsonValue[]),
        ...Array<string>(count).fill('https://www.w3.org/ns/credentials/v2'),
      ],
    }),
}

/** What the plain badge has, counted in its canonical form. */
async function plainCount(cap: Cap): Promise<number> {
  const { nquads } = await nodeEngines.canonicalize(more.quads(0), 'sha256')
  if (cap === 'quads') return nquads.split('\n').length - 1
  if (cap === 'blankNodes') return new Set(nquads.match(/_:c14n\d+/g)).size
  return cap === 'contexts' ? inspectDocument(unsignedBadge()).contexts : 0
}
const tooLarge = { code: 'canonicalization-too-large' }

describe('2 limits of canonicalisation', { timeout: 120_000 }, () => {
  // Fail, each by itself, with its cap removed from `inspectDocument` and `checkCaps`.
  it.each(['quads', 'blankNodes', 'siblings', 'contexts'] as const)(
    '2 Canonicalisation: as many %s as allowed are accepted, one more is refused, many more within 50 ms',
    async (cap) => {
      const most = limits.canonicalization[cap] - (await plainCount(cap))
      expect(await engine.canonicalize(more[cap](most), 'sha256')).toMatchObject({ hash: 'sha256' })
      await expect(engine.canonicalize(more[cap](most + 1), 'sha256')).rejects.toMatchObject(tooLarge)
      const refusal = () =>
        expect(engine.canonicalize(more[cap](2 * most + 100), 'sha256')).rejects.toMatchObject(tooLarge)
      expect(await fastestOf(5, refusal)).toBeLessThan(50)
    },
  )

  it.each(['quads', 'blankNodes', 'contexts'] as const)(
    '2 Canonicalisation, CLR record: as many %s as allowed are accepted, one more is refused',
    async (cap) => {
      const record = createCanonicalize({ crypto: nodeCrypto, limits: limits.recordCanonicalization })
      const most = limits.recordCanonicalization[cap] - (await plainCount(cap))
      expect(await record(more[cap](most), 'sha256')).toMatchObject({ hash: 'sha256' })
      await expect(record(more[cap](most + 1), 'sha256')).rejects.toMatchObject(tooLarge)
      const refusal = () => expect(record(more[cap](2 * most), 'sha256')).rejects.toMatchObject(tooLarge)
      expect(await fastestOf(5, refusal)).toBeLessThan(50)
    },
  )
})

describe('2 limits of a verification', { timeout: 120_000 }, () => {
  it('2 Status list: 2 MiB fetched and 8 MiB expanded are read', async () => {
    const list = await statusList()
    const text = JSON.stringify(list)
    const check = async (length: number) =>
      (await verifyBadge(badge, { ...network, [listUrl]: text.padEnd(length) }, nodeEngines)).verdict
    expect(await check(limits.fetch.statusListBytes)).toBe('valid')
    expect(await check(limits.fetch.statusListBytes + 1)).toBe('inconclusive')
  })

  // Fails with the count of fetches removed from `createDocumentSource`.
  it('2 Verification call: the tenth document is fetched, the eleventh is not', async () => {
    const entries = (count: number) =>
      Array.from({ length: count }, (_, at) =>
        buildStatusEntry({
          purpose: 'revocation',
          list: `https://harbor.example.org/status/${at}`,
          index: 7,
        }),
      )
    const schemas = [1, 2, 3].map((at) => ({
      id: `https://harbor.example.org/s${at}`,
      type: '1EdTechJsonSchemaValidator2019',
    }))
    const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
    const contexts = unsignedBadge()['@context'] as readonly JsonValue[]
    const members = {
      '@context': [...contexts, extensions],
      credentialStatus: entries(8),
      credentialSchema: schemas,
    }
    const document = await sign(unsignedBadge(members))
    const { fetchDocument, asked } = memoryNetwork({
      ...network,
      'https://harbor.example.org/s1': { type: 'object' },
    })
    await verifyBadge(document, {}, { ...nodeEngines, fetchDocument })
    expect(asked).toHaveLength(limits.verification.fetches)
  })

  // Fails when a fetch is begun as long as any time is left: the call then lasts 20 s.
  it('2 Verification call: no fetch is begun that could end after 15 s', async () => {
    let clock = now
    const begun: number[] = []
    const memory = memoryNetwork(network)
    const entries = Array.from({ length: 6 }, (_, at) =>
      buildStatusEntry({ purpose: 'revocation', list: `https://harbor.example.org/status/${at}`, index: 7 }),
    )
    const document = await sign(unsignedBadge({ credentialStatus: entries }))
    const report = await verifyBadge(
      document,
      {},
      {
        ...nodeEngines,
        now: () => clock,
        at: now,
        fetchDocument: (url, request) => {
          begun.push(clock - now)
          clock += 4_900
          return memory.fetchDocument(url, request)
        },
      },
    )
    expect(report.verdict).toBe('inconclusive')
    expect(begun).toEqual([0, 4_900, 9_800])
    expect(clock - now).toBeLessThanOrEqual(limits.verification.milliseconds)
  })

  // Fails with `isLate` not asked: every endorsement is then verified, however long that takes.
  it('2 Verification call: 100 nested credentials are looked at while there is time, one more is not', async () => {
    const endorsement: JsonObject = {
      '@context': unsignedBadge()['@context'] ?? '',
      id: 'urn:uuid:2a3b1c54-8f4e-4f0e-9a5a-0a4d2f6f9d12',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      issuer: { id: issuerId, type: ['Profile'] },
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'https://harbor.example.org/credentials/1', type: ['EndorsementSubject'] },
    }
    const own = await sign(endorsement)
    const endorsed = (count: number) =>
      sign(unsignedBadge({ endorsement: Array<JsonValue>(count).fill(own) }), {
        cryptosuite: 'eddsa-jcs-2022',
      })
    const codeOf = async (count: number, milliseconds: number) => {
      const report = await verifyBadge(await endorsed(count), network, {
        ...nodeEngines,
        budget: { milliseconds },
      })
      return report.checks.find(({ id }) => id === 'endorsements')?.code
    }
    const most = limits.verification.nestedCredentials
    expect(await codeOf(most, 15_000)).toBe('endorsements-ok')
    expect(await codeOf(most + 1, 15_000)).toBe('endorsements-limit')
    let clock = now
    const late = await verifyBadge(await endorsed(3), network, {
      ...nodeEngines,
      at: now,
      now: () => {
        clock += 2_000
        return clock
      },
    })
    expect(late.checks.find(({ id }) => id === 'endorsements')?.code).toBe('endorsements-limit')
  })
})
