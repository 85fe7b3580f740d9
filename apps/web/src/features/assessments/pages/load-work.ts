import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { getVersion } from '../../achievements/queries.ts'
import { listObservations } from '../../enrollments/queries/observations.ts'
import { getSubmission, hasJudged, listSubmissions, openSubmission } from '../../enrollments/queries.ts'
import { renderMarkdown } from '../../enrollments/schema/markdown.ts'
import { maySeeWork } from '../policy.ts'
import {
  evidenceByCriterion,
  holdOf,
  hoursUntil,
  observedByCriterion,
  shownRows,
} from '../present/assess-page.ts'
import { findDecision, findDone, findName, findOwnAssessment, placeInQueue } from '../queries.ts'

/** Everything that the assessing page shows of one submission. Errors: `not_found`, `forbidden`, `gone`. */
export async function loadWork(scope: OrgScope, slug: string, submissionId: string) {
  const row = await getSubmission(scope, submissionId)
  const judgedByMe = await hasJudged(scope, submissionId)
  authorize(maySeeWork(scope, { ...row, judgedByMe }))
  const submission = await openSubmission(scope, submissionId)
  const version = await getVersion(scope, submission.achievementVersionId)
  const assessment = await findOwnAssessment(scope, submissionId)
  const { name, levels } = version.definition
  const hold = holdOf(scope, row)
  return {
    id: submissionId,
    name,
    levels,
    number: row.number,
    learner: await findName(scope, row.personId),
    submittedAt: row.submittedAt,
    promisedAt: row.promisedAt,
    hoursLeft: hoursUntil(row.promisedAt, scope.deps.now()),
    hold,
    claim: row.claimedBy === null || hold === 'free' ? undefined : await claimOf(scope, row),
    place: await placeInQueue(scope, submissionId),
    criteria: evidenceByCriterion(
      version,
      submission.artifacts,
      `/o/${slug}/submissions/${submissionId}`,
      scope.deps,
    ),
    observed: observedByCriterion(version, await listObservations(scope, row.enrollmentId), `/o/${slug}`),
    reflection: submission.reflection === '' ? undefined : renderMarkdown(submission.reflection),
    aiHelp: submission.declaration.aiHelp,
    rows: shownRows(version, assessment),
    revision: assessment?.revision ?? 0,
    savedAt: assessment?.updatedAt,
    feedback: assessment?.feedback ?? '',
    decision: await findDecision(scope, submissionId),
    earlier: await listEarlier(scope, row),
  }
}
export type Work = Awaited<ReturnType<typeof loadWork>>

async function claimOf(
  scope: OrgScope,
  row: { readonly claimedBy: string | null; readonly claimExpiresAt: Date | null },
) {
  if (row.claimedBy === null || row.claimExpiresAt === null) throw notFound('claim')
  return { name: await findName(scope, row.claimedBy), until: row.claimExpiresAt }
}

/** What was said of earlier tries, newest first. */
async function listEarlier(
  scope: OrgScope,
  { enrollmentId, number }: { readonly enrollmentId: string; readonly number: number },
) {
  const tries = await listSubmissions(scope, enrollmentId)
  return tries.flatMap((earlier) =>
    earlier.number < number && earlier.outcome === 'returned' && earlier.decidedAt !== null
      ? [{ number: earlier.number, reason: earlier.reason ?? '', decidedAt: earlier.decidedAt }]
      : [],
  )
}

/** What the assessor has just finished, by the `done` of an address; undefined for anything that is not their own decision. */
export function loadDone(scope: OrgScope, request: Request) {
  const id = new URL(request.url).searchParams.get('done') ?? ''
  return /^[0-9a-f-]{36}$/.test(id) ? findDone(scope, id) : undefined
}
