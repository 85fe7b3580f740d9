import { type Crypto, decodeHex, encodeHex, encodeUtf8, isWellFormed } from '@assay/core'

/** Hash functions that RDFC-1.0 runs with: SHA-384 belongs to the P-384 suites. */
export type HashName = 'sha256' | 'sha384'

/** Lower-case hex hash of a text. */
export function hashText(text: string, hash: HashName, crypto: Crypto): string {
  if (crypto.hashText !== undefined && isWellFormed(text)) return crypto.hashText(text, hash)
  return encodeHex(crypto[hash](encodeUtf8(text)))
}

/** Hash of a text's UTF-8. */
export function digestText(text: string, hash: HashName, crypto: Crypto): Uint8Array {
  return decodeHex(hashText(text, hash, crypto))
}
