import { sha256, sha384 } from '@noble/hashes/sha2.js'
import { concatBytes } from './bytes.ts'
import { type Crypto, type KeyType, keySizes, type PublicKey } from './crypto.ts'
import { expandPoint } from './curve-points.ts'
import { isSmallOrderPoint } from './ed25519-points.ts'
import { verifyRsaDigest } from './rsa.ts'

/** What of a browser's `crypto.subtle` is used. */
export type WebCryptoEngine = Pick<SubtleCrypto, 'importKey' | 'verify'>

/**
 * {@link Crypto} over the cryptography of a browser. Hashes are computed here, because a browser computes them only later; the hard
 * part of Ed25519 and ECDSA is the browser's where it has the algorithm, else `portableCrypto`'s, which is loaded when it is first needed.
 * `engine` is `crypto.subtle`, which pages without HTTPS do not have.
 *
 * Browsers differ in what the standards leave open, so that is decided before they are asked; RSA is decided here as a whole, since
 * some take other encodings of a digest than the one of RFC 8017.
 */
export function createWebCrypto(engine: WebCryptoEngine | undefined): Crypto {
  return {
    sha256: (bytes) => sha256(bytes),
    sha384: (bytes) => sha384(bytes),
    verify(key, message, signature) {
      if (key.type === 'rsa') return verifyRsaDigest(key, sha256(message), signature)
      const sizes = keySizes[key.type]
      if (key.bytes.length !== sizes.publicKey || signature.length !== sizes.signature) return false
      if (key.type === 'ed25519' && !isPlainEd25519(signature)) return false
      if (key.type === 'ed25519' && isSmallOrderPoint(key.bytes)) return false
      return verifyPlain(engine, key, message, signature)
    },
  }
}

async function verifyPlain(
  engine: WebCryptoEngine | undefined,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const asked = engine === undefined ? undefined : await ask(engine, key, message, signature)
  if (asked !== undefined) return asked
  const { portableCrypto } = await loadPortableCrypto()
  return portableCrypto.verify(key, message, signature)
}

/** 2^255 - 19 and the order of the base point (RFC 8032 5.1). */
const PRIME = 2n ** 255n - 19n
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

/** What the rule of {@link Crypto} refuses whatever the key: R of small order or not below the prime, S not below the order. */
function isPlainEd25519(signature: Uint8Array): boolean {
  const r = signature.subarray(0, 32)
  return !isSmallOrderPoint(r) && heightOf(r) < PRIME && littleEndian(signature.subarray(32)) < ORDER
}

/** The y of a point, without the sign of x. */
function heightOf(point: Uint8Array): bigint {
  return littleEndian(point) & (2n ** 255n - 1n)
}

function littleEndian(bytes: Uint8Array): bigint {
  let number = 0n
  for (const byte of bytes.toReversed()) number = (number << 8n) | BigInt(byte)
  return number
}

const algorithms = {
  ed25519: { key: { name: 'Ed25519' }, use: { name: 'Ed25519' } },
  p256: { key: { name: 'ECDSA', namedCurve: 'P-256' }, use: { name: 'ECDSA', hash: 'SHA-256' } },
  p384: { key: { name: 'ECDSA', namedCurve: 'P-384' }, use: { name: 'ECDSA', hash: 'SHA-384' } },
} as const satisfies Readonly<Record<KeyType, unknown>>

/** Undefined where the browser cannot say. */
async function ask(
  engine: WebCryptoEngine,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean | undefined> {
  const raw = rawKey(key)
  if (raw === undefined) return undefined
  const { key: algorithm, use } = algorithms[key.type]
  try {
    const imported = await engine.importKey('raw', Uint8Array.from(raw), algorithm, false, ['verify'])
    return await engine.verify(use, imported, Uint8Array.from(signature), Uint8Array.from(message))
  } catch {
    // Browsers without the algorithm, or with narrower ideas of a key.
    return undefined
  }
}

/** The form that every browser imports; undefined for points that they read differently. */
function rawKey({ type, bytes }: PublicKey): Uint8Array | undefined {
  if (type === 'ed25519') return heightOf(bytes) < PRIME ? bytes : undefined
  const point = expandPoint(type, bytes)
  return point && concatBytes(Uint8Array.of(4), point.x, point.y)
}

/** Loads what {@link createWebCrypto} loads late, for programs that will be without a network. */
export const loadPortableCrypto = () => import('./portable-crypto.ts')
