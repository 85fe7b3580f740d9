import type { JsonObject } from '@assay/core'
import { isWebAddress, listOf, objectOf, textOf } from '../json-members.ts'
import { explain, type Finding } from '../make-check.ts'
import type { NodeReading } from './nodes.ts'

/** The proof of a hosted badge: its own address publishes it (STANDARDS B21). */
export function judgeHosted(reading: NodeReading, address: string): Finding {
  const details = { address }
  switch (reading.outcome) {
    case 'hosted':
      return { outcome: 'passed', code: 'proof-hosted', details }
    case 'missing':
      // Gone is an answer: the issuer took the badge back, which the status step says (STANDARDS B25).
      return reading.gone === undefined
        ? finding('unknown', 'proof-hosted-unreachable', reading.reason, details)
        : { outcome: 'passed', code: 'proof-hosted-gone', details }
    case 'redirected':
      return finding('unknown', 'proof-hosted-redirect', reading.reason, details)
    default:
      return finding('failed', 'proof-hosted-id', 'reason' in reading ? reading.reason : '', details)
  }
}

function finding(
  outcome: 'failed' | 'unknown',
  code: Finding['code'],
  reason: string,
  details: { readonly address: string },
): Finding {
  return { outcome, code, message: explain(code, `(${reason})`), details: { ...details, reason } }
}

/**
 * Does the issuer publish badges at this address (OB2 VerificationObject; STANDARDS B21)? `startsWith` and `allowedOrigins` of the
 * issuer's profile say where, by default its own origin.
 */
export function isPublishedByIssuer(address: string, issuer: JsonObject): boolean {
  if (!isWebAddress(address)) return false
  const policy = objectOf(issuer, 'verification')
  const starts = policy === undefined ? [] : listOf(policy, 'startsWith')
  const origins = policy === undefined ? [] : listOf(policy, 'allowedOrigins')
  if (starts.length > 0 && !starts.some((start) => typeof start === 'string' && isWithin(address, start))) {
    return false
  }
  if (origins.length > 0) return origins.some((origin) => typeof origin === 'string' && isAt(address, origin))
  return starts.length > 0 || isWithin(address, originOf(textOf(issuer, 'id') ?? ''))
}

/** By scheme, host and port first: `https://issuer.example` is no beginning of `https://issuer.example.evil.test`. */
function isWithin(address: string, start: string): boolean {
  if (!isWebAddress(start)) return false
  const [url, prefix] = [new URL(address), new URL(start)]
  return url.origin === prefix.origin && url.href.startsWith(prefix.href)
}

/** An origin is written as one, or as its host alone, which then means https. */
function isAt(address: string, origin: string): boolean {
  const written = isWebAddress(origin) ? origin : `https://${origin}`
  return isWebAddress(written) && new URL(address).origin === new URL(written).origin
}

const originOf = (address: string): string => (isWebAddress(address) ? new URL(address).origin : '')
