import {
  AssayError,
  type Crypto,
  decodeBase64Url,
  encodeBase64Url,
  encodeUtf8,
  isJsonArray,
  type JsonValue,
  parseJson,
} from '@assay/core'
import { CredentialError } from '../errors.ts'

/** Hash functions by their names in `_sd_alg` (RFC 9901 4.1.1). A token that names none uses SHA-256. */
export const sdHashes = { 'sha-256': 'sha256', 'sha-384': 'sha384' } as const

/** Name of a hash function in `_sd_alg`. */
export type SdAlgorithm = keyof typeof sdHashes

/** What the hashes of an SD-JWT are computed with. */
export type SdCrypto = Pick<Crypto, 'sha256' | 'sha384'>

/** A member of an object, or an element of an array, that a holder may show or not (RFC 9901 4.2). */
export interface Disclosure {
  /** As it stands in the token, in base64url. */
  readonly text: string
  /** What the signed payload holds in its place. */
  readonly digest: string
  /** Of the member; undefined for an element of an array. */
  readonly name: string | undefined
  readonly value: JsonValue
}

/** Names that belong to the format, so that no disclosure may bring them. */
const reserved: ReadonlySet<string> = new Set(['_sd', '...'])

/** Reads one disclosure. Throws `CredentialError` `sd-jwt-malformed`. */
export function parseDisclosure(text: string, algorithm: SdAlgorithm, crypto: SdCrypto): Disclosure {
  const array = decode(text)
  if (!isJsonArray(array) || array.length < 2 || array.length > 3 || typeof array[0] !== 'string') {
    throw refuseSdJwt('a disclosure is not a list of a salt, a name and a value')
  }
  const digest = hashText(text, algorithm, crypto)
  if (array.length === 2) return { text, digest, name: undefined, value: array[1] ?? null }
  const [, name, value = null] = array
  if (typeof name !== 'string') throw refuseSdJwt('the name of a disclosure is not a text')
  if (reserved.has(name)) throw refuseSdJwt(`a disclosure brings the name ${name}`)
  return { text, digest, name, value }
}

/** The disclosure of a value; of a member when it has a name. */
export function makeDisclosure(
  salt: string,
  name: string | undefined,
  value: JsonValue,
  algorithm: SdAlgorithm,
  crypto: SdCrypto,
): Disclosure {
  const array = name === undefined ? [salt, value] : [salt, name, value]
  const text = encodeBase64Url(encodeUtf8(JSON.stringify(array)))
  return { text, digest: hashText(text, algorithm, crypto), name, value }
}

/** The digest of a text of ASCII, in base64url (RFC 9901 4.2.3, 4.3.1). */
export function hashText(text: string, algorithm: SdAlgorithm, crypto: SdCrypto): string {
  return encodeBase64Url(crypto[sdHashes[algorithm]](encodeUtf8(text)))
}

function decode(text: string): JsonValue {
  try {
    return parseJson(decodeBase64Url(text))
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    throw new CredentialError('sd-jwt-malformed', `a disclosure cannot be read: ${cause.message}`, { cause })
  }
}

/** The error for a token that is not formed as RFC 9901 says. */
export function refuseSdJwt(why: string): CredentialError {
  return new CredentialError(
    'sd-jwt-malformed',
    `the token with selective disclosure is not formed as the standard says: ${why}`,
  )
}
