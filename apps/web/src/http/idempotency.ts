import type { Context } from 'hono'
import type { AppEnvironment } from '../app.ts'
import { AppError } from '../app-error.ts'
import { claimKey, completeKey, releaseKey } from '../db/idempotency.ts'
import { inSystem } from '../db/scopes.ts'
import type { Caller } from './authenticate.ts'

const KEY = /^[\x21-\x7e]{1,128}$/

/**
 * Answers a write once for each `Idempotency-Key`: a repetition gets the first answer again; the same key with another request is an
 * error, and so is a repetition while the first is still at work. A write that failed may be tried again with its key.
 */
export async function remembered(
  c: Context<AppEnvironment>,
  caller: Caller,
  requestHash: Buffer,
  answer: () => Promise<Response>,
): Promise<Response> {
  const key = c.req.header('idempotency-key')
  if (key === undefined || caller.kind === 'anonymous') return answer()
  if (!KEY.test(key))
    throw new AppError('invalid_input', 'Idempotency-Key takes 1 to 128 visible ASCII characters.')
  const { deps } = c.env
  const actor = caller.kind === 'api_key' ? caller.keyId : caller.personId
  const claim = await inSystem(deps, (scope) => claimKey(scope, { actor, key, requestHash }))
  if (claim.state === 'other_request')
    throw new AppError('idempotency_mismatch', 'This Idempotency-Key was used for another request.')
  if (claim.state === 'at_work')
    throw new AppError('conflict', 'The first request with this key is still at work.', { retryAfter: 1 })
  if (claim.state === 'answered')
    return new Response(claim.body, {
      status: claim.status,
      headers: { 'content-type': claim.contentType, 'idempotency-replayed': 'true' },
    })
  try {
    const response = await answer()
    const body = await response.clone().text()
    const contentType = response.headers.get('content-type') ?? 'application/json'
    await inSystem(deps, (scope) =>
      completeKey(scope, { actor, key, status: response.status, body, contentType }),
    )
    return response
  } catch (error) {
    await inSystem(deps, (scope) => releaseKey(scope, { actor, key }))
    throw error
  }
}
