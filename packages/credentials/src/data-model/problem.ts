import type { JsonValue } from '@assay/core'

/** Problem types of VCDM 2.0, 7.2 (STANDARDS VM13); the full URL is {@link problemTypeUrl}. */
export type ProblemType =
  | 'PARSING_ERROR'
  | 'CRYPTOGRAPHIC_SECURITY_ERROR'
  | 'MALFORMED_VALUE_ERROR'
  | 'RANGE_ERROR'

/** Every problem that {@link checkDataModel} and {@link checkPresentationModel} report, and for which a credential is not issued. */
export type ProblemCode =
  | 'context'
  | 'context-version'
  | 'type'
  | 'type-undefined'
  | 'id'
  | 'issuer'
  | 'subject'
  | 'date'
  | 'date-order'
  | 'date-missing'
  | 'version-mixed'
  | 'version-1.1'
  | 'entry'
  | 'entry-type'
  | 'entry-id'
  | 'language-value'
  | 'related-resource'
  | 'related-resource-digest'
  | 'null-value'
  | 'empty-array'
  | 'achievement'
  | 'recipient'
  | 'single-value'
  | 'record'
  | 'association'
  | 'status-entry'
  | 'status-list'
  | 'holder'
  | 'presented'
  | 'proof'
  | 'meaning'
  | 'limit'

/** One thing that is not as the data model asks. */
export interface Problem {
  readonly code: ProblemCode
  readonly type: ProblemType
  /** `warning` does not make the document invalid. */
  readonly severity: 'error' | 'warning'
  /** JSON pointer (RFC 6901) to the value. */
  readonly pointer: string
  /** Plain English sentence. */
  readonly message: string
}

/** Problem type as RFC 9457 `type`. */
export function problemTypeUrl(type: ProblemType): string {
  return `https://www.w3.org/TR/vc-data-model#${type}`
}

/** A place in a document: the value there, if any, and the pointer to it. */
export interface Place {
  readonly value: JsonValue | undefined
  readonly pointer: string
}

/** An error with the type most of them have. */
export function problem(
  code: ProblemCode,
  pointer: string,
  message: string,
  other: { readonly type?: ProblemType; readonly severity?: Problem['severity'] } = {},
): Problem {
  return {
    code,
    pointer,
    message,
    type: other.type ?? 'MALFORMED_VALUE_ERROR',
    severity: other.severity ?? 'error',
  }
}
