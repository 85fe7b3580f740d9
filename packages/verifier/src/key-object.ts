import {
  type AnyPublicKey,
  AssayError,
  isJsonObject,
  type JsonObject,
  memberOf,
  parseJwk,
  parseMultikey,
} from '@assay/core'
import type { CheckCode } from './check-codes.ts'
import { instantOf, textOf } from './json-members.ts'

/** The key, or why it must not be used. */
export type KeyReading =
  | { readonly key: AnyPublicKey }
  | { readonly code: CheckCode; readonly reason: string }

/** Members that only private keys have (RFC 7518 6.2.2, 6.3.2; CID "Multikey"). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'secretKeyMultibase', 'privateKeyMultibase']

/** Types of verification methods (CID 2.2) with the one member that holds the key; other types say it by the member they have. */
const holders: Readonly<Record<string, { readonly member: string; readonly key?: AnyPublicKey['type'] }>> = {
  Multikey: { member: 'publicKeyMultibase' },
  Ed25519VerificationKey2020: { member: 'publicKeyMultibase', key: 'ed25519' },
  JsonWebKey: { member: 'publicKeyJwk' },
  JsonWebKey2020: { member: 'publicKeyJwk' },
}

/**
 * Reads the key of a verification method: `publicKeyMultibase` (Multikey, Ed25519VerificationKey2020) or `publicKeyJwk`
 * (JsonWebKey), never both. A private member (KY9), `revoked` and `expires` (KY8) refuse it.
 */
export function readKeyObject(method: JsonObject, at: number): KeyReading {
  const jwk = memberOf(method, 'publicKeyJwk')
  const objects = [method, ...(isJsonObject(jwk) ? [jwk] : [])]
  const shown = privateMembers.find((name) => objects.some((object) => memberOf(object, name) !== undefined))
  if (shown !== undefined) return { code: 'key-private', reason: `it has the member ${shown}` }
  const ended = readEnd(method, at)
  if (ended !== null) return ended
  const multibase = textOf(method, 'publicKeyMultibase')
  if (multibase !== undefined && jwk !== undefined) return malformed('it holds a key in two forms')
  try {
    if (multibase !== undefined) return checkType(method, 'publicKeyMultibase', parseMultikey(multibase))
    if (isJsonObject(jwk)) return checkType(method, 'publicKeyJwk', parseJwk(jwk))
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return malformed(error.message)
  }
  return malformed('it holds no public key in a form that is known')
}

function checkType(method: JsonObject, member: string, key: AnyPublicKey): KeyReading {
  const type = textOf(method, 'type') ?? ''
  const holder = Object.hasOwn(holders, type) ? holders[type] : undefined
  if (holder === undefined) return { key }
  if (holder.member !== member) return malformed(`a key of type ${type} stands under ${holder.member}`)
  if (holder.key !== undefined && holder.key !== key.type)
    return malformed(`a key of type ${type} is of ${holder.key}`)
  return { key }
}

function malformed(reason: string): KeyReading {
  return { code: 'key-malformed', reason }
}

/**
 * `at` is now, or the time that a log gives (KY8). The proof's own `created` is the signer's word and is not believed: a thief of the key
 * would write what suits.
 */
function readEnd(method: JsonObject, at: number): KeyReading | null {
  for (const [name, code] of [
    ['revoked', 'key-revoked'],
    ['expires', 'key-expired'],
  ] as const) {
    const value = memberOf(method, name)
    if (value === undefined) continue
    const instant = typeof value === 'string' ? instantOf(value) : undefined
    if (instant === undefined) return { code: 'key-malformed', reason: `its ${name} is not a date` }
    if (instant <= at) return { code, reason: `since ${String(value)}` }
  }
  return null
}
