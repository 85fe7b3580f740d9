import { randomUUID } from 'node:crypto'
import { AppError, invalidField } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { getVersion } from '../../achievements/queries.ts'
import type { Definition } from '../../achievements/schema.ts'
import { recordEvent } from '../../audit/commands.ts'
import { getEnrollment } from '../../enrollments/queries.ts'
import { type AssessmentContent, judgedRows, type RowScore, rowKey } from '../schema.ts'
import { assessorOf, holdClaim } from './claim.ts'

export interface SavedAssessment {
  readonly assessmentId: string
  readonly revision: number
  readonly savedAt: Date
}

/**
 * Saves one's assessment as a draft; the claim is renewed by it. Errors: `conflict` and `wrong_state` as for a claim; `stale` when it
 * was saved elsewhere since `revision` (0: not begun); `invalid_input` for a row or level that the rubric does not have.
 */
export async function saveAssessment(
  scope: OrgScope,
  submissionId: string,
  revision: number,
  input: AssessmentContent,
): Promise<SavedAssessment> {
  const { enrollmentId } = await holdClaim(scope, submissionId)
  const { achievementVersionId } = await getEnrollment(scope, enrollmentId)
  const { definition } = await getVersion(scope, achievementVersionId)
  checkScores(definition, input.scores)
  const values = {
    scores: JSON.stringify(input.scores),
    feedback: input.feedback,
    updatedAt: scope.deps.now(),
  }
  const saved =
    revision === 0
      ? await insertAssessment(scope, submissionId, values)
      : await updateAssessment(scope, submissionId, revision, values)
  if (saved === undefined)
    throw new AppError('stale', 'This assessment was saved elsewhere since you opened it.')
  return { ...saved, savedAt: values.updatedAt }
}

interface Values {
  readonly scores: string
  readonly feedback: string
  readonly updatedAt: Date
}

async function insertAssessment(scope: OrgScope, submissionId: string, values: Values) {
  const id = randomUUID()
  const made = await scope.db
    .insertInto('assessment')
    .values({
      orgId: scope.orgId,
      id,
      submissionId,
      assessorId: assessorOf(scope),
      state: 'draft',
      createdAt: values.updatedAt,
      finishedAt: null,
      ...values,
    })
    .onConflict((oc) => oc.columns(['orgId', 'submissionId', 'assessorId']).doNothing())
    .returning(['id as assessmentId', 'revision'])
    .executeTakeFirst()
  // Later drafts leave no event: an assessment saves itself every few seconds.
  if (made !== undefined)
    await recordEvent(scope, {
      action: 'assessment.begun',
      recordType: 'assessment',
      recordId: id,
      data: { submissionId },
    })
  return made
}

function updateAssessment(scope: OrgScope, submissionId: string, revision: number, values: Values) {
  return scope.db
    .updateTable('assessment')
    .set({ ...values, revision: revision + 1 })
    .where('orgId', '=', scope.orgId)
    .where('submissionId', '=', submissionId)
    .where('assessorId', '=', assessorOf(scope))
    .where('state', '=', 'draft')
    .where('revision', '=', revision)
    .returning(['id as assessmentId', 'revision'])
    .executeTakeFirst()
}

/** Each score names a row of the rubric, once, with a level that its scale has. */
function checkScores(definition: Definition, scores: readonly RowScore[]): void {
  const known = new Set(
    judgedRows(definition).map(({ criterionId, row }) => rowKey({ criterionId, rowId: row.id })),
  )
  scores.forEach((score, at) => {
    if (!known.delete(rowKey(score)))
      throw invalidField(`scores.${at}`, 'unknown_row', 'The rubric has no such row, or it is scored twice.')
    if ((score.level ?? 0) > definition.levels.length)
      throw invalidField(`scores.${at}.level`, 'unknown_level', 'The rubric has no such level.')
  })
}
