import { gzipSync } from 'node:zlib'
import {
  encodeMultibase,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
  limits,
  type Signer,
} from '@assay/core'
import { buildStatusEntry, makeStatusList } from '@assay/credentials'
import { type GuardedFetch, withCache } from '@assay/node'
import { fixedClock } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  issuerKey,
  type ListOptions,
  listUrl,
  method,
  type Network,
  nodeEngines,
  otherKey,
  sign,
  statusList,
  unsignedBadge,
  verifyBadge,
} from '../src/test/badge.ts'
import { memoryGrowth } from './memory-growth.ts'
import { anyToken, jwkOf } from './tokens.ts'

let network: Network
let badge: JsonObject
const INDEX = 7
const badgeWith = (change: JsonObject) =>
  sign(
    unsignedBadge({
      credentialStatus: {
        ...buildStatusEntry({ purpose: 'revocation', list: listUrl, index: INDEX }),
        ...change,
      },
    }),
  )
beforeAll(async () => {
  network = await goodNetwork()
  badge = await badgeWith({})
})

const gzipped = (bytes: Uint8Array) => encodeMultibase('u', new Uint8Array(gzipSync(bytes)))
const smallest = new Uint8Array(limits.statusList.minimumBytes)
/** `verdict: deviations` of the badge when this is its list. */
async function outcome(list: JsonValue | Promise<JsonValue>, document = badge): Promise<string> {
  const report = await verifyBadge(document, { ...network, [listUrl]: await list }, nodeEngines)
  return `${report.verdict}: ${deviations(report).join()}`
}
const encoded = (encodedList: string) => outcome(statusList({ encodedList }))
const open = (code: string) => `inconclusive: status unknown ${code}`

describe('3.4 status lists', { timeout: 60_000 }, () => {
  // Fails with `maximumBytes` not handed to the engine (too large), without the count of what was read (trailing data).
  it('L1 what is no list of the right size leaves the status open', async () => {
    const whole = gzipped(smallest)
    expect(await encoded(whole)).toBe('valid: ')
    expect(await encoded(gzipped(new Uint8Array(limits.statusList.expandedBytes)))).toBe('valid: ')
    expect(await encoded(gzipped(new Uint8Array(limits.statusList.expandedBytes + 1)))).toBe(
      open('status-list-too-large'),
    )
    expect(await encoded(gzipped(new Uint8Array(64 * 1024 * 1024)))).toBe(open('status-list-too-large'))
    const bytes = gzipSync(smallest)
    const malformed = [
      encodeMultibase('u', new Uint8Array(bytes.subarray(0, -1))),
      encodeMultibase('u', new Uint8Array(bytes.subarray(0, 10))),
      encodeMultibase('u', new Uint8Array(Buffer.concat([bytes, Buffer.from([0])]))),
      encodeMultibase('u', new Uint8Array(Buffer.concat([bytes, Buffer.from('more')]))),
      whole.slice(1),
      bytes.toString('base64'),
      `u${bytes.toString('base64')}`,
      `z${whole.slice(1)}`,
      'u',
      '',
    ]
    for (const text of malformed)
      expect(await encoded(text), text.slice(0, 12)).toBe(open('status-list-malformed'))
  })

  it('L1 a list too large to be fetched leaves the status open', async () => {
    const body = encodeUtf8(JSON.stringify({ encodedList: 'u'.repeat(limits.fetch.statusListBytes) }))
    const report = await verifyBadge(badge, network, {
      fetchDocument: async (url) => ({ outcome: 'ok', status: 200, mediaType: '', body, url }),
    })
    expect(report.verdict).toBe('inconclusive')
  })

  // Fails with the list expanded whole and measured afterwards.
  it('L1 a bomb of 1 GB grows the memory by less than 64 MiB', async () => {
    const prepare = `import { decodeStatusList } from '@assay/credentials'
      import { gunzip } from '@assay/node'
      import { gzipSync } from 'node:zlib'
      const bytes = gzipSync(Buffer.alloc(1024 * 1024), { level: 9 })
      const bomb = 'u' + Buffer.concat(Array(1024).fill(bytes)).toString('base64url')
      const read = (text) => { try { decodeStatusList(text, gunzip) } catch (error) { return error.code } }
      if (read('u' + bytes.toString('base64url')) !== undefined) throw new Error('a good list is refused')`
    const work = `if (read(bomb) !== 'status-list-too-large') throw new Error(read(bomb))`
    expect(await memoryGrowth(prepare, work)).toBeLessThan(64)
  })

  // Fails with the minimum removed from `decodeStatusList`.
  it('L2 a list below 131,072 entries leaves the status open', async () => {
    expect(await encoded(gzipped(smallest.subarray(1)))).toBe(open('status-list-length'))
    expect(await encoded(gzipped(new Uint8Array(1)))).toBe(open('status-list-length'))
  })

  // Fails with `Number(text)` in place of the pattern: "+7", " 7", "7.0" and "0x7" are then places in the list.
  it('L2 an index that is no place is an error, one outside the list leaves the status open', async () => {
    const list = await statusList()
    for (const index of ['-1', '+7', ' 7', '7 ', '7.0', '7.5', '0x7', '07', '1e1', '', 'x']) {
      const document = await badgeWith({ statusListIndex: index })
      expect(await outcome(list, document), index).toContain('status failed status-malformed')
    }
    expect(await outcome(list, await badgeWith({ statusListIndex: '99999999999999999999' }))).toBe(
      open('status-range'),
    )
    for (const index of [-1, 7.5, 1e300]) {
      expect(await outcome(list, await badgeWith({ statusListIndex: index }))).toContain(
        'status failed status-malformed',
      )
    }
    expect(await outcome(list, await badgeWith({ statusListIndex: '131071' }))).toBe('valid: ')
    expect(await outcome(list, await badgeWith({ statusListIndex: '131072' }))).toBe(open('status-range'))
    expect(await outcome(list, await badgeWith({ statusListIndex: '9007199254740991' }))).toBe(
      open('status-range'),
    )
  })

  // Fails with the bits read from the right: the neighbour on the other side of the byte is then revoked.
  it('L3 the left-most bit is the first, so that a reversed order is told', async () => {
    const revoked = 'invalid: status failed status-revoked'
    for (const index of [0, 1, 7, 8, 131_071]) {
      const document = await badgeWith({ statusListIndex: String(index) })
      expect(await outcome(statusList({ set: [index] }), document)).toBe(revoked)
      const mirrored = 8 * Math.floor(index / 8) + (7 - (index % 8))
      expect(await outcome(statusList({ set: [mirrored] }), document)).toBe('valid: ')
    }
    const bits = new Uint8Array(smallest.length)
    bits[0] = 0b0000_0001
    expect(await encoded(gzipped(bits))).toBe(revoked)
  })

  // Fails with the purposes of the list not compared.
  it('L3 a wrong purpose or size is never "not revoked"', async () => {
    expect(await outcome(statusList({ purpose: 'suspension' }))).toBe(open('status-list-purpose'))
    for (const statusSize of [0, -1, 1.5, 33, 1_000_000_000, '1']) {
      const document = await badgeWith({ statusSize })
      expect(await outcome(statusList(), document)).toContain('status failed status-malformed')
    }
  })

  // Fails with the size not handed to `decodeStatusList` (L2), or not multiplied with the index (L2, L3).
  it('L1 L2 L3 hold for values of several bits', async () => {
    const messages = ['a', 'b', 'c', 'd']
    const wide = (index: number) =>
      badgeWith(buildStatusEntry({ purpose: 'revocation', list: listUrl, index, size: 2, messages }))
    const listWith = (encodedList: string) => statusList({ encodedList })
    const bits = (values: readonly (readonly [number, number])[]) =>
      listWith(gzipped(makeStatusList(values, { size: 2 })))
    expect(await outcome(listWith(gzipped(new Uint8Array(32 * 1024 - 1))), await wide(0))).toBe(
      open('status-list-length'),
    )
    expect(await outcome(bits([]), await wide(131_071))).toBe('valid: ')
    expect(await outcome(bits([]), await wide(131_072))).toBe(open('status-range'))
    expect(await outcome(bits([]), await wide(2 ** 52))).toBe(open('status-range'))
    expect(await outcome(bits([[INDEX, 1]]), await wide(INDEX))).toBe('invalid: status failed status-revoked')
    expect(await outcome(bits([[INDEX - 1, 3]]), await wide(INDEX))).toBe('valid: ')
    expect(await outcome(bits([[INDEX + 1, 3]]), await wide(INDEX))).toBe('valid: ')
    const bomb = gzipped(new Uint8Array(64 * 1024 * 1024))
    expect(await outcome(listWith(bomb), await wide(0))).toBe(open('status-list-too-large'))
  })

  it('L1 L4 a list in a token is not believed for its form: size, signature and issuer hold as for JSON', async () => {
    const { proof: _, ...list } = await statusList()
    const asToken = (document: JsonObject, signer: Signer, header: JsonObject = {}) =>
      anyToken({ kid: method, typ: 'vc+jwt', ...header }, document, signer)
    expect(await outcome(asToken(list, issuerKey))).toBe('valid: ')
    expect(await outcome(asToken(list, otherKey))).toBe(open('status-list-proof'))
    expect(await outcome(asToken(list, otherKey, { kid: 'x', jwk: jwkOf(otherKey) }))).toBe(
      open('status-list-proof'),
    )
    const foreign = { ...list, issuer: 'https://other.example.org/' }
    expect(await outcome(asToken(foreign, issuerKey))).toBe(open('status-list-issuer'))
    const subject = { ...(list.credentialSubject as JsonObject), encodedList: gzipped(smallest.subarray(1)) }
    expect(await outcome(asToken({ ...list, credentialSubject: subject }, issuerKey))).toBe(
      open('status-list-length'),
    )
    const none = (await asToken(list, issuerKey)).split('.')
    expect(await outcome(`eyJhbGciOiJub25lIn0.${none[1]}.`)).toBe(open('status-list-malformed'))
    const large = 'eyJhbGciOiJFZERTQSJ9.'.padEnd(limits.jws.bytes, 'A')
    expect(await outcome(`${large}.AA`)).toBe(open('status-list-malformed'))
  })

  // Fails with the dates of the list not looked at.
  it('L4 another issuer’s, an expired and a replayed list leave the status open, with reason and age', async () => {
    expect(await outcome(statusList({ signer: otherKey }))).toBe(open('status-list-proof'))
    expect(await outcome(statusList({ change: { issuer: 'https://other.example.org/' } }))).toBe(
      open('status-list-issuer'),
    )
    const old = { validFrom: '2026-04-01T00:00:00Z', validUntil: '2026-04-08T00:00:00Z' }
    const report = await verifyBadge(badge, { ...network, [listUrl]: await statusList({ change: old }) })
    const check = report.checks.find(({ id }) => id === 'status')
    expect(check).toMatchObject({ outcome: 'unknown', code: 'status-list-dates' })
    expect(check?.details?.entries).toMatchObject([
      { reason: 'dates-expired', listValidFrom: old.validFrom, listValidUntil: old.validUntil },
    ])
  })
})

/** The same list as the issuer's token. */
async function listToken(options: ListOptions = {}): Promise<string> {
  const { proof: _, ...list } = await statusList(options)
  return anyToken({ kid: method, typ: 'vc+jwt' }, list, issuerKey)
}

describe.each([
  ['with a proof', statusList],
  ['in a token', listToken],
])('3.4 status lists %s from a cache', { timeout: 60_000 }, (_, makeList) => {
  /** A network that can fail, behind a cache; the list has a `ttl` of five minutes. */
  async function behindCache(list: JsonObject | string) {
    const clock = fixedClock()
    const state: { list: JsonObject | string | null } = { list }
    const issuer = JSON.stringify(Object.values(network)[0] ?? null)
    const fetch: GuardedFetch = async (url) => {
      const body = url === listUrl ? state.list : issuer
      if (body === null) return { outcome: 'unreachable', code: 'fetch.connect', message: 'No connection.' }
      const text = typeof body === 'object' ? JSON.stringify(body) : body
      return { outcome: 'ok', status: 200, mediaType: 'application/json', body: encodeUtf8(text), url }
    }
    const fetchDocument = withCache(fetch, { now: clock.now })
    const check = async () => {
      const report = await verifyBadge(badge, {}, { ...nodeEngines, fetchDocument, now: clock.now })
      const status = report.checks.find(({ id }) => id === 'status')
      const [entry] = (status?.details?.entries ?? []) as JsonObject[]
      return { verdict: report.verdict, status, entry }
    }
    return { clock, state, check }
  }

  // Fails with `lastGood` taken for a document: the badge then stays valid for as long as the list is blocked.
  it('T13 L4 BS12 a list that no longer answers leaves the status open, with the time of the last good answer', async () => {
    const { clock, state, check } = await behindCache(await makeList())
    expect((await check()).verdict).toBe('valid')
    state.list = null
    clock.advance(240_000)
    const fresh = await check()
    expect(fresh.verdict).toBe('valid')
    expect(fresh.entry).toMatchObject({ listFetched: '2026-05-03T16:38:00Z', listAgeSeconds: 240 })
    clock.advance(3_600_000)
    const stale = await check()
    expect(stale.verdict).toBe('inconclusive')
    expect(stale.status).toMatchObject({ outcome: 'unknown', code: 'status-unreachable' })
    expect(stale.status?.message).toContain('The last good answer is of 2026-05-03T16:38:00Z.')
    expect(stale.entry).toMatchObject({
      listFetched: '2026-05-03T16:38:00Z',
      listAgeSeconds: 3_840,
      lastCode: 'status-ok',
    })
  })

  it('T13 BS12 a revocation seen before the list was blocked stays one', async () => {
    const { clock, state, check } = await behindCache(await makeList({ set: [INDEX] }))
    expect((await check()).verdict).toBe('invalid')
    state.list = null
    clock.advance(3_600_000)
    const { verdict, entry } = await check()
    expect(verdict).toBe('invalid')
    expect(entry).toMatchObject({ code: 'status-revoked', listAgeSeconds: 3_600 })
  })

  it('L4 BS12 a revocation is seen once the ttl of the older list is over', async () => {
    const { clock, state, check } = await behindCache(await makeList())
    expect((await check()).verdict).toBe('valid')
    state.list = await makeList({ set: [INDEX] })
    clock.advance(300_000)
    expect((await check()).verdict).toBe('invalid')
  })
})
