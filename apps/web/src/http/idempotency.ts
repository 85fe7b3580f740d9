import type { Context } from 'hono'
import type { AppEnvironment } from '../app.ts'
import { AppError } from '../app-error.ts'
import { claimKey, completeKey, type KeyClaim, releaseKey } from '../db/idempotency.ts'
import { inSystem, type OrgScope, type PersonScope } from '../db/scopes.ts'
import type { Caller } from './authenticate.ts'

const KEY = /^[\x21-\x7e]{1,128}$/

/** A write that says by its key that it may be a repetition. */
export interface KeyedRequest {
  readonly actor: string
  readonly key: string
  readonly requestHash: Buffer
}

/** The key of a write, if it has one. Error `invalid_input` for a key that is not one. */
export function keyedRequest(
  c: Context<AppEnvironment>,
  caller: Caller,
  requestHash: Buffer,
): KeyedRequest | undefined {
  const key = c.req.header('idempotency-key')
  if (key === undefined || caller.kind === 'anonymous') return undefined
  if (!KEY.test(key))
    throw new AppError('invalid_input', 'Idempotency-Key takes 1 to 128 visible ASCII characters.')
  return { key, requestHash, actor: caller.kind === 'api_key' ? caller.keyId : caller.personId }
}

/** What a write answers, and whether that is the answer of an earlier request with its key. */
export interface Once<T> {
  readonly result: T
  readonly replayed: boolean
}

/**
 * Does a write once for each key: key, change and answer commit together, so that a process killed at any moment leaves all or nothing,
 * and a repetition meanwhile waits for the first. Errors: `idempotency_mismatch` for a key of another request, `conflict`.
 */
export async function once<T>(
  scope: OrgScope | PersonScope,
  request: KeyedRequest | undefined,
  work: () => Promise<T>,
): Promise<Once<T>> {
  if (request === undefined) return { result: await work(), replayed: false }
  const claim = await claimKey(scope, request)
  if (claim.state !== 'claimed') {
    const { body } = answeredBefore(claim)
    return { result: (body === null ? undefined : JSON.parse(body)) as T, replayed: true }
  }
  const result = await work()
  const body = JSON.stringify(result) ?? null
  await completeKey(scope, {
    ...request,
    status: body === null ? 204 : 200,
    body,
    contentType: 'application/json',
  })
  return { result, replayed: false }
}

/**
 * As {@link once}, for a write that opens several transactions: the key is taken first and answered last. A repetition while the first
 * is at work is a `conflict`; a write that failed may be tried again with its key, one whose process died after three minutes.
 */
export async function remembered(
  c: Context<AppEnvironment>,
  caller: Caller,
  requestHash: Buffer,
  answer: () => Promise<Response>,
): Promise<Response> {
  const request = keyedRequest(c, caller, requestHash)
  if (request === undefined) return answer()
  const { deps } = c.env
  const claim = await inSystem(deps, (scope) => claimKey(scope, request))
  if (claim.state !== 'claimed') {
    const { status, body, contentType } = answeredBefore(claim)
    return new Response(body, {
      status,
      headers: { 'content-type': contentType, 'idempotency-replayed': 'true' },
    })
  }
  try {
    const response = await answer()
    const body = await response.clone().text()
    const contentType = response.headers.get('content-type') ?? 'application/json'
    await inSystem(deps, (scope) =>
      completeKey(scope, { ...request, status: response.status, body, contentType }),
    )
    return response
  } catch (error) {
    await inSystem(deps, (scope) => releaseKey(scope, request))
    throw error
  }
}

function answeredBefore(claim: Exclude<KeyClaim, { state: 'claimed' }>) {
  if (claim.state === 'other_request')
    throw new AppError('idempotency_mismatch', 'This Idempotency-Key was used for another request.')
  if (claim.state === 'at_work')
    throw new AppError('conflict', 'The first request with this key is still at work.', { retryAfter: 1 })
  return claim
}
