import { decodeBase64Url, encodeBase64Url } from './base64.ts'
import { encodeUtf8 } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import type { AnyPublicKey } from './crypto.ts'
import { AssayError, CoreError } from './errors.ts'
import { isJsonObject, type JsonObject, parseJson } from './json.ts'
import { encodeJwk, parseJwk } from './jwk.ts'

/** A name of this length holds an RSA key of 8192 bits with every member a JWK may have beside. */
const MAX_CHARACTERS = 4_096

/** The did:jwk name of a key: its JWK, canonical, in base64url. */
export function didJwk(key: AnyPublicKey): string {
  return `did:jwk:${encodeBase64Url(encodeUtf8(canonicalJson(encodeJwk(key))))}`
}

/** The one verification method of a did:jwk: `did:jwk:X#0`. */
export function didJwkMethod(key: AnyPublicKey): string {
  return `${didJwk(key)}#0`
}

/**
 * Key of a did:jwk name without fragment. Throws `CoreError` `did-jwk` where the name holds no JWK, and what {@link parseJwk} throws:
 * `jwk-private` for a key that shows its private part, `jwk` for one that is not for signing.
 */
export function parseDidJwk(did: string): AnyPublicKey {
  const text = /^did:jwk:([A-Za-z0-9_-]+)$/.exec(did)?.[1]
  if (text === undefined || text.length > MAX_CHARACTERS) throw refused('this is not a did:jwk name')
  return parseJwk(decode(text))
}

/** Key and controller of a did:jwk verification method `did:jwk:X#0`; a name without that fragment throws `CoreError` `did-jwk`. */
export function parseDidJwkMethod(url: string): { readonly key: AnyPublicKey; readonly controller: string } {
  const [controller = '', fragment, ...rest] = url.split('#')
  if (fragment !== '0' || rest.length > 0) throw refused('a did:jwk verification method ends in #0')
  return { key: parseDidJwk(controller), controller }
}

function decode(text: string): JsonObject {
  try {
    const value = parseJson(decodeBase64Url(text))
    if (isJsonObject(value)) return value
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
  }
  throw refused('the did:jwk name holds no key')
}

function refused(why: string): CoreError {
  return new CoreError('did-jwk', why)
}
