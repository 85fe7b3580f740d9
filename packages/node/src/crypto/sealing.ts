import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { NodeError } from '../node-error.ts'

/** Length of every symmetric key here, in bytes. */
export const SEALING_KEY_BYTES = 32

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts with AES-256-GCM: `version ‖ 12 random bytes ‖ ciphertext ‖ 16-byte tag`. `aad` is not stored but must be
 * given again to open; put there what the text belongs to (table, row), so that it cannot be moved elsewhere.
 *
 * A random nonce is safe for 2^32 texts under one key; keys here are per person or per purpose.
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  requireKey(key)
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
  const body = [cipher.update(plaintext), cipher.final()]
  return new Uint8Array(Buffer.concat([Uint8Array.of(VERSION), nonce, ...body, cipher.getAuthTag()]))
}

/**
 * Decrypts what {@link seal} made with the same key and `aad`.
 * @throws NodeError `crypto.open` when anything differs; the message does not say what.
 */
export function open(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array {
  requireKey(key)
  const body = 1 + NONCE_BYTES
  if (sealed.length < body + TAG_BYTES || sealed[0] !== VERSION) throw notOpened()
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, body))
    .setAAD(aad)
    .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  try {
    const text = decipher.update(sealed.subarray(body, sealed.length - TAG_BYTES))
    return new Uint8Array(Buffer.concat([text, decipher.final()]))
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
