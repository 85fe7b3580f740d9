import { isJsonObject, type JsonObject, limits, memberOf } from '@assay/core'
import { CredentialError } from '../errors.ts'
import { type Jws, parseJws, parsePart } from '../jws.ts'
import {
  hashText,
  parseDisclosure,
  refuseSdJwt,
  type SdAlgorithm,
  type SdCrypto,
  sdHashes,
} from './disclosure.ts'
import { type RevealedPayload, reveal } from './reveal.ts'

/** Proof that the holder of a key presents the token now and to somebody (RFC 9901 4.3). */
export interface KeyBinding {
  readonly jws: Jws
  readonly payload: JsonObject
  /** The `sd_hash` that belongs to what is presented. */
  readonly expectedHash: string
}

/** An SD-JWT, read. Nothing in it is believed before the signature of `jws` is checked. */
export interface SdJwt extends RevealedPayload {
  /** What the issuer signed. */
  readonly jws: Jws
  readonly algorithm: SdAlgorithm
  /** `cnf` of the signed payload itself: the key of whoever may present the token. A disclosure cannot bring it. */
  readonly confirmation: JsonObject | undefined
  readonly keyBinding: KeyBinding | undefined
}

/**
 * Reads an SD-JWT with its disclosures, and with its key binding where there is one (RFC 9901 4, 7.1), under `limits.jws` and
 * `limits.sdJwt`, which are checked first. Throws `CredentialError`: what {@link parseJws} throws, `sd-jwt-malformed`, and
 * `jws-algorithm` for a hash function that is not accepted.
 */
export function readSdJwt(text: string, crypto: SdCrypto): SdJwt {
  if (text.length > limits.jws.bytes) throw tooLarge('it is larger than 1 MiB')
  const parts = text.split('~')
  const [issued = '', ...rest] = parts
  const binding = rest.pop()
  if (binding === undefined) throw refuseSdJwt('it has no disclosures, not even none')
  if (rest.length > limits.sdJwt.disclosures)
    throw tooLarge(`it has more than ${limits.sdJwt.disclosures} disclosures`)
  const jws = parseJws(issued)
  const signed = parsePart(jws.payload, 'payload')
  const algorithm = algorithmOf(signed)
  const disclosures = rest.map((part) => parseDisclosure(part, algorithm, crypto))
  const confirmation = memberOf(signed, 'cnf')
  if (confirmation !== undefined && !isJsonObject(confirmation)) throw refuseSdJwt('its cnf is not an object')
  const presented = text.slice(0, text.length - binding.length)
  return {
    ...reveal(signed, disclosures),
    ...{ jws, algorithm, confirmation },
    keyBinding: binding === '' ? undefined : readKeyBinding(binding, hashText(presented, algorithm, crypto)),
  }
}

function algorithmOf(payload: JsonObject): SdAlgorithm {
  const name = memberOf(payload, '_sd_alg')
  if (name === undefined) return 'sha-256'
  if (typeof name !== 'string') throw refuseSdJwt('its _sd_alg is not a text')
  if (Object.hasOwn(sdHashes, name)) return name as SdAlgorithm
  throw new CredentialError('jws-algorithm', `the hash function ${name.slice(0, 40)} is not accepted`)
}

function readKeyBinding(text: string, expectedHash: string): KeyBinding {
  const jws = parseJws(text)
  if (jws.typ !== 'kb+jwt') throw refuseSdJwt('the typ of its key binding is not kb+jwt')
  return { jws, payload: parsePart(jws.payload, 'payload'), expectedHash }
}

function tooLarge(what: string): CredentialError {
  return new CredentialError('jws-too-large', `the token with selective disclosure is too large: ${what}`)
}
