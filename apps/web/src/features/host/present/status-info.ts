import { AppError, type AppErrorCode } from '../../../app-error.ts'
import { statusOf } from '../../../http/problem.ts'

/** `Imsx_CodeMinorFieldValue` of Open Badges 3.0 (B.3.6), as far as it is used. */
export type CodeMinor =
  | 'forbidden'
  | 'internal_server_error'
  | 'invalid_data'
  | 'invalid_query_parameter'
  | 'not_allowed'
  | 'not_found'
  | 'server_busy'
  | 'unauthorizedrequest'
  | 'unknown'

/** What goes wrong in the host API: a status, the standard's code for it, and a sentence that holds nothing secret. */
export interface HostFault {
  readonly status: number
  readonly minor: CodeMinor
  readonly description: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A fault as `Imsx_StatusInfo` (STANDARDS OH4). */
export function statusInfo({ status, minor, description, headers = {} }: HostFault): Response {
  const body = {
    imsx_codeMajor: 'failure',
    imsx_severity: minor === 'not_found' ? 'status' : 'error',
    imsx_description: description,
    imsx_codeMinor: {
      imsx_codeMinorField: [{ imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: minor }],
    },
  }
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

/** Codes of the standard for ours; statuses are those of `http/problem.ts`, but that it knows no 422. */
const MINORS: Readonly<Partial<Record<AppErrorCode, CodeMinor>>> = {
  not_signed_in: 'unauthorizedrequest',
  forbidden: 'forbidden',
  not_found: 'not_found',
  malformed: 'invalid_data',
  invalid_input: 'invalid_data',
  too_large: 'invalid_data',
  unsupported_media_type: 'invalid_data',
  rate_limited: 'server_busy',
  not_available: 'server_busy',
}

/** Any error of a call as a fault; what is not one of ours tells nothing of its cause. */
export function faultOf(error: unknown): HostFault {
  if (!(error instanceof AppError))
    return { status: 500, minor: 'internal_server_error', description: 'Something went wrong on our side.' }
  const status = statusOf(error)
  return {
    status: status === 422 ? 400 : status,
    minor: MINORS[error.code] ?? 'unknown',
    description: error.message,
    ...(error.retryAfter === undefined ? {} : { headers: { 'retry-after': String(error.retryAfter) } }),
  }
}
