import { type Crypto, isJsonObject, type JsonObject, type JsonValue, limits, memberOf } from '@assay/core'
import { matchesRecipient, type RecipientQuestion } from '@assay/credentials'
import { checkRecipient } from './check-recipient.ts'
import { isEnvelope } from './is-envelope.ts'
import { listOf, objectsOf, textOf } from './json-members.ts'
import { compact, type Finding } from './make-check.ts'
import type { NestedReport, Report } from './report.ts'

/** What the step needs. */
export interface NestedContext {
  /** Levels of documents above the credentials. */
  readonly depth: number
  /** Whether the time of the verification is over. */
  readonly isLate: () => boolean
  /** Takes one of the credentials that a verification may hold inside; false when there are none left. */
  readonly takeNested: () => boolean
  /** Verifies a credential, an envelope around one, or whatever stands in its place. */
  readonly verifyNested: (entry: JsonValue) => Promise<Report>
}

/** What the step needs on a record. */
export interface RecordContext extends NestedContext {
  readonly recipient: RecipientQuestion | undefined
  readonly crypto: Pick<Crypto, 'sha256'>
}

/** Outcome of the step, and the report of each credential inside. */
export interface NestedStep {
  readonly finding: Finding
  readonly credentials: readonly NestedReport[]
}

/** Failures that say a credential is over, and not that it is false or was withdrawn. */
const lapses: ReadonlySet<string> = new Set(['dates-expired', 'dates-not-yet', 'status-suspended'])
const absent: NestedStep = { finding: { outcome: 'skipped', code: 'credentials-absent' }, credentials: [] }

/**
 * Verifies the credentials that a record holds one by one, each on its own signature, status and dates (STANDARDS CL2), and flags
 * those that are not shown to be about the record's subject (CL3). A false or revoked one fails the step; one that has expired or is
 * suspended warns, because a record of a whole career outlives parts of it.
 */
export async function checkCredentials(record: JsonObject, context: RecordContext): Promise<NestedStep> {
  const [subject] = objectsOf(record, 'credentialSubject')
  const inner = subject === undefined ? [] : listOf(subject, 'verifiableCredential')
  if (subject === undefined || inner.length === 0) return absent
  const place = '/credentialSubject/verifiableCredential'
  const reports = await verifyEach(inner, place, context)
  const credentials = reports.map((nested) => ({
    ...nested,
    sameSubject:
      nested.report.document !== undefined && isSameSubject(subject, nested.report.document, context),
  }))
  return { finding: judge(inner.length, credentials, 'warning'), credentials }
}

/**
 * Verifies the credentials that are presented (VCDM 2.0, 4.13; STANDARDS VM11, VJ6). One that is not good, for whatever reason, fails the
 * presentation: it is shown now, to count now. `holder` is the one who signed, where that is established.
 */
export async function checkPresented(
  presentation: JsonObject,
  holder: string | undefined,
  context: NestedContext,
): Promise<NestedStep> {
  const inner = listOf(presentation, 'verifiableCredential')
  if (inner.length === 0) return absent
  const reports = await verifyEach(inner, '/verifiableCredential', context)
  const credentials =
    holder === undefined
      ? reports
      : reports.map((nested) => ({ ...nested, sameSubject: isAbout(nested.report.document, holder) }))
  return { finding: judge(inner.length, credentials, 'failed'), credentials }
}

function isAbout(credential: JsonObject | undefined, holder: string): boolean {
  const subjects = credential === undefined ? [] : objectsOf(credential, 'credentialSubject')
  return subjects.some((subject) => textOf(subject, 'id') === holder)
}

async function verifyEach(
  entries: readonly JsonValue[],
  place: string,
  { depth, isLate, takeNested, verifyNested }: NestedContext,
): Promise<readonly NestedReport[]> {
  const reports: NestedReport[] = []
  const { verification } = limits
  for (const [index, entry] of entries.entries()) {
    const deepest = isJsonObject(entry) && isEnvelope(entry) ? verification.envelopes : verification.depth
    if (depth >= deepest) continue
    // Each may hold a graph that is killed only at its limit, so a hundred of them would last minutes.
    if (isLate() || !takeNested()) break
    reports.push({ pointer: `${place}/${index}`, report: await verifyNested(entry) })
  }
  return reports
}

function judge(total: number, credentials: readonly NestedReport[], lapsed: 'warning' | 'failed'): Finding {
  const outcomes = credentials.map(outcomeOf)
  const details = {
    total,
    checked: credentials.length,
    credentials: credentials.map(({ pointer, sameSubject, report }) =>
      compact({
        pointer,
        sameSubject,
        id: report.credential?.claimed.id,
        verdict: report.verdict,
        failed: report.checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code),
      }),
    ),
  }
  if (outcomes.includes('failed')) return { outcome: 'failed', code: 'credentials-failed', details }
  if (lapsed === 'failed' && outcomes.includes('lapsed'))
    return { outcome: 'failed', code: 'credentials-lapsed', details }
  if (credentials.length < total) return { outcome: 'unknown', code: 'credentials-limit', details }
  if (outcomes.includes('unknown')) return { outcome: 'unknown', code: 'credentials-unknown', details }
  if (outcomes.includes('lapsed')) return { outcome: lapsed, code: 'credentials-lapsed', details }
  if (lapsed === 'warning' && credentials.some(({ sameSubject }) => sameSubject === false)) {
    return { outcome: 'warning', code: 'credentials-other-subject', details }
  }
  return { outcome: 'passed', code: 'credentials-ok', details }
}

function outcomeOf({ report }: NestedReport): 'good' | 'lapsed' | 'unknown' | 'failed' {
  if (report.verdict === 'valid') return 'good'
  if (report.verdict === 'inconclusive') return 'unknown'
  const failed = report.checks.filter(({ outcome }) => outcome === 'failed')
  return failed.every(({ code }) => lapses.has(code)) ? 'lapsed' : 'failed'
}

/**
 * Is a credential about the record's subject (STANDARDS CL3)? The same id; the same identity object, salt included; a plain
 * identifier of the record that the credential hashes; or both are about the person asked for.
 */
function isSameSubject(
  subject: JsonObject,
  credential: JsonObject,
  { recipient, crypto }: RecordContext,
): boolean {
  const asks = (document: JsonObject) => checkRecipient(document, recipient, crypto).outcome === 'passed'
  if (asks(credential) && asks({ credentialSubject: subject })) return true
  const identities = objectsOf(subject, 'identifier')
  const known = new Set(identities.map(identityOf))
  return objectsOf(credential, 'credentialSubject').some((inner) => {
    const id = textOf(inner, 'id')
    if (id !== undefined && id === textOf(subject, 'id')) return true
    if (objectsOf(inner, 'identifier').some((identity) => known.has(identityOf(identity)))) return true
    return identities.some((identity) => {
      const value = textOf(identity, 'identityHash')
      const identityType = textOf(identity, 'identityType')
      if (value === undefined || identityType === undefined || memberOf(identity, 'hashed') === true)
        return false
      return matchesRecipient(inner, { value, identityType }, crypto) === 'match'
    })
  })
}

function identityOf(identity: JsonObject): string {
  const members = ['hashed', 'identityHash', 'identityType', 'salt']
  return JSON.stringify(members.map((name) => memberOf(identity, name) ?? null))
}
