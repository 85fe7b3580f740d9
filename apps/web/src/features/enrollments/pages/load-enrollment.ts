import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { findPublishedNames } from '../../achievements/queries/related.ts'
import { maySeeEnrollment } from '../policy.ts'
import { draftPiece, shownCriterion } from '../present/enrollment-page.ts'
import { openEnrollment } from '../queries/detail.ts'
import { prerequisitesOf } from '../queries/held.ts'
import { findAward, listJudgements } from '../queries/judgement.ts'
import { listObservations } from '../queries/observations.ts'
import { findOrganization, getEnrollment, getPortfolioDraft, listSubmissions } from '../queries.ts'
import { badgeOf } from '../schema/badge.ts'
import { ACCEPTED_ENDINGS } from '../schema/file-kind.ts'
import { nextStep } from '../schema/next-step.ts'

/** Everything that the page of an enrollment shows. Errors: `not_found`, `forbidden`, `gone`. */
export async function loadEnrollment(scope: OrgScope, enrollmentId: string) {
  const enrollment = await getEnrollment(scope, enrollmentId)
  authorize(maySeeEnrollment(scope, enrollment))
  const { version, evidence, held, rows, ready, promised } = await openEnrollment(scope, enrollment)
  const { definition } = version
  const organization = await findOrganization(scope)
  const base = `/o/${organization.slug}`
  const pieces = evidence.map((piece) => draftPiece(piece, base, scope.deps))
  const submissions = await listSubmissions(scope, enrollmentId)
  const [last] = submissions
  const returned =
    enrollment.state === 'active' && last?.state === 'returned'
      ? { ...last, below: await rowsBelow(scope, last.id, definition.criteria) }
      : undefined
  const mend = returned?.below.map(({ criterionId }) => criterionId) ?? []
  return {
    id: enrollmentId,
    address: `${base}/enrollments/${enrollmentId}`,
    base,
    state: enrollment.state,
    achievementId: version.achievementId,
    name: definition.name,
    language: definition.language,
    levels: definition.levels,
    badge: badgeOf(version, organization, scope.deps.now()),
    criteria: rows.map((row) => shownCriterion(row, pieces, mend)),
    observed: (await listObservations(scope, enrollmentId)).map((one) => ({
      id: one.id,
      criterionId: one.criterionId,
      on: one.on,
      place: one.place,
      observer: one.observer,
      sufficient: one.sufficient,
      endedHow: one.endedHow,
      remarks: one.remarks.filter(({ kind }) => kind === 'comment' || kind === 'disagreement').length,
    })),
    names: Object.fromEntries(await findPublishedNames(scope, prerequisitesOf(definition))),
    held: [...held],
    step: nextStep(rows),
    ready,
    promised,
    draft: await getPortfolioDraft(scope, enrollmentId),
    submissions,
    late: last?.state === 'submitted' && last.promisedAt < scope.deps.now(),
    returned,
    award: enrollment.state === 'awarded' ? await findAward(scope, enrollmentId) : undefined,
    accept: ACCEPTED_ENDINGS.map((ending) => `.${ending}`).join(','),
  }
}
export type Enrollment = Awaited<ReturnType<typeof loadEnrollment>>

/** Titles of the rubric rows that were judged below what an award asks for, with the comments on them. */
async function rowsBelow(
  scope: OrgScope,
  submissionId: string,
  criteria: Awaited<ReturnType<typeof openEnrollment>>['version']['definition']['criteria'],
) {
  const judged = (await listJudgements(scope, submissionId)).flatMap(({ rows }) => rows)
  return criteria.flatMap((criterion) =>
    criterion.kind === 'performance'
      ? criterion.rubric.flatMap(({ id, title, required }) => {
          const row = judged.find(({ criterionId, rowId }) => criterionId === criterion.id && rowId === id)
          return row !== undefined && (row.level ?? 0) < required
            ? [{ id: `${criterion.id}/${id}`, criterionId: criterion.id, title, comment: row.comment }]
            : []
        })
      : [],
  )
}
