import { decodeBase64Url, encodeBase64Url } from './base64.ts'
import { encodeUtf8 } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import type { AnyPublicKey, Crypto, KeyType } from './crypto.ts'
import { compressPoint, expandPoint } from './curve-points.ts'
import { AssayError, CoreError } from './errors.ts'
import { type JsonObject, memberOf } from './json.ts'
import { isUsableRsaKey } from './rsa.ts'

/** Members that only private keys have (RFC 7518 6.2.2, 6.3.2, 6.4; RFC 8037 2). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

interface Curve {
  readonly type: Exclude<KeyType, 'ed25519'>
  readonly algorithm: string
  readonly size: number
}

const curves: ReadonlyMap<string, Curve> = new Map([
  ['P-256', { type: 'p256', algorithm: 'ES256', size: 32 }],
  ['P-384', { type: 'p384', algorithm: 'ES384', size: 48 }],
])

/**
 * The public key of a JWK (RFC 7517, RFC 7518 6, RFC 8037): RSA of 2048 to 8192 bits, P-256, P-384 or Ed25519. A point that
 * is not on its curve, a number with leading zeros, and a key that says it is for something else than signing (`use`,
 * `key_ops`, `alg`) throw `CoreError` `jwk`; a key with a private member throws `jwk-private`.
 */
export function parseJwk(jwk: JsonObject): AnyPublicKey {
  const shown = privateMembers.find((name) => memberOf(jwk, name) !== undefined)
  if (shown !== undefined) throw new CoreError('jwk-private', `the key has the private member ${shown}`)
  const kty = memberOf(jwk, 'kty')
  if (kty === 'RSA') return readRsa(jwk)
  const crv = memberOf(jwk, 'crv')
  const curve = typeof crv === 'string' ? curves.get(crv) : undefined
  if (kty === 'EC' && curve !== undefined) return readPoint(jwk, curve)
  if (kty === 'OKP' && crv === 'Ed25519') return readEd25519(jwk)
  throw refused('it is of a kind that is not accepted')
}

/** The JWK of a public key, with the members that its thumbprint is made of and no others. */
export function encodeJwk(key: AnyPublicKey): JsonObject {
  switch (key.type) {
    case 'rsa':
      return { kty: 'RSA', n: encodeBase64Url(key.modulus), e: encodeBase64Url(key.exponent) }
    case 'ed25519':
      return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(key.bytes) }
    default: {
      const [crv, curve] = [...curves].find(([, { type }]) => type === key.type) ?? []
      if (crv === undefined || curve === undefined) throw new TypeError('every type of key has its curve')
      const point = expandPoint(curve.type, key.bytes)
      if (point === undefined) throw new TypeError('the key is not a point of its curve')
      return { kty: 'EC', crv, x: encodeBase64Url(point.x), y: encodeBase64Url(point.y) }
    }
  }
}

/** JWK thumbprint of a key in base64url (RFC 7638, SHA-256): the same for every way in which the key may be written. */
export function jwkThumbprint(key: AnyPublicKey, crypto: Pick<Crypto, 'sha256'>): string {
  return encodeBase64Url(crypto.sha256(encodeUtf8(canonicalJson(encodeJwk(key)))))
}

function readRsa(jwk: JsonObject): AnyPublicKey {
  checkUse(jwk, 'RS256')
  const key = { type: 'rsa', modulus: numberOf(jwk, 'n'), exponent: numberOf(jwk, 'e') } as const
  if (!isUsableRsaKey(key)) throw refused('it is not an RSA key of 2048 to 8192 bits')
  return key
}

function readPoint(jwk: JsonObject, { type, algorithm, size }: Curve): AnyPublicKey {
  checkUse(jwk, algorithm)
  const [x, y] = [numberOf(jwk, 'x'), numberOf(jwk, 'y')]
  if (x.length !== size || y.length !== size) throw refused('its coordinates have the wrong length')
  const bytes = compressPoint(type, { x, y })
  if (bytes === undefined) throw refused('it is not a point of its curve')
  return { type, bytes }
}

function readEd25519(jwk: JsonObject): AnyPublicKey {
  checkUse(jwk, 'EdDSA')
  const bytes = numberOf(jwk, 'x')
  if (bytes.length !== 32) throw refused('it has the wrong length')
  return { type: 'ed25519', bytes }
}

/** RFC 7517 4.2-4.4: each member may be absent; one that is there must allow the verifying of signatures. */
function checkUse(jwk: JsonObject, algorithm: string): void {
  const use = memberOf(jwk, 'use') ?? 'sig'
  const operations = memberOf(jwk, 'key_ops') ?? ['verify']
  const named = memberOf(jwk, 'alg') ?? algorithm
  const verifies = Array.isArray(operations) && operations.includes('verify')
  // RFC 9864 gives Ed25519 a name of its own.
  const fits = named === algorithm || (algorithm === 'EdDSA' && named === 'Ed25519')
  if (use !== 'sig' || !verifies || !fits) throw refused('it is for another use')
}

function numberOf(jwk: JsonObject, name: string): Uint8Array {
  const value = memberOf(jwk, name)
  if (typeof value !== 'string') throw refused(`it has no ${name}`)
  try {
    return decodeBase64Url(value)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw refused(`its ${name} is not base64url`)
  }
}

function refused(why: string): CoreError {
  return new CoreError('jwk', `the key cannot be used: ${why}`)
}
