import { randomUUID } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { currentLanguage } from '../../../i18n/current.ts'
import { translateIn } from '../../../i18n/server.ts'
import { getVersion, type Version } from '../../achievements/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { orderCredential } from '../../credentials/commands/order-credential.ts'
import type { CredentialOrder } from '../../credentials/schema.ts'
import { getEnrollment, openSubmission } from '../../enrollments/queries.ts'
import { findOwnAssessment } from '../queries.ts'
import { type DecisionInput, judgedRows, type Outcome, type RowScore, rowKey, rowsBelow } from '../schema.ts'
import { assessorOf, holdClaim } from './claim.ts'
import { type ObservedFacts, observedFacts } from './observed-facts.ts'
import { tellOutcome } from './tell-outcome.ts'

export interface Decided {
  readonly decisionId: string
  readonly outcome: Outcome
  /** Of an award. */
  readonly credentialId: string | undefined
}

/**
 * Decides on a submission, for good: the assessment becomes final, submission and enrollment end (or go back to work), and an award is
 * ordered; all of it or nothing. Errors: `conflict` for whoever comes second; `wrong_state` without a claim; `stale` when the
 * assessment changed since `revision`; `invalid_input` naming the rows that are below what an award asks for.
 */
export async function decideSubmission(
  scope: OrgScope,
  submissionId: string,
  input: DecisionInput,
): Promise<Decided> {
  const submission = await holdClaim(scope, submissionId)
  const { achievementVersionId } = await getEnrollment(scope, submission.enrollmentId)
  const version = await getVersion(scope, achievementVersionId)
  const { scores } = await finishAssessment(scope, submissionId, input.revision)
  const below = rowsBelow(version.definition, scores)
  if (input.outcome === 'awarded' && below.length > 0) throw notReached(below)

  const decisionId = await insertDecision(scope, {
    submission: { id: submissionId, ...pick(submission) },
    achievementVersionId,
    input,
    below: below.map(({ criterionId, row }) => ({ criterionId, rowId: row.id })),
  })
  await endSubmission(scope, submissionId, submission.enrollmentId, input.outcome)
  await recordEvent(scope, {
    action: `submission.${input.outcome}`,
    recordType: 'submission',
    recordId: submissionId,
    personId: submission.personId,
    data: { decisionId, enrollmentId: submission.enrollmentId, number: submission.number },
  })
  if (input.outcome === 'awarded') {
    const observed = await observedFacts(scope, submission.enrollmentId, version.definition)
    const order = await orderOf(scope, { decisionId, submissionId, version, scores, observed })
    const { credentialId } = await orderCredential(scope, order)
    return { decisionId, outcome: 'awarded', credentialId }
  }
  await tellOutcome(scope, {
    outcome: input.outcome,
    personId: submission.personId,
    name: version.definition.name,
    reason: input.reason,
    path: `enrollments/${submission.enrollmentId}/submissions/${submission.number}`,
  })
  return { decisionId, outcome: input.outcome, credentialId: undefined }
}

const pick = ({ enrollmentId, personId }: { enrollmentId: string; personId: string }) => ({
  enrollmentId,
  personId,
})

/** Makes one's draft final; the claim's lock keeps it from changing meanwhile. Errors: `stale`, `wrong_state` when nothing was judged. */
async function finishAssessment(
  scope: OrgScope,
  submissionId: string,
  revision: number | undefined,
): Promise<{ readonly scores: readonly RowScore[] }> {
  const draft = await findOwnAssessment(scope, submissionId)
  if (draft === undefined || draft.state === 'final')
    throw new AppError('wrong_state', 'Judge the work first.', { text: 'not_judged' })
  if (revision !== undefined && draft.revision !== revision)
    throw new AppError('stale', 'This assessment was saved elsewhere since you opened it.')
  const at = scope.deps.now()
  await scope.db
    .updateTable('assessment')
    .set({ state: 'final', finishedAt: at, updatedAt: at, revision: draft.revision + 1 })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', draft.id)
    .execute()
  return { scores: draft.scores }
}

function notReached(below: ReturnType<typeof rowsBelow>): AppError {
  const t = translateIn(currentLanguage())
  return new AppError('invalid_input', `${below.length} rows are below what an award asks for.`, {
    text: 'rows_below',
    fields: below.map(({ criterionId, row }) => ({
      path: `scores.${rowKey({ criterionId, rowId: row.id })}`,
      code: 'row_below',
      message: String(t('errors:row_titled_below', { title: row.title })),
    })),
  })
}

interface NewDecision {
  readonly submission: { readonly id: string; readonly enrollmentId: string; readonly personId: string }
  readonly achievementVersionId: string
  readonly input: DecisionInput
  /** Rows that did not reach what an award asks for. */
  readonly below: readonly { readonly criterionId: string; readonly rowId: string }[]
}

/** Error `conflict` when there is a decision already: two at once have one effect (THREATS A7). */
async function insertDecision(
  scope: OrgScope,
  { submission, achievementVersionId, input, below }: NewDecision,
): Promise<string> {
  const id = randomUUID()
  const made = await scope.db
    .insertInto('decision')
    .values({
      orgId: scope.orgId,
      id,
      personId: submission.personId,
      enrollmentId: submission.enrollmentId,
      submissionId: submission.id,
      achievementVersionId,
      outcome: input.outcome,
      basis: 'assessed',
      reason: input.outcome === 'awarded' ? '' : input.reason,
      missing: JSON.stringify(below),
      decidedBy: assessorOf(scope),
      decidedAt: scope.deps.now(),
    })
    .onConflict((oc) =>
      oc.columns(['orgId', 'submissionId']).where('submissionId', 'is not', null).doNothing(),
    )
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n)
    throw new AppError('conflict', 'This submission is decided already.', { text: 'already_decided' })
  return id
}

async function endSubmission(
  scope: OrgScope,
  submissionId: string,
  enrollmentId: string,
  outcome: Outcome,
): Promise<void> {
  const at = scope.deps.now()
  await scope.db
    .updateTable('submission')
    .set({ state: outcome, endedAt: at, claimedBy: null, claimExpiresAt: null })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', submissionId)
    .execute()
  await scope.db
    .updateTable('enrollment')
    .set(outcome === 'returned' ? { state: 'active' } : { state: outcome, endedAt: at })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', enrollmentId)
    .execute()
}

interface Award {
  readonly decisionId: string
  readonly submissionId: string
  readonly version: Version
  readonly scores: readonly RowScore[]
  readonly observed: ObservedFacts
}

/** What the credential will say of how it was earned; content only as far as the learner discloses it. */
async function orderOf(
  scope: OrgScope,
  { decisionId, submissionId, version, scores, observed }: Award,
): Promise<CredentialOrder> {
  const { personId, artifacts } = await openSubmission(scope, submissionId)
  const levels = new Map(scores.map((score) => [rowKey(score), score.level]))
  return {
    decisionId,
    personId,
    achievementVersionId: version.id,
    results: [
      ...judgedRows(version.definition).flatMap(({ criterionId, row }) => {
        const level = levels.get(rowKey({ criterionId, rowId: row.id }))
        return level == null || level === 0 ? [] : [{ criterionId, rowId: row.id, level }]
      }),
      ...observed.results,
    ],
    assessors: {
      count: 1,
      capacity: String(translateIn(version.definition.language)('assessments:capacity' as 'errors:title')),
    },
    assessedAt: scope.deps.now(),
    evidence: [
      ...artifacts.map(({ kind, criterionId, digest, mediaType, disclosed, title, text, url }) => ({
        kind,
        criterionId,
        digest,
        ...(mediaType === null ? {} : { mediaType }),
        disclosed,
        ...(disclosed ? { title } : {}),
        ...(disclosed && (text ?? url) !== undefined ? { text: text ?? url } : {}),
      })),
      ...observed.evidence,
    ],
  }
}
