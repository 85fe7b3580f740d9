import { createCipheriv, createDecipheriv, hkdfSync, randomFillSync } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { NodeError } from '../node-error.ts'
import { type DeflatedPart, joinDeflated } from './deflated.ts'

/** Length of every symmetric key here, in bytes. */
export const SEALING_KEY_BYTES = 32

const VERSION = 1
/** What was sealed was deflated before (RFC 1951). */
const DEFLATED = 2
/** What a deflated text may grow to, in bytes; nothing that is sealed so is near it. */
const MOST_INFLATED = 64 * 1024 * 1024
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts with AES-256-GCM: `version ‖ 12 random bytes ‖ ciphertext ‖ 16-byte tag`. `aad` is not stored but must be
 * given again to open; put there what the text belongs to (table, row), so that it cannot be moved elsewhere.
 *
 * A random nonce is safe for 2^32 texts under one key; keys here are per person or per purpose.
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  return sealAs(VERSION, key, plaintext, aad)
}

/**
 * As {@link seal}, a text in parts that are deflated: JSON becomes a fifth as long, and what is stored, logged and backed up with it. The
 * length tells how much of a text repeats itself; so not for secrets that stand beside what somebody else may choose.
 */
export function sealDeflated(key: Uint8Array, text: readonly DeflatedPart[], aad: Uint8Array): Uint8Array {
  return sealAs(DEFLATED, key, joinDeflated(text), bound(DEFLATED, aad))
}

/** A later version is part of what is authenticated, so that one is never read as the other. */
function bound(version: number, aad: Uint8Array): Uint8Array {
  return version === VERSION ? aad : Buffer.concat([aad, Uint8Array.of(0, version)])
}

function sealAs(version: number, key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  requireKey(key)
  const nonce = nextNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
  const sealed = new Uint8Array(1 + NONCE_BYTES + plaintext.length + TAG_BYTES)
  sealed[0] = version
  sealed.set(nonce, 1)
  sealed.set(cipher.update(plaintext), 1 + NONCE_BYTES)
  // GCM is a stream: nothing is left for the end but the tag.
  cipher.final()
  sealed.set(cipher.getAuthTag(), 1 + NONCE_BYTES + plaintext.length)
  return sealed
}

/** Random bytes for many nonces at once: asking for twelve costs as much as for thousands. Each is given out once. */
const pool = new Uint8Array(NONCE_BYTES * 256)
let used = pool.length

function nextNonce(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += NONCE_BYTES
  return pool.slice(used - NONCE_BYTES, used)
}

/**
 * Decrypts what {@link seal} or {@link sealDeflated} made with the same key and `aad`.
 * @throws NodeError `crypto.open` when anything differs; the message does not say what.
 */
export function open(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array {
  requireKey(key)
  const body = 1 + NONCE_BYTES
  const [version] = sealed
  if (sealed.length < body + TAG_BYTES || (version !== VERSION && version !== DEFLATED)) throw notOpened()
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, body))
    .setAAD(bound(version, aad))
    .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  try {
    const text = decipher.update(sealed.subarray(body, sealed.length - TAG_BYTES))
    decipher.final()
    return new Uint8Array(
      version === DEFLATED ? inflateRawSync(text, { maxOutputLength: MOST_INFLATED }) : text,
    )
  } catch {
    throw notOpened()
  }
}

/** HKDF with SHA-256 (RFC 5869): a 32-byte key for one purpose, named by `info`, out of a secret. */
export function deriveKey(secret: Uint8Array, salt: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, SEALING_KEY_BYTES))
}

function requireKey(key: Uint8Array): void {
  if (key.length !== SEALING_KEY_BYTES) throw new TypeError('an AES-256 key has 32 bytes')
}

function notOpened(): NodeError {
  return new NodeError('crypto.open', 'The sealed text was changed, or belongs to another key or place.')
}
