import type { Readable } from 'node:stream'
import { Agent } from 'undici'
import { type FetchProblem, FetchStop } from './fetch-result.ts'
import { guardUrl } from './guard-url.ts'
import {
  beforeDeadline,
  type Context,
  contextOf,
  explain,
  type GuardedFetchOptions,
  MAX_HEADER_BYTES,
} from './guarded-fetch.ts'
import { connectPinned, resolvePublic } from './pinned-connect.ts'

/** One message. */
export interface PostRequest {
  readonly body: string
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
  const context = contextOf(options)
  const milliseconds = options.milliseconds ?? POST_MILLISECONDS
  return {
    refusal: (url) => {
      try {
        guardUrl(url, context.allowOrigins)
        return undefined
      } catch (error) {
        if (error instanceof FetchStop) return error.problem.message
        throw error
      }
    },
    post: async (url, request) => {
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(), milliseconds)
      try {
        return await send(url, request, context, deadline.signal)
      } catch (error) {
        return explain(error, deadline.signal, milliseconds)
      } finally {
        clearTimeout(timer)
        deadline.abort()
      }
    },
  }
}

async function send(
  address: string,
  request: PostRequest,
  context: Context,
  signal: AbortSignal,
): Promise<PostResult> {
  const guarded = guardUrl(address, context.allowOrigins)
  const addresses = await beforeDeadline(resolvePublic(guarded, context.resolveHost), signal)
  const agent = new Agent({
    connect: connectPinned(addresses, context.connect),
    maxHeaderSize: MAX_HEADER_BYTES,
    pipelining: 0,
  })
  try {
    const answer = await agent.request({
      origin: guarded.url.origin,
      path: guarded.url.pathname + guarded.url.search,
      method: 'POST',
      headers: { ...request.headers, 'user-agent': 'Assay' },
      body: request.body,
      signal,
    })
    const retryAfter = answer.headers['retry-after']
    return {
      outcome: 'ok',
      status: answer.statusCode,
      body: await beginOf(answer.body, request.keepBytes),
      ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
    }
  } finally {
    agent.destroy().catch(() => undefined)
  }
}

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
