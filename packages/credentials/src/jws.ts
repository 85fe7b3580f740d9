import {
  type AnyPublicKey,
  AssayError,
  type Crypto,
  decodeBase64Url,
  encodeBase64Url,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  limits,
  memberOf,
  parseJson,
} from '@assay/core'
import { CredentialError } from './errors.ts'

/** Signature algorithms that are accepted, and no others (STANDARDS VJ4). */
export type JwsAlgorithm = 'RS256' | 'ES256' | 'ES384' | 'EdDSA'

/** A compact JWS, read. Nothing in it is believed before {@link verifyJws} has said yes. */
export interface Jws {
  readonly header: JsonObject
  readonly algorithm: JwsAlgorithm
  readonly typ: string | undefined
  readonly cty: string | undefined
  readonly kid: string | undefined
  /** A key that the signer put in; it shows only who signed, never who the issuer is (STANDARDS VJ5). */
  readonly jwk: JsonObject | undefined
  readonly payload: Uint8Array
  readonly signature: Uint8Array
  /** The bytes that are signed: `header.payload` as given. */
  readonly signingInput: Uint8Array
}

/** The kind of key that goes with each algorithm; what one key signed never counts under another algorithm. */
const keyTypes: Readonly<Record<JwsAlgorithm, AnyPublicKey['type']>> = {
  RS256: 'rsa',
  ES256: 'p256',
  ES384: 'p384',
  EdDSA: 'ed25519',
}
/** In base64url. */
const HEADER_CHARACTERS = Math.ceil((limits.jws.headerBytes * 4) / 3)

/**
 * Reads a compact JWS (RFC 7515 7.1) under `limits.jws`. The header is checked before the payload is decoded. Throws
 * `CredentialError`: `jws-malformed`, `jws-too-large`, `jws-algorithm` (`none`, HMAC and every other that is not in
 * {@link JwsAlgorithm}), `jws-critical` (any `crit`, `b64: false`) or `jws-encrypted` (a JWE). Addresses of keys in the
 * header (`jku`, `x5u`) are not looked at.
 */
export function parseJws(text: string): Jws {
  if (text.length > limits.jws.bytes)
    throw new CredentialError('jws-too-large', 'the token is larger than 1 MiB')
  const parts = text.split('.')
  if (parts.length === 5) throw encrypted()
  const [head = '', body = '', signature = ''] = parts
  if (head === '' || parts.length !== 3) throw malformed('it has not three parts')
  if (head.length > HEADER_CHARACTERS)
    throw new CredentialError('jws-too-large', 'the header of the token is larger than 8 KiB')
  const header = readHeader(head)
  const jwk = memberOf(header, 'jwk')
  if (jwk !== undefined && !isJsonObject(jwk)) throw malformed('its jwk is not an object')
  return {
    header,
    algorithm: readAlgorithm(header),
    typ: textOf(header, 'typ'),
    cty: textOf(header, 'cty'),
    kid: textOf(header, 'kid'),
    jwk,
    payload: decode(body),
    signature: decode(signature),
    signingInput: encodeUtf8(text.slice(0, head.length + 1 + body.length)),
  }
}

/** Whether this key made the signature. A key of another kind than the algorithm's is never asked. */
export async function verifyJws(
  jws: Jws,
  key: AnyPublicKey,
  crypto: Pick<Crypto, 'verify'>,
): Promise<boolean> {
  return fitsAlgorithm(jws, key) && (await crypto.verify(key, jws.signingInput, jws.signature))
}

/** Whether the key is of the kind that the algorithm of the token uses. */
export function fitsAlgorithm(jws: Pick<Jws, 'algorithm'>, key: AnyPublicKey): boolean {
  return keyTypes[jws.algorithm] === key.type
}

/** The algorithm that a key signs tokens with. */
export function algorithmOfKey(key: AnyPublicKey): JwsAlgorithm {
  const found = (Object.keys(keyTypes) as JwsAlgorithm[]).find((name) => keyTypes[name] === key.type)
  if (found === undefined) throw new TypeError(`no algorithm signs with ${key.type} keys`)
  return found
}

/** What {@link createJws} needs. */
export interface CreateJwsOptions {
  readonly algorithm: JwsAlgorithm
  /** Members beside `alg`, which comes first. */
  readonly header: JsonObject
  readonly payload: Uint8Array
  /** Signs with the key of the algorithm, in the form of {@link Crypto}; see `Signer` of `@assay/core`. */
  readonly sign: (batch: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>
}

/** A compact JWS over these bytes. Rejects with what `sign` rejects with. */
export async function createJws({ algorithm, header, payload, sign }: CreateJwsOptions): Promise<string> {
  const head = encodeBase64Url(encodeUtf8(JSON.stringify({ alg: algorithm, ...header })))
  const input = `${head}.${encodeBase64Url(payload)}`
  const [signature] = await sign([encodeUtf8(input)])
  if (signature === undefined) throw new TypeError('the signer gave no signature')
  return `${input}.${encodeBase64Url(signature)}`
}

function readHeader(head: string): JsonObject {
  const header = parsePart(decode(head), 'header')
  if (memberOf(header, 'enc') !== undefined) throw encrypted()
  if (memberOf(header, 'crit') !== undefined || memberOf(header, 'b64') === false) {
    throw new CredentialError('jws-critical', 'the token asks for an extension that is not known here')
  }
  return header
}

/** The object that a part of a token holds. Throws `CredentialError` `jws-malformed`. */
export function parsePart(bytes: Uint8Array, name: 'header' | 'payload'): JsonObject {
  let value: unknown
  try {
    value = parseJson(bytes)
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    throw new CredentialError('jws-malformed', `the ${name} of the token is not JSON: ${cause.message}`, {
      cause,
    })
  }
  if (!isJsonObject(value)) throw malformed(`its ${name} is not an object`)
  return value
}

function readAlgorithm(header: JsonObject): JwsAlgorithm {
  const name = memberOf(header, 'alg')
  if (typeof name === 'string' && Object.hasOwn(keyTypes, name)) return name as JwsAlgorithm
  if (typeof name !== 'string') throw malformed('it names no algorithm')
  throw new CredentialError('jws-algorithm', `the algorithm ${name.slice(0, 40)} is not accepted`)
}

function textOf(header: JsonObject, name: string): string | undefined {
  const value = memberOf(header, name)
  if (value !== undefined && typeof value !== 'string') throw malformed(`its ${name} is not a text`)
  return value
}

function decode(part: string): Uint8Array {
  try {
    return decodeBase64Url(part)
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    throw new CredentialError('jws-malformed', 'a part of the token is not base64url', { cause })
  }
}

function encrypted(): CredentialError {
  return new CredentialError(
    'jws-encrypted',
    'the token is encrypted, so nobody but its addressee can read it',
  )
}

function malformed(what: string): CredentialError {
  return new CredentialError('jws-malformed', `the token is not formed as the standard says: ${what}`)
}
