import { concatBytes, decodeHex, equalBytes } from './bytes.ts'
import type { RsaPublicKey } from './crypto.ts'
import { limits } from './limits.ts'

/**
 * Whether a key may be verified with: 2048 to 8192 bits (RFC 7518 3.3 and {@link limits}), both numbers without leading
 * zeros, the modulus odd, the exponent odd, above 1 and of at most 32 bits, so that no key makes checking slow.
 */
export function isUsableRsaKey({ modulus, exponent }: RsaPublicKey): boolean {
  const bits = bitsOf(modulus)
  const { rsaBitsMinimum, rsaBitsMaximum } = limits.jws
  if (bits < rsaBitsMinimum || bits > rsaBitsMaximum || exponent.length > 4) return false
  const odd = [modulus, exponent].every((number) => ((number.at(-1) ?? 0) & 1) === 1)
  return odd && modulus[0] !== 0 && exponent[0] !== 0 && (exponent.length > 1 || (exponent[0] ?? 0) > 1)
}

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017 8.2.2) for a SHA-256 digest. The expected encoding is built and compared as a whole; nothing
 * of the decrypted bytes is parsed, since lenient parsing is what forgeries with small exponents live on.
 */
export function verifyRsaDigest(key: RsaPublicKey, sha256: Uint8Array, signature: Uint8Array): boolean {
  if (!isUsableRsaKey(key) || signature.length !== key.modulus.length) return false
  const modulus = numberOf(key.modulus)
  const value = numberOf(signature)
  if (value >= modulus) return false
  const recovered = power(value, numberOf(key.exponent), modulus)
  return equalBytes(bytesOf(recovered, signature.length), encodeDigest(sha256, signature.length))
}

/** DER of `DigestInfo` for SHA-256 up to the digest itself (RFC 8017 9.2, note 1). */
const digestInfo = decodeHex('3031300d060960864801650304020105000420')

function encodeDigest(sha256: Uint8Array, length: number): Uint8Array {
  const info = concatBytes(digestInfo, sha256)
  const padding = new Uint8Array(length - info.length - 3).fill(0xff)
  return concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info)
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function bitsOf(number: Uint8Array): number {
  const [first = 0] = number
  return first === 0 ? 0 : number.length * 8 - (Math.clz32(first) - 24)
}

function numberOf(bytes: Uint8Array): bigint {
  let hex = '0x0'
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return BigInt(hex)
}

function bytesOf(number: bigint, length: number): Uint8Array {
  return decodeHex(number.toString(16).padStart(length * 2, '0'))
}
