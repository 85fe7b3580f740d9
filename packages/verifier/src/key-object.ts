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

/**
 * Reads the key of a verification method: `publicKeyMultibase` (Multikey, Ed25519VerificationKey2020) or `publicKeyJwk`.
 * A private member (KY9), `revoked` and `expires` (KY8) refuse it.
 */
export function readKeyObject(method: JsonObject, at: number): KeyReading {
  const jwk = memberOf(method, 'publicKeyJwk')
  const holders = [method, ...(isJsonObject(jwk) ? [jwk] : [])]
  const shown = privateMembers.find((name) => holders.some((holder) => memberOf(holder, name) !== undefined))
  if (shown !== undefined) return { code: 'key-private', reason: `it has the member ${shown}` }
  const ended = readEnd(method, at)
  if (ended !== null) return ended
  const multibase = textOf(method, 'publicKeyMultibase')
  try {
    if (multibase !== undefined) return { key: parseMultikey(multibase) }
    if (isJsonObject(jwk)) return { key: parseJwk(jwk) }
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return { code: 'key-malformed', reason: error.message }
  }
  return { code: 'key-malformed', reason: 'it holds no public key in a form that is known' }
}

/**
 * There is no trusted time of signing yet (the transparency log will give one), so a key that is revoked or expired now
 * counts for nothing; the proof's own `created` is the signer's word and is not believed.
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
