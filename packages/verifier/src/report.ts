import type { JsonObject } from '@assay/core'
import type { CheckCode } from './check-codes.ts'
import type { CredentialFacts } from './credential-facts.ts'
import type { PresentationFacts } from './presentation-facts.ts'

/** The steps of a verification, in order (STANDARDS G3). */
export const checkIds = [
  'parse',
  'data-model',
  'schema',
  'proof',
  'issuer-binding',
  'refresh',
  'status',
  'validity-dates',
  'recipient',
  'endorsements',
  'credentials',
  'trust-registry',
] as const

/** Name of a step. */
export type CheckId = (typeof checkIds)[number]

/** `unknown` = could not be checked; `skipped` = not asked for, not applicable, or its precondition failed. */
export type CheckOutcome = 'passed' | 'failed' | 'warning' | 'unknown' | 'skipped'

/** Result of one step. */
export interface Check {
  readonly id: CheckId
  readonly outcome: CheckOutcome
  /** Switch on this, never on the message. Listed in `docs/verification.md`. */
  readonly code: CheckCode
  /** A plain sentence in English. */
  readonly message: string
  /** What was looked at. Its members depend on the code and may grow. */
  readonly details?: JsonObject
}

/** What kind of document was given; listed in `docs/verification.md`. */
export type Format =
  | 'ob3-json'
  | 'ob3-png'
  | 'ob3-svg'
  | 'ob3-jwt'
  | 'ob2-json'
  | 'ob2-jws'
  | 'ob2-png'
  | 'ob2-svg'
  | 'clr2-json'
  | 'vc-json'
  | 'vc-jwt'
  | 'vc-sd-jwt'
  | 'vp-json'
  | 'vp-jwt'
  | 'unknown'

/** The answer in one word; see {@link verdictOf} for how it is found. */
export type Verdict = 'valid' | 'invalid' | 'inconclusive'

/** Outcome of a verification. */
export interface Report {
  readonly format: Format
  readonly verdict: Verdict
  /** One entry a step, all of them, in the order of {@link checkIds}. */
  readonly checks: readonly Check[]
  /** Absent when the content could not be read, or when its words have no defined meaning. */
  readonly credential?: CredentialFacts
  /** Set for a presentation whose words have a defined meaning, in place of `credential`. */
  readonly presentation?: PresentationFacts
  /** The document that was verified, out of its envelope and without the claims of its token. Believe it only when `valid`. */
  readonly document?: JsonObject
  /** The steps that the verdict rests on; absent where it rests on all of them. */
  readonly asked?: readonly CheckId[]
  /** The credentials inside a learner record or a presentation, each with its own report; absent where there are none. */
  readonly credentials?: readonly NestedReport[]
  /** The second badge of a picture that holds two, of Open Badges 2.0; its verdict is its own (STANDARDS BK5). */
  readonly also?: Report
  /** The credential as it was attached to the PDF that was given: everything above is about it. */
  readonly attached?: string
  /** The newer version that took the place of what was given: everything above is about it (STANDARDS RF1). */
  readonly newer?: NewerVersion
}

/** A credential inside a record or a presentation. */
export interface NestedReport {
  /** JSON pointer to it. */
  readonly pointer: string
  /**
   * Whether it is shown to be about the record's subject (STANDARDS CL3), or about the holder who signed the presentation; absent
   * where no holder did.
   */
  readonly sameSubject?: boolean
  readonly report: Report
}

/** What a refresh service answered. */
export interface NewerVersion {
  readonly url: string
  /** As it came. */
  readonly text: string
}

/** Steps that must not be `unknown` for a verdict of `valid`. */
const decisive: ReadonlySet<CheckId> = new Set<CheckId>([
  'proof',
  'issuer-binding',
  'status',
  'validity-dates',
  // A record with a credential inside that could not be checked is not all-green (STANDARDS CL2, G4).
  'credentials',
])

/** Whether a verdict of `valid` needs an answer from this step. */
export function isDecisive(id: CheckId): boolean {
  return decisive.has(id)
}

/** Without these nothing else means anything, so that every verdict rests on them. */
const fundamental: readonly CheckId[] = ['parse', 'data-model', 'proof', 'credentials']

/** The steps that a verdict rests on when these are asked for (STANDARDS G5); undefined stands for all of them. */
export function scopeOf(asked: readonly CheckId[] | undefined): readonly CheckId[] | undefined {
  return asked === undefined
    ? undefined
    : checkIds.filter((id) => fundamental.includes(id) || asked.includes(id))
}

/**
 * The one table of STANDARDS G2: any `failed` is `invalid`; else any `unknown` among proof, issuer binding, status, dates and
 * the credentials inside a record or a presentation is `inconclusive`; else `valid`. Warnings and skipped steps turn nothing; what was
 * skipped because of a failed precondition stands beside the failure that decides. Where only some steps were asked for, the others
 * turn nothing either.
 */
export function verdictOf(checks: readonly Check[], asked?: readonly CheckId[]): Verdict {
  const counted = asked === undefined ? checks : checks.filter((check) => asked.includes(check.id))
  if (counted.some((check) => check.outcome === 'failed')) return 'invalid'
  const open = counted.some((check) => check.outcome === 'unknown' && decisive.has(check.id))
  return open ? 'inconclusive' : 'valid'
}
