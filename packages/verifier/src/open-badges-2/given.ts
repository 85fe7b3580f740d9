import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { CredentialError, type Jws, parseJws, parsePart } from '@assay/credentials'
import { listOf } from '../json-members.ts'

/** An Open Badges 2.0 badge as it was given: an address, an assertion, or a signed token. */
export type OpenBadge2Input =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'assertion'; readonly document: JsonObject }
  | { readonly kind: 'token'; readonly text: string }

/** How an assertion says that it is verified. */
export type Method = 'hosted' | 'signed'

/** A token, read; or the reason why it is none. */
export type TokenReading =
  | { readonly jws: Jws; readonly payload: JsonObject }
  | { readonly code: string; readonly reason: string }

/** Reads a token and the assertion inside; nothing of it is believed yet. */
export function readToken(text: string): TokenReading {
  try {
    const jws = parseJws(text.trim())
    return { jws, payload: parsePart(jws.payload, 'payload') }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return { code: error.code, reason: error.message }
  }
}

/** `verification.type` of an assertion. */
export function methodOf(assertion: JsonObject): Method | undefined {
  const verification = memberOf(assertion, 'verification')
  const types = isJsonObject(verification) ? listOf(verification, 'type') : []
  if (types.includes('SignedBadge') || types.includes('signed')) return 'signed'
  return types.includes('HostedBadge') || types.includes('hosted') ? 'hosted' : undefined
}
