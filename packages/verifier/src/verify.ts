import { type Crypto, limits } from '@assay/core'
import { type Canonicalize, type Expand, isClr, type RecipientQuestion } from '@assay/credentials'
import {
  createDocumentSource,
  type DocumentSource,
  type FetchBudget,
  type FetchDocument,
} from './document-source.ts'
import { reportUnread } from './make-report.ts'
import type { Policy } from './policy.ts'
import { readInput } from './read-input.ts'
import type { Content, EarlierContent } from './reading.ts'
import type { CheckId, Report } from './report.ts'
import { createContext, pauseFor } from './step-context.ts'
import type { TrustRegistry } from './trust.ts'
import { verifyCredential } from './verify-credential.ts'

/** What a verification needs from outside; nothing else reaches out. */
export interface VerifyOptions {
  readonly fetchDocument: FetchDocument
  /** The clock, in milliseconds since 1970; also measures the budget. */
  readonly now: () => number
  /** Instant of judgement for dates, keys and lists. Default: now. */
  readonly at?: number
  /**
   * Milliseconds since 1970, by which the credential is known to exist as it is given, from a log whose proof the caller has checked: its
   * keys count though they were revoked or have expired since (STANDARDS KY8). Never what the proof says of itself. For a credential itself, and
   * not for what stands inside, its status list, a newer version or a presentation. Default: nothing is known.
   */
  readonly loggedAt?: number
  readonly crypto: Crypto
  readonly canonicalize: Canonicalize
  readonly gunzip: Expand
  readonly inflate: Expand
  /** Default: nobody vouches for anyone. */
  readonly trust?: TrustRegistry
  /** Default: nobody asks whom the credential is about. */
  readonly recipient?: RecipientQuestion
  /** The text that the holder was asked to sign, with a presentation as a rule. Default: any or none. */
  readonly challenge?: string
  /** Whom the signature has to be made for: the verifier's name or all its names. Default: anyone. */
  readonly domain?: string | readonly string[]
  /**
   * What a proof that cannot be checked means beside one that passed (STANDARDS DI9): a warning under Open Badges, or that nobody knows
   * (`inconclusive`) at the endpoints of the W3C. Default `open-badges`.
   */
  readonly policy?: Policy
  /**
   * The steps that the verdict is to rest on, beside those it always rests on: `parse`, `data-model`, `proof`, and `credentials` inside
   * (STANDARDS G5). `['proof']` asks for these alone; the issuer binding is then found out too and stands beside the verdict, other steps are not
   * made. Open Badges 2.0 has no such part, so that all its steps count. Default: every step.
   */
  readonly checks?: readonly CheckId[]
  /** Default: `limits.verification`. */
  readonly budget?: FetchBudget
}

/**
 * Verifies a credential or a presentation as given: JSON, a token, an envelope, a baked PNG or SVG, or the bytes or text of a format that
 * is named but not checked yet. Runs every step of {@link checkIds} even after one failed, and answers a report for whatever the input
 * holds; a step whose precondition failed is `skipped` with a code that names it. It rejects only when one of the given functions does.
 *
 * ```ts
 * const report = await verify(bytes, { fetchDocument, now: Date.now, crypto, canonicalize, gunzip, inflate })
 * if (report.verdict !== 'valid') console.log(report.checks.filter((check) => check.outcome !== 'passed'))
 * ```
 */
export async function verify(input: Uint8Array | string, options: VerifyOptions): Promise<Report> {
  const { also, attached, ...content } = await readInput(input, options)
  // Two badges in one picture share what one may ask for.
  const documents = createDocumentSource(options.fetchDocument, options.now, budgetFor(content, options))
  const pause = pauseFor(input)
  return {
    ...(await verifyContent(content, documents, pause, options)),
    ...(attached === undefined ? {} : { attached }),
    ...(also === undefined ? {} : { also: await verifyContent(also, documents, pause, options) }),
  }
}

/** A record or a presentation asks for the documents of everything inside. */
function budgetFor(content: Content, { budget }: VerifyOptions): FetchBudget {
  const many = content.kind === 'presentation' || (content.kind === 'credential' && isClr(content.credential))
  return { ...(many ? { fetches: limits.verification.recordFetches } : {}), ...budget }
}

async function verifyContent(
  content: Content,
  documents: DocumentSource,
  pause: () => Promise<void>,
  options: VerifyOptions,
): Promise<Report> {
  if (content.kind === 'nothing') return reportUnread(content.format, content.finding)
  if (content.kind === 'earlier') return verifyEarlier(content, documents, options)
  await pause()
  const context = createContext(documents, pause, options)
  if (content.kind === 'credential') return verifyCredential(content, context, 0)
  const { verifyPresentation } = await import('./verify-presentation.ts')
  return verifyPresentation(content, context)
}

/** Badges of Open Badges 2.0 and 1.x, which rest on addresses and tokens and not on JSON-LD. */
async function verifyEarlier(
  { earlier, format, finding }: EarlierContent,
  documents: DocumentSource,
  options: VerifyOptions,
): Promise<Report> {
  const { crypto, trust, recipient, at = options.now() } = options
  const { verifyOpenBadge2 } = await import('./open-badges-2/verify-open-badge-2.ts')
  return verifyOpenBadge2(earlier, format, finding, { documents, crypto, at, trust, recipient })
}
