import { AssayError } from '@assay/core'

/** Every way in which `@assay/credentials` refuses input. The groups are told apart by {@link isUncheckable}. */
export type CredentialErrorCode =
  // The document is not acceptable.
  | 'context-missing'
  | 'context-unknown'
  | 'context-redefines'
  | 'context-inline'
  | 'json-ld-keyword'
  | 'json-ld-invalid'
  | 'data-loss'
  | 'proof-malformed'
  | 'proof-chain'
  | 'selective-pointer'
  | 'selective-empty'
  | 'selective-proof'
  | 'selective-structure'
  | 'identity-salt'
  | 'status-malformed'
  | 'status-list-length'
  | 'status-range'
  | 'key-pem'
  | 'png-malformed'
  | 'png-too-large'
  | 'png-checksum'
  | 'png-two-badges'
  | 'svg-malformed'
  | 'svg-unsafe'
  | 'svg-too-large'
  | 'svg-two-badges'
  | 'svg-text'
  | 'pdf-malformed'
  | 'pdf-too-large'
  | 'pdf-encrypted'
  | 'jws-malformed'
  | 'jws-too-large'
  | 'jws-algorithm'
  | 'jws-critical'
  | 'jws-encrypted'
  | 'jwt-type'
  | 'jwt-claims'
  | 'sd-jwt-malformed'
  | 'pointer-unmatched'
  | 'pointer-mandatory'
  // The document could not be checked within the limits.
  | 'canonicalization-too-large'
  | 'canonicalization-too-hard'
  | 'canonicalization-timeout'
  | 'canonicalization-unavailable'
  | 'status-list-too-large'

/** What `@assay/credentials` throws when it refuses input. */
export class CredentialError extends AssayError<CredentialErrorCode> {}

const uncheckable: ReadonlySet<CredentialErrorCode> = new Set([
  'canonicalization-too-large',
  'canonicalization-too-hard',
  'canonicalization-timeout',
  'canonicalization-unavailable',
  'status-list-too-large',
])

/** Whether the error says "could not be checked" rather than "not acceptable" (STANDARDS G4). */
export function isUncheckable(error: CredentialError): boolean {
  return uncheckable.has(error.code)
}
