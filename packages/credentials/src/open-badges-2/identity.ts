import {
  type Crypto,
  encodeHex,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  md5,
  memberOf,
} from '@assay/core'
import type { RecipientQuestion } from '../recipient.ts'

/** Whether an assertion is about the holder of an identifier, and whether that rests on MD5, which anybody can forge. */
export interface IdentityAnswer {
  readonly answer: 'match' | 'mismatch' | 'none'
  readonly weak: boolean
}

/** Identity types of Open Badges 3.0 as Open Badges 2.0 calls them; others have the same name or none. */
const types: Readonly<Record<string, string>> = { emailAddress: 'email' }

/**
 * Compares a plain value with the `recipient` of an Open Badges 2.0 assertion (OB2 IdentityObject, IdentityHash; STANDARDS B24):
 * `sha256$` or `md5$` and the hex digest of the identity followed by the salt. E-mail is compared as given and in lower case. `none`
 * when the recipient is of another type.
 */
export function matchesOpenBadge2Recipient(
  recipient: JsonValue | undefined,
  question: RecipientQuestion,
  crypto: Pick<Crypto, 'sha256'>,
): IdentityAnswer {
  const asked = question.identityType ?? 'emailAddress'
  const type = types[asked] ?? asked
  if (!isJsonObject(recipient) || memberOf(recipient, 'type') !== type) return { answer: 'none', weak: false }
  const stated = memberOf(recipient, 'identity')
  if (typeof stated !== 'string') return { answer: 'mismatch', weak: false }
  const values = type === 'email' ? [question.value, question.value.toLowerCase()] : [question.value]
  const hashed = memberOf(recipient, 'hashed') === true || memberOf(recipient, 'hashed') === 'true'
  const weak = hashed && /^md5\$/i.test(stated)
  const match = values.some((value) =>
    hashed ? matchesHash(recipient, stated, value, crypto) : stated === value,
  )
  return { answer: match ? 'match' : 'mismatch', weak }
}

function matchesHash(
  recipient: JsonObject,
  stated: string,
  value: string,
  crypto: Pick<Crypto, 'sha256'>,
): boolean {
  const salt = memberOf(recipient, 'salt') ?? ''
  if (typeof salt !== 'string') return false
  const [algorithm = '', digest] = stated.toLowerCase().split('$')
  const salted = encodeUtf8(value + salt)
  if (algorithm === 'sha256') return digest === encodeHex(crypto.sha256(salted))
  return algorithm === 'md5' && digest === encodeHex(md5(salted))
}
