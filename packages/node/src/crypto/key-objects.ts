import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { type AnyPublicKey, decodeBase64Url, encodeJwk, type KeyType, type PublicKey } from '@assay/core'
import { NodeError } from '../node-error.ts'

interface Algorithm {
  /** What the message is hashed with before signing; null where the algorithm does so itself. */
  readonly digest: 'sha256' | 'sha384' | null
  /** The DER of a SubjectPublicKeyInfo up to the key's own bytes (RFC 8410, RFC 5480 with a compressed point). */
  readonly spkiHeader: string
  /** Name of the curve in a JWK. */
  readonly curve: string
}

/** What varies by kind of key. */
export const algorithms: Readonly<Record<KeyType, Algorithm>> = {
  ed25519: { digest: null, spkiHeader: '302a300506032b6570032100', curve: 'Ed25519' },
  p256: {
    digest: 'sha256',
    spkiHeader: '3039301306072a8648ce3d020106082a8648ce3d030107032200',
    curve: 'P-256',
  },
  p384: { digest: 'sha384', spkiHeader: '3046301006072a8648ce3d020106052b81040022033200', curve: 'P-384' },
}

/** Throws OpenSSL's own error when the bytes are no point of the curve, or no RSA key. */
export function importPublicKey(key: AnyPublicKey): KeyObject {
  if (key.type === 'rsa') return createPublicKey({ key: { ...encodeJwk(key) }, format: 'jwk' })
  const der = Buffer.concat([Buffer.from(algorithms[key.type].spkiHeader, 'hex'), key.bytes])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

/** Reads a private key in PKCS #8. Throws `NodeError` `crypto.key` for anything else. */
export function importPrivateKey(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  } catch {
    // OpenSSL's message may describe the key's inside, so it is not passed on.
    throw new NodeError('crypto.key', 'The private key is not PKCS #8.')
  }
}

/** The public half, as `@assay/core` writes it. Throws `NodeError` `crypto.key` for kinds it does not know. */
export function publicKeyOf(key: KeyObject): PublicKey {
  const jwk = createPublicKey(key).export({ format: 'jwk' })
  for (const type of ['ed25519', 'p256', 'p384'] as const) {
    if (jwk.crv !== algorithms[type].curve || jwk.x === undefined) continue
    const x = decodeBase64Url(jwk.x)
    if (jwk.y === undefined) return { type, bytes: x }
    const odd = (decodeBase64Url(jwk.y).at(-1) ?? 0) & 1
    return { type, bytes: Uint8Array.of(2 + odd, ...x) }
  }
  throw new NodeError('crypto.key', 'The private key is of a kind that is not used here.')
}
