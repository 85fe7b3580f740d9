import { limits } from '@assay/core'
import { Agent, type Dispatcher, errors } from 'undici'
import { type FetchProblem, type FetchResult, FetchStop, unreachable } from './fetch-result.ts'
import { type GuardedUrl, guardUrl } from './guard-url.ts'
import {
  type Connect,
  connectPinned,
  type ResolveHost,
  resolvePublic,
  systemConnect,
  systemResolver,
} from './pinned-connect.ts'
import { readBody } from './read-body.ts'

/** What a guarded fetch may do beyond its rules, and its outermost edges. */
export interface GuardedFetchOptions {
  /**
   * Origins (`http://127.0.0.1:8420`) that may be fetched although they are http, private or on another port. Default: none.
   */
  readonly allowOrigins?: readonly string[]
  /** Default: the system's resolver. */
  readonly resolveHost?: ResolveHost
  /** Default: the system's TCP and TLS. */
  readonly connect?: Connect
  /** Time for one fetch, redirects included. Default: `limits.fetch.milliseconds`. */
  readonly milliseconds?: number
}

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
export const MAX_HEADER_BYTES = 16 * 1024

/**
 * Makes the one client through which the product reaches out: https on port 443 to public addresses only, DNS answers checked
 * and the connection pinned to what was checked, redirects re-checked, time, size, headers and compression capped.
 * @throws TypeError when an allowed origin is not an http(s) address.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const context = contextOf(options)
  const milliseconds = options.milliseconds ?? limits.fetch.milliseconds
  return async (url, request) => {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), milliseconds)
    try {
      return await follow(url, request, context, deadline.signal)
    } catch (error) {
      return explain(error, deadline.signal, milliseconds)
    } finally {
      clearTimeout(timer)
      deadline.abort()
    }
  }
}

/** The rules and edges of one client. @throws TypeError when an allowed origin is not an http(s) address. */
export const contextOf = (options: GuardedFetchOptions): Context => ({
  allowOrigins: new Set((options.allowOrigins ?? []).map(originOf)),
  resolveHost: options.resolveHost ?? systemResolver,
  connect: options.connect ?? systemConnect,
})

export interface Context {
  readonly allowOrigins: ReadonlySet<string>
  readonly resolveHost: ResolveHost
  readonly connect: Connect
}

function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : ''
  if (!/^https?:\/\//.test(origin)) throw new TypeError(`"${text}" is not an http or https origin`)
  return origin
}

async function follow(
  start: string,
  request: FetchRequest,
  context: Context,
  signal: AbortSignal,
): Promise<FetchResult> {
  let address = start
  for (let hop = 0; hop <= limits.fetch.redirects; hop += 1) {
    const guarded = guardUrl(address, context.allowOrigins)
    const addresses = await beforeDeadline(resolvePublic(guarded, context.resolveHost), signal)
    const agent = new Agent({
      connect: connectPinned(addresses, context.connect),
      maxHeaderSize: MAX_HEADER_BYTES,
      pipelining: 0,
    })
    try {
      const answer = await ask(agent, guarded, request, signal)
      if (typeof answer !== 'string') return answer
      address = answer
    } finally {
      agent.destroy().catch(() => undefined)
    }
  }
  throw unreachable('fetch.redirects', `The address redirects more than ${limits.fetch.redirects} times.`)
}

/** The result, or the address to go on to. */
async function ask(
  agent: Agent,
  guarded: GuardedUrl,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<FetchResult | string> {
  const { url } = guarded
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

/** Name resolution cannot be aborted; its answer is then left alone. */
export function beforeDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(unreachable('fetch.timeout', '')), { once: true })
    work.then(resolve, reject)
  })
}

export function explain(error: unknown, signal: AbortSignal, milliseconds: number): FetchProblem {
  if (signal.aborted) {
    const message = `No whole answer came within ${milliseconds / 1000} seconds.`
    return { outcome: 'unreachable', code: 'fetch.timeout', message }
  }
  if (error instanceof FetchStop) return error.problem
  if (error instanceof errors.HeadersOverflowError) {
    return { outcome: 'unreachable', code: 'fetch.headers', message: 'The answer has too many headers.' }
  }
  const code = (error as { code?: unknown }).code
  const reason = typeof code === 'string' ? ` (${code})` : ''
  if (error instanceof errors.HTTPParserError || (typeof code === 'string' && /^(Z_|UND_ERR_)/.test(code))) {
    return { outcome: 'unreachable', code: 'fetch.broken', message: `The answer is not whole${reason}.` }
  }
  return { outcome: 'unreachable', code: 'fetch.connect', message: `No connection could be made${reason}.` }
}
