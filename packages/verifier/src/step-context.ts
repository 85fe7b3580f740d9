import { limits } from '@assay/core'
import type { RecipientQuestion } from '@assay/credentials'
import type { StatusContext } from './bitstring-status.ts'
import type { Audience } from './check-audience.ts'
import type { DocumentSource } from './document-source.ts'
import { rememberCanonical } from './remember-canonical.ts'
import type { CheckId } from './report.ts'
import type { VerifyOptions } from './verify.ts'

/** What the steps of one verification share. */
export interface StepContext extends StatusContext {
  readonly recipient: RecipientQuestion | undefined
  /** When what was given is known to have been signed at the latest (KY8); says nothing of other documents. */
  readonly loggedAt: number | undefined
  /** What a presentation has to be made for. */
  readonly audienceOfPresentation: Audience
  /** Steps that were asked for; undefined for all. */
  readonly asked: readonly CheckId[] | undefined
  readonly pause: () => Promise<void>
  /** Takes one of the credentials that may stand inside others, at whatever depth. */
  readonly takeNested: () => boolean
  /** Whether this is the answer of a refresh service. */
  readonly refreshed: boolean
}

/** The context of a verification that begins. */
export function createContext(
  documents: DocumentSource,
  pause: () => Promise<void>,
  options: VerifyOptions,
): StepContext {
  const { crypto, gunzip, trust, challenge, domain } = options
  return {
    ...{ documents, crypto, gunzip, trust, pause },
    canonicalize: rememberCanonical(options.canonicalize),
    at: options.at ?? options.now(),
    recipient: options.recipient,
    loggedAt: options.loggedAt,
    audienceOfPresentation: { challenge, domain },
    policy: options.policy,
    asked: options.checks,
    takeNested: countDown(limits.verification.nestedCredentials),
    refreshed: false,
  }
}

/** Whether a step was asked for. Those that a verdict always rests on are made whether or not they were. */
export function isAsked(id: CheckId, { asked }: StepContext): boolean {
  return asked === undefined || asked.includes(id)
}

/** Answers true so many times. */
function countDown(times: number): () => boolean {
  let left = times
  return () => {
    left -= 1
    return left >= 0
  }
}

/** Up to here all steps together take a few milliseconds; an ordinary badge has 2-10 KiB. */
const LARGE = 32 * 1024

/** Between the steps on a large document, each of which may take 10 ms, other requests get their turn (THREATS 2). */
export function pauseFor(input: Uint8Array | string): () => Promise<void> {
  return input.length > LARGE
    ? () =>
        new Promise((resolve) => {
          setTimeout(resolve, 0)
        })
    : async () => undefined
}
