import { type Crypto, type JsonObject, limits } from '@assay/core'
import {
  type Canonicalize,
  type Expand,
  isClr,
  isOpenBadge,
  type RecipientQuestion,
} from '@assay/credentials'
import type { StatusContext } from './bitstring-status.ts'
import { checkCredentials } from './check-credentials.ts'
import { checkDataModel } from './check-data-model.ts'
import { checkDates } from './check-dates.ts'
import { checkEndorsements } from './check-endorsements.ts'
import { checkIssuerBinding, type IssuerBinding } from './check-issuer-binding.ts'
import { checkProofs, type ProofStep } from './check-proof.ts'
import { checkRecipient } from './check-recipient.ts'
import { checkRefresh, type RefreshStep } from './check-refresh.ts'
import { checkSchema } from './check-schema.ts'
import { checkStatus } from './check-status.ts'
import { withClaims } from './check-token.ts'
import { checkTrust } from './check-trust.ts'
import { readFacts } from './credential-facts.ts'
import {
  createDocumentSource,
  type DocumentSource,
  type FetchBudget,
  type FetchDocument,
} from './document-source.ts'
import { explain, type Finding, makeCheck } from './make-check.ts'
import type { OpenBadge2Input } from './open-badges-2/given.ts'
import { verifyOpenBadge2 } from './open-badges-2/verify-open-badge-2.ts'
import { type Reading, readInput } from './read-input.ts'
import type { Token } from './read-token.ts'
import { rememberCanonical } from './remember-canonical.ts'
import { type CheckId, checkIds, type Format, type Report, verdictOf } from './report.ts'
import type { TrustRegistry } from './trust.ts'

/** What a verification needs from outside; nothing else reaches out. */
export interface VerifyOptions {
  readonly fetchDocument: FetchDocument
  /** The clock, in milliseconds since 1970; also measures the budget. */
  readonly now: () => number
  /** Instant of judgement for dates, keys and lists. Default: now. */
  readonly at?: number
  readonly crypto: Crypto
  readonly canonicalize: Canonicalize
  readonly gunzip: Expand
  readonly inflate: Expand
  /** Default: nobody vouches for anyone. */
  readonly trust?: TrustRegistry
  /** Default: nobody asks whom the credential is about. */
  readonly recipient?: RecipientQuestion
  /** Default: `limits.verification`. */
  readonly budget?: FetchBudget
}

/**
 * Verifies a credential as given: JSON, a token, a baked PNG or SVG, or the bytes or text of a format that is named but not checked yet. Runs
 * every step of {@link checkIds} even after one failed, and answers a report for whatever the input holds; a step whose
 * precondition failed is `skipped` with a code that names it. It rejects only when one of the given functions does.
 *
 * ```ts
 * const report = await verify(bytes, { fetchDocument, now: Date.now, crypto, canonicalize, gunzip, inflate })
 * if (report.verdict !== 'valid') console.log(report.checks.filter((check) => check.outcome !== 'passed'))
 * ```
 */
export async function verify(input: Uint8Array | string, options: VerifyOptions): Promise<Report> {
  const { also, attached, ...reading } = readInput(input, options.inflate)
  // A record asks for the documents of everything inside; two badges in one picture share what one may ask for.
  const isRecord = reading.credential !== undefined && isClr(reading.credential)
  const usual = isRecord ? { fetches: limits.verification.recordFetches } : {}
  const budget = { ...usual, ...options.budget }
  const documents = createDocumentSource(options.fetchDocument, options.now, budget)
  const pause = input.length > LARGE ? letOthersRun : async () => undefined
  return {
    ...(await verifyReading(reading, documents, pause, options)),
    ...(attached === undefined ? {} : { attached }),
    ...(also === undefined ? {} : { also: await verifyReading(also, documents, pause, options) }),
  }
}

async function verifyReading(
  { format, finding, credential, token, earlier }: Reading,
  documents: DocumentSource,
  pause: () => Promise<void>,
  options: VerifyOptions,
): Promise<Report> {
  if (earlier !== undefined) return verifyEarlier(earlier, format, finding, documents, options)
  if (credential === undefined) return unread(format, finding)
  await pause()
  const { crypto, gunzip, trust } = options
  const canonicalize = rememberCanonical(options.canonicalize)
  const context: StepContext = {
    ...{ documents, crypto, canonicalize, gunzip, trust },
    at: options.at ?? options.now(),
    recipient: options.recipient,
    pause,
    takeNested: countDown(limits.verification.nestedCredentials),
    refreshed: false,
  }
  return verifyCredential({ credential, token, format, parse: finding }, context, 0)
}

/** Badges of Open Badges 2.0 and 1.x, which rest on addresses and tokens and not on JSON-LD. */
function verifyEarlier(
  input: OpenBadge2Input,
  format: Format,
  parse: Finding,
  documents: DocumentSource,
  options: VerifyOptions,
): Promise<Report> {
  const { crypto, trust, recipient, at = options.now() } = options
  return verifyOpenBadge2(input, format, parse, { documents, crypto, at, trust, recipient })
}

/**
 * The report on an address whose content could not be had, so that every surface answers it alike: `inconclusive`, with
 * the reason in the message.
 */
export function reportUnreachable(reason: string): Report {
  const code = 'parse-unreachable'
  return unread('unknown', {
    outcome: 'unknown',
    code,
    message: explain(code, `(${reason})`),
    details: { reason },
  })
}

interface StepContext extends StatusContext {
  readonly recipient: RecipientQuestion | undefined
  readonly pause: () => Promise<void>
  /** Takes one of the credentials that may stand inside others, at whatever depth. */
  readonly takeNested: () => boolean
  /** Whether this is the answer of a refresh service. */
  readonly refreshed: boolean
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
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}

type Findings = Readonly<Record<CheckId, Finding>>

const needsParse: Finding = { outcome: 'skipped', code: 'needs-parse' }
const needsDataModel: Finding = { outcome: 'skipped', code: 'needs-data-model' }

/** Nothing but the first step could be made; a format that is not built leaves the signature open. */
function unread(format: Format, parse: Finding): Report {
  const open = parse.outcome === 'unknown'
  const checks = checkIds.map((id) =>
    makeCheck(id, id === 'parse' || (open && id === 'proof') ? parse : needsParse),
  )
  return { format, verdict: verdictOf(checks), checks }
}

/** A credential with how it came. */
interface Given {
  readonly credential: JsonObject
  readonly token: Token | undefined
  readonly format: Format
  readonly parse: Finding
}

async function verifyCredential(given: Given, context: StepContext, depth: number): Promise<Report> {
  const { credential, token, format, parse } = given
  const read = await checkDataModel(credential, context.canonicalize)
  const { finding: model, meaningful } = withClaims(read, token)
  if (!meaningful) return meaningless(format, parse, model)
  await context.pause()
  const proof = await checkProofs(credential, context, token)
  await context.pause()
  const binding = await bindIssuer(credential, proof, context)
  const bound = isGood(proof.finding) && binding.finding.outcome === 'passed'
  const plain = (inner: JsonObject): Given => ({
    ...{ credential: inner, token: undefined, format: formatOf(inner), parse },
  })
  const refresh = await checkRefresh(credential, {
    documents: context.documents,
    refreshed: context.refreshed,
    bound,
    verifyNewer: (newer) => verifyCredential(plain(newer), { ...context, refreshed: true }, depth),
  })
  if (refresh.newer !== undefined) return takePlace(refresh.newer, refresh.finding)
  const nested = await checkCredentials(credential, {
    ...context,
    depth,
    isLate: context.documents.isLate,
    verifyNested: (inner) => verifyCredential(plain(inner), { ...context, recipient: undefined }, depth + 1),
  })
  const findings: Findings = {
    parse,
    'data-model': model,
    schema: await checkSchema(credential, context.documents),
    proof: proof.finding,
    'issuer-binding': binding.finding,
    refresh: refresh.finding,
    status: await checkStatus(credential, context),
    'validity-dates': checkDates(credential, context.at),
    recipient: checkRecipient(credential, context.recipient, context.crypto),
    endorsements: await checkEndorsements(credential, {
      depth,
      isLate: context.documents.isLate,
      verifyEndorsement: (endorsement, own) => {
        const inner: Given = { credential: endorsement, token: own, format: 'vc-json', parse }
        return verifyCredential(inner, { ...context, recipient: undefined }, depth + 1)
      },
    }),
    credentials: nested.finding,
    'trust-registry': await checkTrust(credential, bound, context.trust),
  }
  const checks = checkIds.map((id) => makeCheck(id, findings[id]))
  return {
    format,
    verdict: verdictOf(checks),
    checks,
    credential: readFacts(credential, bound ? binding : undefined),
    ...(nested.credentials.length === 0 ? {} : { credentials: nested.credentials }),
  }
}

/** The report of the newer version, which says that it took the place of what was given. */
function takePlace({ url, text, report }: NonNullable<RefreshStep['newer']>, finding: Finding): Report {
  const checks = report.checks.map((check) =>
    check.id === 'refresh' ? makeCheck('refresh', finding) : check,
  )
  return { ...report, checks, newer: { url, text } }
}

/** What a credential inside another is. */
function formatOf(credential: JsonObject): Format {
  if (isClr(credential)) return 'clr2-json'
  return isOpenBadge(credential) ? 'ob3-json' : 'vc-json'
}

/**
 * A document whose words have no fixed meaning: nothing in it may be acted on, so nothing is fetched for it (THREATS J3-J5).
 * Its signature fails with it, since there is no content that it could belong to.
 */
function meaningless(format: Format, parse: Finding, model: Finding): Report {
  const findings: Partial<Findings> = {
    parse,
    'data-model': model,
    proof: { outcome: 'failed', code: 'proof-document' },
  }
  const checks = checkIds.map((id) => makeCheck(id, findings[id] ?? needsDataModel))
  return { format, verdict: verdictOf(checks), checks }
}

/**
 * The step on what the proofs showed. When none of their keys is the issuer's, but a proof is left that could not be checked,
 * that one may be the issuer's: nobody knows who issued it (STANDARDS DI9, G4), least of all that it was somebody else. A token says
 * in `iss` that the issuer signed it, so its key has to be the issuer's, whoever else signed what is inside.
 */
async function bindIssuer(
  credential: JsonObject,
  proof: ProofStep,
  context: StepContext,
): Promise<IssuerBinding> {
  const outer = proof.token?.key
  if (outer !== undefined) return checkIssuerBinding(credential, [outer], context)
  const keys = keysOf(proof)
  const binding = await checkIssuerBinding(credential, keys, context)
  const mayBeTheIssuers = proof.proofs.some(
    ({ outcome, key }) => outcome === 'unknown' && (key === undefined || !keys.includes(key)),
  )
  if (binding.finding.code !== 'issuer-not-bound' || !mayBeTheIssuers) return binding
  const { details } = binding.finding
  return { finding: { outcome: 'unknown', code: 'issuer-proof-unchecked', ...(details && { details }) } }
}

/** Keys of the proofs that passed; when none did, every key that is known, so that the binding step can say its part. */
function keysOf({ proofs }: ProofStep) {
  const passed = proofs.filter(isGood)
  return (passed.length > 0 ? passed : proofs).flatMap(({ key }) => (key === undefined ? [] : [key]))
}

function isGood(finding: Finding): boolean {
  return finding.outcome === 'passed' || finding.outcome === 'warning'
}
