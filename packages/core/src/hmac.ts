import { concatBytes } from './bytes.ts'
import type { Crypto } from './crypto.ts'

/** Bytes that SHA-256 takes at once. */
const BLOCK = 64

/** HMAC with SHA-256 (RFC 2104), from the hash function that the program hands in. A key of any length; 32 bytes come out. */
export function hmacSha256(key: Uint8Array, message: Uint8Array, crypto: Pick<Crypto, 'sha256'>): Uint8Array {
  const padded = new Uint8Array(BLOCK)
  padded.set(key.length > BLOCK ? crypto.sha256(key) : key)
  const inner = crypto.sha256(concatBytes(mask(padded, 0x36), message))
  return crypto.sha256(concatBytes(mask(padded, 0x5c), inner))
}

function mask(key: Uint8Array, byte: number): Uint8Array {
  return key.map((own) => own ^ byte)
}
