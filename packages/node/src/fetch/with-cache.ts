import {
  attempt,
  decodeBase64Url,
  decodeUtf8,
  isJsonObject,
  type JsonObject,
  limits,
  memberOf,
  parseDateTimeStamp,
  parseJson,
} from '@assay/core'
import { readLifetime } from './cache-control.ts'
import type { FetchResult, KeptAnswer } from './fetch-result.ts'
import type { FetchRequest, GuardedFetch } from './guarded-fetch.ts'

/** How {@link withCache} runs. */
export interface CacheOptions {
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds for which a document is kept at most, whatever it says of itself. Default: an hour. */
  readonly longestMs?: number
  /** Documents kept at most; the one unused for longest goes first. Default: 500. */
  readonly maxEntries?: number
  /** Bytes of all kept documents together. Default: 32 MiB, which is sixteen of the largest status lists. */
  readonly maxBytes?: number
}

/** A key that was revoked has to be noticed, whatever a document says of itself. */
const LONGEST_MS = 3_600_000

interface Entry {
  readonly answer: Extract<FetchResult, { outcome: 'ok' }>
  readonly fetchedAt: number
  readonly freshUntil: number
}

/**
 * The same fetch with a memory (STANDARDS BS12). A JSON document, or a token that holds one, is answered from it, with `fetchedAt`, for as long as its
 * `ttl` and the `max-age` of the answer both allow, never past its `validUntil` and never longer than `longestMs`; one that
 * says neither is asked for each time. When an address no longer gives either, the answer says so and carries the
 * last good one in `lastGood`, so that the reader can tell how old the last good check is (BS11). Never rejects.
 */
export function withCache(fetch: GuardedFetch, options: CacheOptions): GuardedFetch {
  const entries = new Map<string, Entry>()
  const { now, longestMs = LONGEST_MS, maxEntries = 500, maxBytes = 32 * 1024 * 1024 } = options
  return async (url, request) => {
    const key = `${request.accept} ${url.split('#')[0]}`
    const known = entries.get(key)
    if (known !== undefined && isFresh(known, now(), request)) {
      keep(entries, key, known)
      return { ...known.answer, fetchedAt: known.fetchedAt }
    }
    const answer = await fetch(url, request)
    const fetched = readEntry(answer, now(), longestMs)
    if (fetched === 'forget') entries.delete(key)
    else if (fetched === undefined)
      return known === undefined ? answer : { ...answer, lastGood: keptOf(known) }
    else keep(entries, key, fetched)
    makeRoom(entries, maxEntries, maxBytes)
    return answer
  }
}

function isFresh(entry: Entry, now: number, request: FetchRequest): boolean {
  const fits = entry.answer.body.length <= (request.maxBytes ?? limits.fetch.bytes)
  // A clock that was set back knows nothing about freshness.
  return fits && now >= entry.fetchedAt && now < entry.freshUntil
}

function keptOf({ answer, fetchedAt }: Entry): KeptAnswer {
  return { body: answer.body, fetchedAt }
}

/** Undefined for what is neither a JSON document nor a token. */
function readEntry(answer: FetchResult, now: number, longestMs: number): Entry | 'forget' | undefined {
  if (answer.outcome !== 'ok' || answer.status !== 200) return undefined
  const document = readDocument(answer.body)
  if (document === undefined) return undefined
  const lifetime = readLifetime(answer.cacheControl ?? '', answer.ageSeconds ?? 0)
  if (lifetime === 'never') return 'forget'
  const allowed = [lifetime, ttlOf(document)].filter((length) => length !== undefined)
  const length = allowed.length === 0 ? 0 : Math.min(...allowed, longestMs)
  return { answer, fetchedAt: now, freshUntil: Math.min(now + length, endOf(document)) }
}

/** The document, or the payload of a token: what it says of its life only shortens how long it is kept, so its signature is not needed. */
function readDocument(body: Uint8Array): JsonObject | undefined {
  const caps = { ...limits.json, bytes: limits.fetch.statusListBytes }
  const token = readToken(body)
  const document = attempt(() => parseJson(token === undefined ? body : decodeBase64Url(token), caps))
  return isJsonObject(document) ? document : undefined
}

/** The payload of a compact JWS, as status lists are secured too (Bitstring Status List 3.6); undefined for other bodies. */
function readToken(body: Uint8Array): string | undefined {
  const text = attempt(() => decodeUtf8(body))?.trim() ?? ''
  return /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(text)?.[1]
}

/** Milliseconds; of a status list only (Bitstring Status List 2.2). */
function ttlOf(document: JsonObject): number | undefined {
  const subject = memberOf(document, 'credentialSubject')
  const ttl = isJsonObject(subject) ? memberOf(subject, 'ttl') : undefined
  return typeof ttl === 'number' && ttl >= 0 ? ttl : undefined
}

function endOf(document: JsonObject): number {
  const end = memberOf(document, 'validUntil')
  if (typeof end !== 'string') return Number.POSITIVE_INFINITY
  return attempt(() => parseDateTimeStamp(end)) ?? 0
}

/** A Map keeps the order of insertion: what is put back last was used last. */
function keep(entries: Map<string, Entry>, key: string, entry: Entry): void {
  entries.delete(key)
  entries.set(key, entry)
}

function makeRoom(entries: Map<string, Entry>, maxEntries: number, maxBytes: number): void {
  let bytes = 0
  for (const { answer } of entries.values()) bytes += answer.body.length
  for (const [key, { answer }] of entries) {
    if (entries.size <= maxEntries && bytes <= maxBytes) return
    entries.delete(key)
    bytes -= answer.body.length
  }
}
