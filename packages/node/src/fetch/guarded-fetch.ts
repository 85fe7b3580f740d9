import { limits } from '@assay/core'
import type { Agent, Dispatcher } from 'undici'
import { type FetchResult, unreachable } from './fetch-result.ts'
import { type GuardedFetchOptions, type Rules, rulesOf, withConnection } from './guarded-connection.ts'
import { readBody } from './read-body.ts'
import { withinTime } from './within-time.ts'

/** One fetch. */
export interface FetchRequest {
  /** The `Accept` header. */
  readonly accept: string
  /** Cap on the decompressed body. Default: `limits.fetch.bytes`. */
  readonly maxBytes?: number
}

/** Fetches one address by GET under every rule of THREATS 2 and 3.3; never rejects. */
export type GuardedFetch = (url: string, request: FetchRequest) => Promise<FetchResult>

/** Honest answers have 20-40 header lines. */
const MAX_HEADERS = 100

/**
 * Makes the one client through which the product reaches out: https on port 443 to public addresses only, DNS answers checked
 * and the connection pinned to what was checked, redirects re-checked, time, size, headers and compression capped.
 * @throws TypeError when an allowed origin is not an http(s) address.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const rules = rulesOf(options)
  const milliseconds = options.milliseconds ?? limits.fetch.milliseconds
  return (url, request) => withinTime(milliseconds, (signal) => follow(url, request, rules, signal))
}

async function follow(
  start: string,
  request: FetchRequest,
  rules: Rules,
  signal: AbortSignal,
): Promise<FetchResult> {
  let address = start
  for (let hop = 0; hop <= limits.fetch.redirects; hop += 1) {
    const answer = await withConnection(address, rules, signal, (agent, url) =>
      ask(agent, url, request, signal),
    )
    if (typeof answer !== 'string') return answer
    address = answer
  }
  throw unreachable('fetch.redirects', `The address redirects more than ${limits.fetch.redirects} times.`)
}

/** The result, or the address to go on to. */
async function ask(
  agent: Agent,
  url: URL,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<FetchResult | string> {
  const answer = await agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'GET',
    headers: { accept: request.accept, 'accept-encoding': 'gzip', 'user-agent': 'Assay' },
    signal,
  })
  answer.body.on('error', () => undefined)
  if (Object.values(answer.headers).flat().length > MAX_HEADERS) {
    throw unreachable('fetch.headers', `The answer has more than ${MAX_HEADERS} headers.`)
  }
  const location = redirectOf(answer, url)
  if (location !== null) return location
  const encoding = String(answer.headers['content-encoding'] ?? '')
  const body = await readBody(answer.body, encoding, request.maxBytes ?? limits.fetch.bytes)
  const mediaType = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
  return {
    outcome: 'ok',
    status: answer.statusCode,
    mediaType: mediaType.trim().toLowerCase(),
    body,
    url: url.href,
    ...readCacheHeaders(answer.headers),
  }
}

function readCacheHeaders(headers: Dispatcher.ResponseData['headers']) {
  const cacheControl = [headers['cache-control'] ?? []].flat().join(', ')
  const age = String(headers.age ?? '')
  return {
    ...(cacheControl === '' ? {} : { cacheControl }),
    ...(/^\d{1,10}$/.test(age) ? { ageSeconds: Number(age) } : {}),
  }
}

function redirectOf(answer: Dispatcher.ResponseData, base: URL): string | null {
  if (![301, 302, 303, 307, 308].includes(answer.statusCode)) return null
  const { location } = answer.headers
  if (typeof location !== 'string') {
    throw unreachable('fetch.redirects', 'The address redirects without saying where to.')
  }
  // A whole address goes to the guard as it is written; only a relative one is resolved first.
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(location)) return location
  return URL.canParse(location, base) ? new URL(location, base).href : location
}
