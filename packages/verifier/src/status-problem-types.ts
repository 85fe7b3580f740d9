import { problemTypeUrl } from '@assay/credentials'
import type { CheckCode } from './check-codes.ts'

const BASE = 'https://www.w3.org/ns/credentials/status-list#'

const types: Readonly<Partial<Record<CheckCode, string>>> = {
  'status-malformed': problemTypeUrl('MALFORMED_VALUE_ERROR'),
  'status-list-malformed': problemTypeUrl('MALFORMED_VALUE_ERROR'),
  'status-unreachable': `${BASE}STATUS_RETRIEVAL_ERROR`,
  'status-type': `${BASE}STATUS_VERIFICATION_ERROR`,
  'status-purpose': `${BASE}STATUS_VERIFICATION_ERROR`,
  'status-list-proof': `${BASE}STATUS_VERIFICATION_ERROR`,
  'status-list-issuer': `${BASE}STATUS_VERIFICATION_ERROR`,
  'status-list-other': `${BASE}STATUS_VERIFICATION_ERROR`,
  'status-list-purpose': `${BASE}STATUS_VERIFICATION_ERROR`,
  'status-list-dates': `${BASE}STATUS_VERIFICATION_ERROR`,
  'status-list-too-large': `${BASE}STATUS_VERIFICATION_ERROR`,
  'status-list-length': `${BASE}STATUS_LIST_LENGTH_ERROR`,
  'status-range': problemTypeUrl('RANGE_ERROR'),
}

/**
 * The RFC 9457 `type` that Bitstring Status List 3.5 (STANDARDS BS6) gives to what went wrong with a status; undefined for codes
 * that are none of its errors. That a credential is revoked is an answer and no error, so it has none either.
 */
export function statusProblemType(code: CheckCode): string | undefined {
  return types[code]
}
