import { concatBytes, encodeUtf8, type KeyType, type PublicKey, type Signer } from '@assay/core'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384 } from '@noble/curves/nist.js'
import { sha256 } from '@noble/hashes/sha2.js'

/**
 * A signer whose key follows from its label, so that every run has the same keys. The key is public knowledge: throws
 * `TypeError` where `NODE_ENV` is `production`.
 */
export function testSigner(label: string, type: KeyType = 'ed25519'): Signer {
  if (process.env.NODE_ENV === 'production') throw new TypeError('test keys are refused in production')
  const curve = curves[type]
  const seed = sha256(encodeUtf8(`assay test key ${label}`))
  // The leading zeros keep the number below the order of P-384.
  const secret = type === 'p384' ? concatBytes(new Uint8Array(16), seed) : seed
  const publicKey: PublicKey = { type, bytes: curve.getPublicKey(secret) }
  return { publicKey, sign: async (batch) => batch.map((message) => curve.sign(message, secret)) }
}

interface Curve {
  readonly getPublicKey: (secret: Uint8Array) => Uint8Array
  readonly sign: (message: Uint8Array, secret: Uint8Array) => Uint8Array
}

const curves: Readonly<Record<KeyType, Curve>> = {
  ed25519: {
    getPublicKey: (secret) => ed25519.getPublicKey(secret),
    sign: (message, secret) => ed25519.sign(message, secret),
  },
  p256: {
    getPublicKey: (secret) => p256.getPublicKey(secret, true),
    sign: (message, secret) => p256.sign(message, secret),
  },
  p384: {
    getPublicKey: (secret) => p384.getPublicKey(secret, true),
    sign: (message, secret) => p384.sign(message, secret),
  },
}
