import type { JsonObject } from '@assay/core'
import { listProofs } from '@assay/credentials'
import { asksAudience } from './check-audience.ts'
import { checkPresented } from './check-credentials.ts'
import { checkPresentationDataModel } from './check-data-model.ts'
import { bindHolder } from './check-holder-binding.ts'
import { checkProofs, type ProofStep } from './check-proof.ts'
import { type Finding, isGood } from './make-check.ts'
import { type Findings, makeReport, reportMeaningless } from './make-report.ts'
import { holderIdOf, readPresentationFacts } from './presentation-facts.ts'
import type { Token } from './read-token.ts'
import type { PresentationContent } from './reading.ts'
import type { NestedReport, Report } from './report.ts'
import type { StepContext } from './step-context.ts'
import { nestedContext } from './verify-credential.ts'
import { withClaims } from './with-claims.ts'

const elsewhere: Finding = { outcome: 'skipped', code: 'needs-credential' }

/**
 * Every step on a presentation (VCDM 2.0, 4.13, 7.1; STANDARDS VM10, VM11, VA3): its form; its signature, made for authentication and for
 * whoever asks; whether the holder made it; and each credential inside by itself. What only credentials have is skipped.
 */
export async function verifyPresentation(
  { presentation, token, format, finding: parse }: PresentationContent,
  context: StepContext,
): Promise<Report> {
  const isToken = token !== undefined
  const read = await checkPresentationDataModel(presentation, context.canonicalize, isToken)
  const { finding: model, meaningful } = withClaims(read, token)
  if (!meaningful) return reportMeaningless(format, parse, model, presentation)
  await context.pause()
  const proof = await checkAuthentication(presentation, token, context)
  await context.pause()
  const holder = token === undefined ? holderIdOf(presentation) : token.party
  const { documents, at } = context
  const binding = await bindHolder(holder, proof, { documents, at, purpose: 'authentication' })
  const bound = isGood(proof.finding) && binding.finding.outcome === 'passed'
  const presented = await checkPresented(presentation, bound ? holder : undefined, nestedContext(context, 0))
  const findings: Findings = {
    parse,
    'data-model': model,
    schema: elsewhere,
    proof: proof.finding,
    'issuer-binding': binding.finding,
    refresh: elsewhere,
    status: elsewhere,
    'validity-dates': elsewhere,
    recipient: recipientOf(presented.credentials, context),
    endorsements: elsewhere,
    credentials: presented.finding,
    'trust-registry': elsewhere,
  }
  return makeReport(format, findings, context.asked, {
    presentation: readPresentationFacts(presentation, holder, bound ? binding : undefined),
    document: presentation,
    ...(presented.credentials.length === 0 ? {} : { credentials: presented.credentials }),
  })
}

/** A presentation may come without signature, unless the verifier asked for one that answers its challenge (STANDARDS VA3). */
async function checkAuthentication(
  presentation: JsonObject,
  token: Token | undefined,
  context: StepContext,
): Promise<ProofStep> {
  const audience = context.audienceOfPresentation
  if (token === undefined && listProofs(presentation).length === 0) {
    const outcome = asksAudience(audience) ? 'failed' : 'warning'
    return { finding: { outcome, code: 'proof-not-signed' }, proofs: [] }
  }
  return checkProofs(presentation, { ...context, purpose: 'authentication', audience }, token)
}

/** Who asks whom the credentials are about wants the same yes of each of them. */
function recipientOf(credentials: readonly NestedReport[], { recipient }: StepContext): Finding {
  if (recipient === undefined) return { outcome: 'skipped', code: 'recipient-not-asked' }
  const checks = credentials.flatMap(({ report }) => report.checks.filter(({ id }) => id === 'recipient'))
  const worst =
    checks.find(({ outcome }) => outcome === 'failed') ??
    checks.find(({ outcome }) => outcome !== 'passed') ??
    checks[0]
  return worst === undefined
    ? { outcome: 'failed', code: 'recipient-none' }
    : { outcome: worst.outcome, code: worst.code }
}
