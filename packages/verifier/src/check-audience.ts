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
 * Compares the claims of a token with what was asked: the same `nonce`, and an `aud` in which one of the names stands (RFC 7519 4.1.3). A Data
 * Integrity proof is compared where it is checked. Undefined when all is as asked, or nothing was.
 */
export function findTokenAudienceFault(
  token: { readonly nonce?: string | undefined; readonly audience?: readonly string[] },
  asked: Audience,
): Finding | undefined {
  if (asked.challenge !== undefined && token.nonce !== asked.challenge) return otherChallenge
  if (asked.domain === undefined) return undefined
  const { audience = [] } = token
  const names = typeof asked.domain === 'string' ? [asked.domain] : asked.domain
  return names.some((name) => audience.includes(name)) ? undefined : otherDomain
}

const otherChallenge: Finding = { outcome: 'failed', code: 'proof-challenge' }
const otherDomain: Finding = { outcome: 'failed', code: 'proof-domain' }
