import type { JsonValue } from '@assay/core'
import type { Finding } from './make-check.ts'

/** What a verifier asked a holder to sign with a presentation, so that it cannot be shown to another or a second time. */
export interface Audience {
  /** The text that the verifier gave out for this one time (vc-di 2.1, `challenge`; the claim `nonce` of a token). */
  readonly challenge?: string | undefined
  /** The verifier's own name, or all of its names (vc-di 2.1, `domain`; the claim `aud` of a token). */
  readonly domain?: string | readonly string[] | undefined
}

/** Whether anything was asked. */
export function asksAudience({ challenge, domain }: Audience): boolean {
  return challenge !== undefined || domain !== undefined
}

/**
 * Compares what a Data Integrity proof says with what was asked (vc-di 4.4): the same challenge, and the same set of domains, one
 * text being a set of one. Undefined when all is as asked, or nothing was.
 */
export function findAudienceFault(
  proof: { readonly challenge: JsonValue | undefined; readonly domain: JsonValue | undefined },
  asked: Audience,
): Finding | undefined {
  if (asked.challenge !== undefined && proof.challenge !== asked.challenge) return otherChallenge
  if (asked.domain === undefined) return undefined
  const wanted = new Set<JsonValue>(listed(asked.domain))
  const stated = new Set<JsonValue>(listed(proof.domain))
  const same = wanted.size === stated.size && [...wanted].every((name) => stated.has(name))
  return same ? undefined : otherDomain
}

/**
 * The same for a token: whoever is asked for has to be among those it was made for (RFC 7519 4.1.3), and its `nonce` is the challenge.
 */
export function findTokenAudienceFault(
  token: { readonly nonce?: string | undefined; readonly audience?: readonly string[] },
  asked: Audience,
): Finding | undefined {
  if (asked.challenge !== undefined && token.nonce !== asked.challenge) return otherChallenge
  if (asked.domain === undefined) return undefined
  const { audience = [] } = token
  return listed(asked.domain).some((name) => audience.some((one) => one === name)) ? undefined : otherDomain
}

const otherChallenge: Finding = { outcome: 'failed', code: 'proof-challenge' }
const otherDomain: Finding = { outcome: 'failed', code: 'proof-domain' }

function listed(value: JsonValue | readonly string[] | undefined): readonly JsonValue[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as JsonValue]
}
