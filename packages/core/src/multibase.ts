import { decodeBase58, encodeBase58 } from './base58.ts'
import { decodeBase64Url, encodeBase64Url } from './base64.ts'
import { CoreError } from './errors.ts'

/** Multibase prefixes that Controlled Identifiers 2.4 knows: `z` = base58btc, `u` = base64url without padding. */
export type MultibasePrefix = 'z' | 'u'

interface Base {
  readonly encode: (bytes: Uint8Array) => string
  readonly decode: (text: string) => Uint8Array
}

const bases: Readonly<Record<MultibasePrefix, Base>> = {
  z: { encode: encodeBase58, decode: decodeBase58 },
  u: { encode: encodeBase64Url, decode: decodeBase64Url },
}

/** Multibase text of bytes. */
export function encodeMultibase(prefix: MultibasePrefix, bytes: Uint8Array): string {
  return prefix + bases[prefix].encode(bytes)
}

/**
 * Bytes of a multibase text. Strict. With `expected`, any other prefix is refused (STANDARDS DI2).
 * Throws `CoreError` `multibase`.
 */
export function decodeMultibase(text: string, expected?: MultibasePrefix): Uint8Array {
  const prefix = text.charAt(0)
  if (prefix !== 'z' && prefix !== 'u')
    throw new CoreError('multibase', 'the multibase prefix is neither z nor u')
  if (expected !== undefined && prefix !== expected) {
    throw new CoreError('multibase', `the multibase prefix is ${prefix}, not ${expected}`)
  }
  return bases[prefix].decode(text.slice(1))
}
