import { AssayError } from '@assay/core'
import { CredentialError, type CredentialErrorCode } from './errors.ts'

/**
 * Expansion that stops: it never makes more than `maximumBytes`. It throws when the bytes are not one whole stream with
 * nothing behind it, and throws an `AssayError` whose code ends in `too-large` when they expand beyond the limit.
 */
export type Expand = (bytes: Uint8Array, maximumBytes: number) => Uint8Array

/** Expands with our own errors: `tooLarge` beyond the limit, else `damaged`. */
export function expandWith(
  expand: Expand,
  bytes: Uint8Array,
  maximumBytes: number,
  codes: { readonly damaged: CredentialErrorCode; readonly tooLarge: CredentialErrorCode },
): Uint8Array {
  let expanded: Uint8Array
  try {
    expanded = expand(bytes, maximumBytes)
  } catch (cause) {
    const large = cause instanceof AssayError && String(cause.code).endsWith('too-large')
    if (large)
      throw new CredentialError(codes.tooLarge, 'the compressed data expands beyond the limit', { cause })
    throw new CredentialError(codes.damaged, 'the compressed data cannot be expanded', { cause })
  }
  if (expanded.length <= maximumBytes) return expanded
  throw new CredentialError(codes.tooLarge, 'the compressed data expands beyond the limit')
}
