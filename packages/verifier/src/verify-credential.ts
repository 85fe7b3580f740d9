import { type JsonObject, type JsonValue, limits } from '@assay/core'
import { checkDataModel } from './check-data-model.ts'
import { checkDates } from './check-dates.ts'
import { bindIssuer } from './check-issuer-binding.ts'
import { checkProofs } from './check-proof.ts'
import { checkRecipient } from './check-recipient.ts'
import type { RefreshStep } from './check-refresh.ts'
import { checkTrust } from './check-trust.ts'
import { classifyDocument } from './classify-document.ts'
import { readFacts } from './credential-facts.ts'
import { loadPartSteps } from './load-part-steps.ts'
import { type Finding, isGood, makeCheck } from './make-check.ts'
import { type Findings, makeReport, reportMeaningless, reportUnread } from './make-report.ts'
import { readDocument } from './read-document.ts'
import { type Content, type CredentialContent, parseOk, refuseContent } from './reading.ts'
import { withRelatedResources } from './related-resources.ts'
import type { CheckId, Report } from './report.ts'
import { isAsked, type StepContext } from './step-context.ts'
import { withClaims } from './with-claims.ts'

const notAsked: Finding = { outcome: 'skipped', code: 'not-asked' }

/** Every step on a credential, in the order of STANDARDS G3. `depth` counts the documents that it stands in. */
export async function verifyCredential(
  content: CredentialContent,
  context: StepContext,
  depth: number,
): Promise<Report> {
  const { credential, token, format, finding: parse } = content
  const { asked } = context
  const read = await checkDataModel(credential, context.canonicalize)
  const model = withClaims(read, token)
  if (!model.meaningful) return reportMeaningless(format, parse, model.finding, credential)
  await context.pause()
  // Whoever asks for a challenge wants it of what was given, not of what stands inside or is newer: in its proof, or signed by its holder.
  const isGiven = depth === 0 && !context.refreshed
  const wanted = isGiven ? context.audienceOfPresentation : {}
  // The log saw what was given, and nothing that is inside it or newer.
  const keys = { ...context, signedBefore: isGiven ? context.loggedAt : undefined }
  const audience = token === undefined ? wanted : undefined
  const proof = await checkProofs(credential, { ...keys, audience, bindingAudience: wanted }, token)
  await context.pause()
  const binding = await bindIssuer(credential, proof, keys)
  const bound = isGood(proof.finding) && binding.finding.outcome === 'passed'
  const when = (id: CheckId, step: () => Finding | Promise<Finding>) =>
    isAsked(id, context) ? step() : notAsked
  const refresh = await refreshCredential(credential, bound, context, depth)
  if (refresh.newer !== undefined) return takePlace(refresh.newer, refresh.finding)
  const { checkCredentials, checkStatus } = await loadPartSteps()
  const nested = await checkCredentials(credential, {
    ...context,
    ...nestedContext({ ...context, recipient: undefined }, depth),
  })
  const findings: Findings = {
    parse,
    'data-model': model.finding,
    schema: await when('schema', () => checkNamedSchemas(credential, context, depth)),
    proof: proof.finding,
    'issuer-binding': binding.finding,
    refresh: refresh.finding,
    status: await when('status', () => checkStatus(credential, context)),
    'validity-dates': await when('validity-dates', () => checkDates(credential, context.at)),
    recipient: checkRecipient(credential, context.recipient, context.crypto),
    endorsements: await when('endorsements', () => endorse(credential, context, depth)),
    credentials: nested.finding,
    'trust-registry': await when('trust-registry', () => checkTrust(credential, bound, context.trust)),
  }
  // Last, when it is known which of the related resources were made use of.
  const related = { ...findings, 'data-model': await withRelatedResources(model, credential, context) }
  return makeReport(format, related, asked, {
    credential: readFacts(credential, bound ? binding : undefined),
    document: credential,
    ...(nested.credentials.length === 0 ? {} : { credentials: nested.credentials }),
  })
}

/** A schema may stand in a credential, which is verified like one inside. */
async function checkNamedSchemas(
  credential: JsonObject,
  context: StepContext,
  depth: number,
): Promise<Finding> {
  const { checkSchema } = await loadPartSteps()
  const { documents, takeNested } = context
  const hasRoom = () => depth < limits.verification.depth && !documents.isLate() && takeNested()
  const inside = { ...context, recipient: undefined }
  return checkSchema(credential, {
    ...context,
    verifyHolder: (holder) => (hasRoom() ? verifyCredential(plain(holder), inside, depth + 1) : undefined),
  })
}

/** What a step on credentials inside a document needs; {@link verifyNested} makes each report. */
export function nestedContext(context: StepContext, depth: number) {
  const { takeNested } = context
  return {
    ...{ depth, takeNested, isLate: context.documents.isLate },
    verifyNested: (entry: JsonValue) => verifyNested(entry, context, depth + 1),
  }
}

async function verifyNested(entry: JsonValue, context: StepContext, depth: number): Promise<Report> {
  const content = await readNested(entry, context)
  return content.kind === 'credential'
    ? verifyCredential(content, context, depth)
    : reportUnread(content.format, content.finding)
}

/** A text is a token of version 1.1, in a token of a presentation; elsewhere the form of the document forbids it. */
async function readNested(entry: JsonValue, { crypto }: StepContext): Promise<Content> {
  const content =
    typeof entry === 'string'
      ? (await import('./token-steps.ts')).readCompact(entry)
      : await readDocument(entry, crypto)
  const stands = content.kind === 'credential' || content.kind === 'nothing'
  return stands ? content : refuseContent(content.format, 'parse-not-credential')
}

async function refreshCredential(
  credential: JsonObject,
  bound: boolean,
  context: StepContext,
  depth: number,
): Promise<RefreshStep> {
  if (!isAsked('refresh', context)) return { finding: notAsked }
  const { checkRefresh } = await loadPartSteps()
  return checkRefresh(credential, {
    documents: context.documents,
    refreshed: context.refreshed,
    bound,
    verifyNewer: (newer) => verifyCredential(plain(newer), { ...context, refreshed: true }, depth),
  })
}

async function endorse(credential: JsonObject, context: StepContext, depth: number): Promise<Finding> {
  const { checkEndorsements } = await loadPartSteps()
  return checkEndorsements(credential, {
    depth,
    isLate: context.documents.isLate,
    verifyEndorsement: (endorsement, token) => {
      const content: CredentialContent = { ...plain(endorsement), format: 'vc-json', token }
      return verifyCredential(content, { ...context, recipient: undefined }, depth + 1)
    },
  })
}

/** A credential that came as JSON, whatever else it says it is. */
function plain(credential: JsonObject): CredentialContent {
  const content = classifyDocument(credential)
  const format = content.kind === 'credential' ? content.format : 'vc-json'
  return { kind: 'credential', format, finding: parseOk, credential, token: undefined }
}

/** The report of the newer version, which says that it took the place of what was given. */
function takePlace({ url, text, report }: NonNullable<RefreshStep['newer']>, finding: Finding): Report {
  const checks = report.checks.map((check) =>
    check.id === 'refresh' ? makeCheck('refresh', finding) : check,
  )
  return { ...report, checks, newer: { url, text } }
}
