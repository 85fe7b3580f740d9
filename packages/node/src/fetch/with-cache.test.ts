import { encodeBase64Url, encodeUtf8, type JsonObject } from '@assay/core'
import { fixedClock } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { readLifetime } from './cache-control.ts'
import type { FetchResult } from './fetch-result.ts'
import { type CacheOptions, withCache } from './with-cache.ts'

const url = 'https://harbor.example.org/status/1'
const accept = 'application/json'
const minute = 60_000

type Answer = Partial<Extract<FetchResult, { outcome: 'ok' }>>

const ok = (document: JsonObject | string, more: Answer = {}): FetchResult => ({
  outcome: 'ok',
  status: 200,
  mediaType: accept,
  body: encodeUtf8(typeof document === 'string' ? document : JSON.stringify(document)),
  url,
  ...more,
})
const down: FetchResult = { outcome: 'unreachable', code: 'fetch.connect', message: 'No connection.' }
const list = (ttl: number, more: JsonObject = {}): JsonObject => ({ credentialSubject: { ttl }, ...more })

/** A list secured as a token. */
const token = (payload: JsonObject | string): string => {
  const parts = [{ alg: 'EdDSA' }, payload].map((part) =>
    typeof part === 'string' ? part : JSON.stringify(part),
  )
  return `${parts.map((part) => encodeBase64Url(encodeUtf8(part))).join('.')}.c2ln`
}

/** A cache over answers that a test can change, and a count of what was really asked. */
function cacheOver(first: FetchResult, more: Omit<CacheOptions, 'now'> = {}) {
  const clock = fixedClock()
  const state = { answer: first, asked: 0 }
  const fetch = withCache(
    async () => {
      state.asked += 1
      return state.answer
    },
    { now: clock.now, ...more },
  )
  return { clock, state, get: (address = url) => fetch(address, { accept }) }
}

/** Seconds for which the cache answers by itself. */
async function freshFor(answer: FetchResult): Promise<number> {
  const { clock, state, get } = cacheOver(answer)
  await get()
  for (let seconds = 0; seconds <= 7_200; seconds += 30) {
    await get()
    if (state.asked > 1) return seconds
    clock.advance(30_000)
  }
  return Number.POSITIVE_INFINITY
}

describe('withCache', () => {
  it.each<[string, FetchResult, number]>([
    ['neither says anything', ok({}), 0],
    ['ttl alone', ok(list(2 * minute)), 120],
    ['max-age alone', ok({}, { cacheControl: 'max-age=300' }), 300],
    ['the shorter ttl', ok(list(minute), { cacheControl: 'max-age=300' }), 60],
    ['the shorter max-age', ok(list(5 * minute), { cacheControl: 'public, max-age=60' }), 60],
    ['max-age less the age', ok({}, { cacheControl: 'max-age=300', ageSeconds: 240 }), 60],
    ['validUntil before both', ok(list(5 * minute, { validUntil: '2026-05-03T16:39:00Z' })), 60],
    ['validUntil in the past', ok(list(5 * minute, { validUntil: '2026-05-03T16:37:00Z' })), 0],
    ['validUntil that is no date', ok(list(5 * minute, { validUntil: 'soon' })), 0],
    ['validUntil by itself permits nothing', ok({ validUntil: '2027-01-01T00:00:00Z' }), 0],
    ['a ttl of days, cut at an hour', ok(list(7 * 86_400_000)), 3_600],
    ['no-store', ok(list(5 * minute), { cacheControl: 'no-store' }), 0],
    ['no-cache', ok(list(5 * minute), { cacheControl: 'no-cache' }), 0],
    ['the ttl of a list in a token', ok(token(list(2 * minute))), 120],
    ['the shorter max-age of a token', ok(token(list(5 * minute)), { cacheControl: 'max-age=60' }), 60],
    ['validUntil in a token', ok(token(list(5 * minute, { validUntil: '2026-05-03T16:39:00Z' }))), 60],
    ['a token with a line end', ok(`${token(list(minute))}\n`), 60],
    ['a token of anything else', ok(token('page'), { cacheControl: 'max-age=60' }), 0],
    ['a negative ttl beside max-age', ok(list(-1), { cacheControl: 'max-age=60' }), 60],
  ])('BS12 keeps a document as long as allowed: %s', async (_, answer, seconds) => {
    expect(await freshFor(answer)).toBe(seconds)
  })

  it('BS12 keeps nothing longer than its owner allows, whatever a document says of itself', async () => {
    const { clock, state, get } = cacheOver(ok(list(60 * minute), { cacheControl: 'max-age=3600' }), {
      longestMs: 5 * minute,
    })
    await get()
    clock.advance(5 * minute - 1)
    await get()
    expect(state.asked).toBe(1)
    clock.advance(1)
    await get()
    expect(state.asked).toBe(2)
  })

  it('BS12 says when a kept document was fetched, and asks again when it is stale', async () => {
    const { clock, state, get } = cacheOver(ok(list(5 * minute)))
    const fetchedAt = clock.now()
    expect(await get()).not.toHaveProperty('fetchedAt')
    clock.advance(minute)
    expect(await get(`${url}#key-1`)).toMatchObject({ outcome: 'ok', fetchedAt })
    clock.advance(5 * minute)
    expect(await get()).not.toHaveProperty('fetchedAt')
    expect(state.asked).toBe(2)
  })

  it.each<[string, FetchResult]>([
    ['no connection', down],
    ['an error', ok('{}', { status: 503 })],
    ['a page', ok('<h1>Sign in</h1>', { mediaType: 'text/html' })],
    ['no content', ok('', { status: 204 })],
  ])('BS11 with %s, the answer stays what it is and carries the last good one', async (_, answer) => {
    const { clock, state, get } = cacheOver(ok(list(minute)))
    const fetchedAt = clock.now()
    await get()
    state.answer = answer
    clock.advance(10 * minute)
    const body = encodeUtf8(JSON.stringify(list(minute)))
    for (let time = 0; time < 2; time += 1) {
      expect(await get()).toEqual({ ...answer, lastGood: { body, fetchedAt } })
    }
  })

  it('BS11 a list in a token is the last good one when the address answers no more', async () => {
    const text = token(list(minute))
    const { clock, state, get } = cacheOver(ok(text))
    const fetchedAt = clock.now()
    await get()
    state.answer = down
    clock.advance(10 * minute)
    expect(await get()).toEqual({ ...down, lastGood: { body: encodeUtf8(text), fetchedAt } })
  })

  it('forgets what must not be kept, and what never came has no last good one', async () => {
    const { state, get } = cacheOver(ok({}, { cacheControl: 'private, max-age=60' }))
    await get()
    state.answer = down
    expect(await get()).toEqual(down)
  })

  it('keeps so many documents and bytes, and drops the one unused for longest', async () => {
    const { state, get } = cacheOver(ok(list(5 * minute)), { maxEntries: 2 })
    for (const address of ['https://a.org/', 'https://b.org/', 'https://a.org/', 'https://c.org/'])
      await get(address)
    expect(state.asked).toBe(3)
    await get('https://a.org/')
    expect(state.asked).toBe(3)
    await get('https://b.org/')
    expect(state.asked).toBe(4)
    const small = cacheOver(ok(list(5 * minute)), { maxBytes: 40 })
    for (const address of ['https://a.org/', 'https://b.org/', 'https://a.org/']) await small.get(address)
    expect(small.state.asked).toBe(3)
  })

  it('trusts no document when the clock was set back, nor one too large for who asks', async () => {
    const { clock, state, get } = cacheOver(ok(list(5 * minute)))
    await get()
    clock.advance(-minute)
    await get()
    expect(state.asked).toBe(2)
    const fetch = withCache(async () => ok({ a: 'x'.repeat(100) }, { cacheControl: 'max-age=60' }), {
      now: clock.now,
    })
    await fetch(url, { accept })
    expect(await fetch(url, { accept, maxBytes: 10 })).not.toHaveProperty('fetchedAt')
  })
})

describe('readLifetime', () => {
  it.each<[string, ReturnType<typeof readLifetime>]>([
    ['', undefined],
    ['public', undefined],
    ['MAX-AGE=10', 10_000],
    ['max-age="10"', 10_000],
    ['s-maxage=5, max-age=10', 5_000],
    ['max-age=x', 0],
    ['max-age', 0],
    ['max-age=-1', 0],
    ['max-age=10, no-cache', 0],
    ['no-store, max-age=10', 'never'],
    ['private', 'never'],
  ])('reads %j', (header, expected) => {
    expect(readLifetime(header, 0)).toBe(expected)
  })
})
