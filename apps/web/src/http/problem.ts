import { AppError, type AppErrorCode } from '../app-error.ts'

/** The one table from what went wrong to an HTTP status. */
const STATUS: Record<AppErrorCode, number> = {
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  malformed: 400,
  invalid_input: 422,
  conflict: 409,
  stale: 409,
  wrong_state: 409,
  too_large: 413,
  unsupported_media_type: 415,
  quota_exceeded: 409,
  rate_limited: 429,
  idempotency_mismatch: 422,
  gone: 410,
  not_available: 503,
}

export const statusOf = (error: AppError): number => STATUS[error.code]

/** An error as RFC 9457 problem details. What is not one of ours becomes a plain 500 that says nothing of the cause. */
export function problemResponse(error: unknown, instance: string): Response {
  const known = error instanceof AppError ? error : undefined
  const status = known === undefined ? 500 : statusOf(known)
  const body = {
    type: `urn:assay:problem:${known?.code ?? 'internal'}`,
    title: known?.message ?? 'Something went wrong on our side. The operator finds it in the log.',
    status,
    code: known?.code ?? 'internal',
    instance,
    ...(known !== undefined && known.fields.length > 0 ? { errors: known.fields } : {}),
  }
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  if (known?.retryAfter !== undefined) headers.set('retry-after', String(known.retryAfter))
  return new Response(JSON.stringify(body), { status, headers })
}
