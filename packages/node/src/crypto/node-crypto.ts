import { constants, hash, type KeyObject, verify } from 'node:crypto'
import {
  type AnyPublicKey,
  type Crypto,
  isSmallOrderPoint,
  isUsableRsaKey,
  keySizes,
  type PublicKey,
  type SignedMessage,
  verifyEvery,
} from '@assay/core'
import { algorithms, importPublicKey } from './key-objects.ts'

/** Importing a key costs as much as using it; a verifier meets few issuers at a time. */
const CACHED_KEYS = 256
const cache = new Map<string, KeyObject>()

/**
 * `Crypto` over OpenSSL. It answers synchronously, gives the same verdict as `portableCrypto` on every input with every
 * OpenSSL (the 914 edge vectors of C2SP/CCTV are a test), and is about 25 times faster at Ed25519.
 */
export const nodeCrypto: Crypto = {
  sha256: (bytes) => digestOf('sha256', bytes),
  sha384: (bytes) => digestOf('sha384', bytes),
  hashText: (text, algorithm) => hash(algorithm, text, 'hex'),
  verify(key, message, signature) {
    if (key.type === 'rsa') {
      if (!isUsableRsaKey(key) || signature.length !== key.modulus.length) return false
      return attempt(() =>
        verify('sha256', message, { key: cachedKey(key), padding: constants.RSA_PKCS1_PADDING }, signature),
      )
    }
    const sizes = keySizes[key.type]
    if (key.bytes.length !== sizes.publicKey || signature.length !== sizes.signature) return false
    if (key.type === 'ed25519' && hasSmallOrder(key.bytes, signature)) return false
    const { digest } = algorithms[key.type]
    return attempt(() =>
      verify(digest, message, { key: cachedKey(key), dsaEncoding: 'ieee-p1363' }, signature),
    )
  },
  async verifyAll(key, signed) {
    // RSA and Ed25519 never sign hundreds at a time here.
    if (key.type === 'rsa' || key.type === 'ed25519') return verifyEvery(oneByOne, key, signed)
    for (let start = 0; start < signed.length; start += AT_ONCE) {
      const verdicts = signed.slice(start, start + AT_ONCE).map((one) => verifyInPool(key, one))
      if ((await Promise.all(verdicts)).includes(false)) return false
    }
    return true
  },
}

/** By way of a text with a character a byte: a buffer made outside the heap takes twice as long as the hash of some dozens of bytes. */
function digestOf(algorithm: 'sha256' | 'sha384', bytes: Uint8Array): Uint8Array {
  const text = hash(algorithm, bytes, 'binary')
  const digest = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) digest[at] = text.charCodeAt(at)
  return digest
}

/** Enough to keep the threads of the pool busy, few enough that a false signature costs little. */
const AT_ONCE = 32

const oneByOne: Crypto = { sha256: nodeCrypto.sha256, sha384: nodeCrypto.sha384, verify: nodeCrypto.verify }

/** In a thread of Node's pool, so that the event loop goes on. */
function verifyInPool(key: PublicKey, { message, signature }: SignedMessage): Promise<boolean> {
  const sizes = keySizes[key.type]
  if (key.bytes.length !== sizes.publicKey || signature.length !== sizes.signature)
    return Promise.resolve(false)
  const { digest } = algorithms[key.type]
  return new Promise((resolve) => {
    const done = (error: Error | null, verdict: boolean) => resolve(error === null && verdict)
    const asked = attempt(() => {
      verify(digest, message, { key: cachedKey(key), dsaEncoding: 'ieee-p1363' }, signature, done)
      return true
    })
    if (!asked) resolve(false)
  })
}

/** OpenSSL throws for points that are not on the curve and for numbers that are no key. */
function attempt(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}

/** Whether the key or R, the first half of the signature, is of small order: OpenSSL before 3.5 would accept it. */
const hasSmallOrder = (key: Uint8Array, signature: Uint8Array): boolean =>
  isSmallOrderPoint(key) || isSmallOrderPoint(signature.subarray(0, 32))

/** The same key object, asked again: no name has to be made for it. */
const imported = new WeakMap<AnyPublicKey, KeyObject>()

function cachedKey(key: AnyPublicKey): KeyObject {
  const known = imported.get(key)
  if (known !== undefined) return known
  const found = cachedByName(key)
  imported.set(key, found)
  return found
}

function cachedByName(key: AnyPublicKey): KeyObject {
  const parts = key.type === 'rsa' ? [key.modulus, key.exponent] : [key.bytes]
  const name = [key.type, ...parts.map((part) => Buffer.from(part).toString('latin1'))].join(':')
  const found = cache.get(name) ?? importPublicKey(key)
  // A Map keeps the order of insertion: putting the key back makes the first one the least recently used.
  cache.delete(name)
  cache.set(name, found)
  const oldest = cache.keys().next().value
  if (cache.size > CACHED_KEYS && oldest !== undefined) cache.delete(oldest)
  return found
}
