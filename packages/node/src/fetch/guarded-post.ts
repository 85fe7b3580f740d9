import type { Readable } from 'node:stream'
import { type FetchProblem, FetchStop } from './fetch-result.ts'
import { guardUrl } from './guard-url.ts'
import { type GuardedFetchOptions, type Rules, rulesOf, withConnection } from './guarded-connection.ts'
import { withinTime } from './within-time.ts'

/** One message. */
export interface PostRequest {
  readonly body: string
  /** `GET` asks with these headers and without a body; nothing of the answer is kept for others. Default `POST`. */
  readonly method?: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  /** As much of the answer is kept; the rest is not read. */
  readonly keepBytes: number
}

/** What came of it. `ok` means that there was an answer, whatever its status; a redirect is one and is not followed. */
export type PostResult =
  | {
      readonly outcome: 'ok'
      readonly status: number
      /** The begin of the body, as it came. */
      readonly body: Uint8Array
      /** The header of that name; absent when the answer has none. */
      readonly retryAfter?: string
      /** The header of that name (RFC 8288). */
      readonly link?: string
    }
  | FetchProblem

/** Sends to addresses that people entered, under the rules of a guarded fetch. */
export interface GuardedPost {
  /** Why this address would be refused before anything is looked up; undefined: it would not. */
  refusal(url: string): string | undefined
  /** Never rejects. */
  post(url: string, request: PostRequest): Promise<PostResult>
}

/** A receiver has to answer soon and to do its work afterwards (Standard Webhooks: 15 to 30 seconds). */
const POST_MILLISECONDS = 15_000

/** @throws TypeError when an allowed origin is not an http(s) address. */
export function createGuardedPost(options: GuardedFetchOptions = {}): GuardedPost {
  const rules = rulesOf(options)
  const milliseconds = options.milliseconds ?? POST_MILLISECONDS
  return {
    refusal: (url) => {
      try {
        guardUrl(url, rules.allowOrigins)
        return undefined
      } catch (error) {
        if (error instanceof FetchStop) return error.problem.message
        throw error
      }
    },
    post: (url, request) => withinTime(milliseconds, (signal) => send(url, request, rules, signal)),
  }
}

const send = (
  address: string,
  request: PostRequest,
  rules: Rules,
  signal: AbortSignal,
): Promise<PostResult> =>
  withConnection(address, rules, signal, async (agent, url) => {
    const answer = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method ?? 'POST',
      headers: { ...request.headers, 'user-agent': 'Assay' },
      ...(request.method === 'GET' ? {} : { body: request.body }),
      signal,
    })
    const { 'retry-after': retryAfter, link } = answer.headers
    return {
      outcome: 'ok',
      status: answer.statusCode,
      body: await beginOf(answer.body, request.keepBytes),
      ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
      ...(link === undefined ? {} : { link: [link].flat().join(', ') }),
    }
  })

async function beginOf(body: Readable, bytes: number): Promise<Uint8Array> {
  body.on('error', () => undefined)
  const parts: Buffer[] = []
  let length = 0
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part)
    length += part.length
    if (length >= bytes) break
  }
  return new Uint8Array(Buffer.concat(parts).subarray(0, bytes))
}
