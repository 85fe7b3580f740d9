import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384 } from '@noble/curves/nist.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, equalBytes } from './bytes.ts'
import { type Crypto, type KeyType, keySizes } from './crypto.ts'
import { isSmallOrderPoint } from './ed25519-points.ts'
import { verifyRsaDigest } from './rsa.ts'

/** {@link Crypto} in plain JavaScript, for browsers and as the reference. About 25 times slower than OpenSSL at Ed25519. */
export const portableCrypto: Crypto = {
  sha256: (bytes) => sha256(bytes),
  sha384: (bytes) => sha384(bytes),
  verify(key, message, signature) {
    if (key.type === 'rsa') return verifyRsaDigest(key, sha256(message), signature)
    const sizes = keySizes[key.type]
    if (key.bytes.length !== sizes.publicKey || signature.length !== sizes.signature) return false
    try {
      return verifiers[key.type](key.bytes, message, signature)
    } catch {
      // The library throws for points that are not on the curve and for numbers out of range.
      return false
    }
  },
}

type Verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

const verifiers: Readonly<Record<KeyType, Verify>> = {
  ed25519: verifyEd25519,
  p256: (key, message, signature) => p256.verify(signature, message, key, { lowS: false, format: 'compact' }),
  p384: (key, message, signature) => p384.verify(signature, message, key, { lowS: false, format: 'compact' }),
}

/** The rule documented at {@link Crypto}; the library's own `verify` multiplies by the cofactor and accepts more. */
function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const { Point } = ed25519
  const order = Point.Fn.ORDER
  const r = signature.subarray(0, 32)
  if (isSmallOrderPoint(key) || isSmallOrderPoint(r)) return false
  const s = littleEndian(signature.subarray(32))
  if (s >= order) return false
  const a = Point.fromBytes(key, true)
  const k = littleEndian(sha512(concatBytes(r, key, message))) % order
  const recomputed = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k))
  return equalBytes(recomputed.toBytes(), r)
}

function littleEndian(bytes: Uint8Array): bigint {
  let number = 0n
  for (const byte of bytes.toReversed()) number = (number << 8n) | BigInt(byte)
  return number
}
