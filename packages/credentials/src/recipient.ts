import {
  type Crypto,
  encodeHex,
  encodeUtf8,
  equalBytes,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '@assay/core'
import { CredentialError } from './errors.ts'

/** `sha256$` + hex SHA-256 of identity followed by salt (OB3 IdentityHash). */
export type IdentityHash = `sha256$${string}`

/** 128 bits need 32 hexadecimal or 22 base64 characters (STANDARDS OI11). */
const shortestSalt = 22

/**
 * Hashed identifier of a recipient. The salt is random, of at least 128 bits, and made for one credential; shorter ones
 * throw `CredentialError` `identity-salt`, for they make e-mail addresses guessable.
 */
export function hashIdentity(identity: string, salt: string, crypto: Pick<Crypto, 'sha256'>): IdentityHash {
  if (salt.length < shortestSalt)
    throw new CredentialError('identity-salt', 'the salt is shorter than 128 bits')
  return hash(identity, salt, crypto)
}

/** What a verifier asks: is this credential about the holder of this identifier? */
export interface RecipientQuestion {
  /** The identifier in plain, for example an e-mail address. */
  readonly value: string
  /** `identityType` of OB3. Default `emailAddress`. */
  readonly identityType?: string
}

/**
 * Compares a plain value with every identifier of that type in the credential's subject (OB3 9.3, STANDARDS OD7):
 * `match`, `mismatch`, or `none` when the subject has no identifier of the type. E-mail is compared as given and in
 * lower case. Identifiers that cannot be read do not match.
 */
export function matchesRecipient(
  subject: JsonObject,
  question: RecipientQuestion,
  crypto: Pick<Crypto, 'sha256'>,
): 'match' | 'mismatch' | 'none' {
  const type = question.identityType ?? 'emailAddress'
  const identifiers = memberOf(subject, 'identifier')
  const candidates = (isJsonArray(identifiers) ? identifiers : [identifiers])
    .filter(isJsonObject)
    .filter((identifier) => memberOf(identifier, 'identityType') === type)
  if (candidates.length === 0) return 'none'
  const values = type === 'emailAddress' ? [question.value, question.value.toLowerCase()] : [question.value]
  const found = candidates.some((candidate) => values.some((value) => matches(candidate, value, crypto)))
  return found ? 'match' : 'mismatch'
}

function matches(identifier: JsonObject, value: string, crypto: Pick<Crypto, 'sha256'>): boolean {
  const stated = memberOf(identifier, 'identityHash')
  if (typeof stated !== 'string') return false
  const salt = saltOf(memberOf(identifier, 'salt'))
  if (memberOf(identifier, 'hashed') !== true) return sameText(stated, value)
  return salt !== undefined && sameText(stated.toLowerCase(), hash(value, salt, crypto))
}

function saltOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : undefined
}

function sameText(left: string, right: string): boolean {
  return equalBytes(encodeUtf8(left), encodeUtf8(right))
}

function hash(identity: string, salt: string, crypto: Pick<Crypto, 'sha256'>): IdentityHash {
  return `sha256$${encodeHex(crypto.sha256(encodeUtf8(identity + salt)))}`
}
