import { z } from 'zod'
import type { OrgScope } from '../../../db/scopes.ts'

/** What an assessor wrote of one rubric row. Level 0: the evidence does not show it; null: not judged. */
const judgedRowSchema = z.object({
  criterionId: z.string(),
  rowId: z.string(),
  level: z.number().int().min(0).nullable(),
  comment: z.string().default(''),
})
export type JudgedRow = z.output<typeof judgedRowSchema>

export interface Judgement {
  readonly rows: readonly JudgedRow[]
  readonly feedback: string
  readonly finishedAt: Date | null
}

/** Final assessments of a submission: what its decision rests on. Drafts of assessors are theirs alone. */
export async function listJudgements(scope: OrgScope, submissionId: string): Promise<readonly Judgement[]> {
  const found = await scope.db
    .selectFrom('assessment')
    .select(['scores', 'feedback', 'finishedAt'])
    .where('orgId', '=', scope.orgId)
    .where('submissionId', '=', submissionId)
    .where('state', '=', 'final')
    .orderBy('finishedAt')
    .orderBy('id')
    .execute()
  return found.map(({ scores, ...rest }) => ({ ...rest, rows: z.array(judgedRowSchema).parse(scores) }))
}

/** The credential that came of an enrollment, once it is ordered; `issuedAt` is null while it is being signed. */
export function findAward(scope: OrgScope, enrollmentId: string) {
  return scope.db
    .selectFrom('credential')
    .innerJoin('decision', (join) =>
      join
        .onRef('decision.orgId', '=', 'credential.orgId')
        .onRef('decision.id', '=', 'credential.decisionId'),
    )
    .select(['credential.id', 'credential.issuedAt'])
    .where('credential.orgId', '=', scope.orgId)
    .where('decision.enrollmentId', '=', enrollmentId)
    .where('credential.supersededAt', 'is', null)
    .executeTakeFirst()
}
