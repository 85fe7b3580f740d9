import { z } from 'zod'
import { type Definition, type RubricRow, rowsOf } from '../achievements/schema.ts'
import { QUEUE_FILTERS } from './schema/terms.ts'

/** For how long a claim holds without activity: a long portfolio and a break fit; a forgotten tab frees the work the same day. */
export const CLAIM_HOURS = 2

/** A comment a row; what is longer belongs into the feedback. */
const comment = z.string().trim().max(4000)
const feedback = z.string().trim().max(10_000)
const localId = z.string().max(40)

/** What one assessor thinks of one rubric row. Level 0: the evidence does not show it; null: not judged yet. */
export const rowScoreSchema = z.strictObject({
  criterionId: localId,
  rowId: localId,
  level: z.coerce.number().int().min(0).max(6).nullable(),
  comment: comment.default(''),
})
export type RowScore = z.output<typeof rowScoreSchema>

/** At most twenty criteria with twenty rows each (features/achievements). */
export const scoresSchema = z.array(rowScoreSchema).max(400)

export const assessmentSchema = z.strictObject({
  /** The revision that was read; 0 for an assessment that is not begun. */
  revision: z.coerce.number().int().min(0),
  scores: scoresSchema,
  feedback: feedback.default(''),
})
export type AssessmentContent = Omit<z.output<typeof assessmentSchema>, 'revision'>

/** What the learner reads when work is returned or declined: a sentence at least. */
const reason = z.string().trim().min(3, { error: 'errors.reason_needed' }).max(10_000)

/** A decision is made on the assessment as it was read at this revision; absent: as it stands. */
const decided = { revision: z.coerce.number().int().min(1).optional() }

export const decisionSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ ...decided, outcome: z.literal('awarded') }),
  z.strictObject({
    ...decided,
    outcome: z.literal('returned'),
    /** What is missing, for the learner. */
    reason,
  }),
  z.strictObject({ ...decided, outcome: z.literal('declined'), reason }),
])
export type DecisionInput = z.output<typeof decisionSchema>
export type Outcome = DecisionInput['outcome']

export const queueQuerySchema = z.object({
  /** `waiting`: all; `free`: not taken by others; `mine`: taken by the one who asks; `overdue`: promised for an earlier time. */
  show: z.enum(QUEUE_FILTERS).default('waiting'),
  achievementId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type QueueQuery = z.output<typeof queueQuerySchema>

/** One row that an assessor judges, with the criterion it belongs to. */
export interface JudgedRow {
  readonly criterionId: string
  readonly criterionTitle: string
  readonly row: RubricRow
}

/** The rows that evidence is judged by, in the order of the definition. */
export function judgedRows(definition: Pick<Definition, 'criteria'>): readonly JudgedRow[] {
  return definition.criteria
    .filter((criterion) => criterion.kind === 'performance')
    .flatMap((criterion) =>
      rowsOf(criterion).map((row) => ({ criterionId: criterion.id, criterionTitle: criterion.title, row })),
    )
}

/** One name for a row in forms and addresses. */
export const rowKey = (of: { readonly criterionId: string; readonly rowId: string }): string =>
  `${of.criterionId}/${of.rowId}`

/** The rows that stand in the way of an award: not judged, or below the level that they ask for. */
export function rowsBelow(
  definition: Pick<Definition, 'criteria'>,
  scores: readonly RowScore[],
): readonly JudgedRow[] {
  const levels = new Map(scores.map((score) => [rowKey(score), score.level ?? 0]))
  return judgedRows(definition).filter(
    ({ criterionId, row }) => (levels.get(rowKey({ criterionId, rowId: row.id })) ?? 0) < row.required,
  )
}
