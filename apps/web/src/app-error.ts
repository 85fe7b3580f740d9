import { AssayError } from '@assay/core'

/** Every way in which a request can fail for a reason of the domain. `http/problem.ts` maps each to a status. */
export type AppErrorCode =
  | 'not_signed_in'
  | 'forbidden'
  | 'not_found'
  | 'malformed'
  | 'invalid_input'
  | 'conflict'
  | 'stale'
  | 'wrong_state'
  | 'too_large'
  | 'unsupported_media_type'
  | 'quota_exceeded'
  | 'rate_limited'
  | 'idempotency_mismatch'
  | 'gone'
  | 'not_available'

/** One field that is wrong: where it is (dotted path), a stable code that pages translate, and values for the sentence. */
export interface FieldProblem {
  readonly path: string
  readonly code: string
  readonly message: string
}

export interface AppErrorOptions {
  readonly fields?: readonly FieldProblem[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number
  /** Key in the `errors` texts, for pages; default: the code. */
  readonly text?: string
  readonly cause?: unknown
}

/** An error that the caller may see: its message holds nothing secret. */
export class AppError extends AssayError<AppErrorCode> {
  readonly fields: readonly FieldProblem[]
  readonly retryAfter: number | undefined
  readonly text: string

  constructor(code: AppErrorCode, message: string, options: AppErrorOptions = {}) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause })
    this.fields = options.fields ?? []
    this.retryAfter = options.retryAfter
    this.text = options.text ?? code
  }
}

export const notFound = (what: string): AppError =>
  new AppError('not_found', `There is no such ${what}, or it is not yours to see.`)

export const forbidden = (message = 'You may not do this.'): AppError => new AppError('forbidden', message)

/** Wrong input in one field. */
export const invalidField = (path: string, code: string, message: string): AppError =>
  new AppError('invalid_input', message, { fields: [{ path, code, message }] })
