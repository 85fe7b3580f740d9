import { z } from 'zod'
import type { Criterion } from '../../achievements/schema.ts'

/** Files of one observation at most: pictures of what was seen, not an archive. */
export const OBSERVED_FILES = 5

/** Level of one row of the rubric that was seen. Level 0: there was no occasion to see it, or it was not done. */
export const seenRowSchema = z.strictObject({
  rowId: z.string().max(40),
  level: z.coerce.number().int().min(0).max(6),
})
export type SeenRow = z.output<typeof seenRowSchema>

/** What is sealed of an observation, and what its digest is of. */
export const observationContentSchema = z.object({
  enrollmentId: z.string(),
  criterionId: z.string(),
  /** The day on which it was seen. */
  on: z.iso.date(),
  /** When it was signed, by the clock of the observer's device; absent where nobody said so. */
  signedAt: z.iso.datetime().optional(),
  /** Where, and at which work. */
  place: z.string(),
  note: z.string(),
  rows: z.array(seenRowSchema),
  /** Files that came with it: ids of `evidence`, and SHA-256 of the plain bytes in hex. */
  files: z.array(z.object({ id: z.uuid(), digest: z.string() })),
})
export type ObservationContent = z.output<typeof observationContentSchema>

export const REMARK_KINDS = ['comment', 'disagreement', 'withdrawn', 'superseded'] as const
export type RemarkKind = (typeof REMARK_KINDS)[number]

export const remarkContentSchema = z.object({ text: z.string() })

export type ObservationCriterion = Criterion & { readonly kind: 'observation' }

/** How far one criterion was observed. Only what is in force counts. */
export interface Observed {
  readonly criterionId: string
  /** Observations in force, whatever they saw. */
  readonly recorded: number
  /** Of them, those in which every row reached the level that is asked for. */
  readonly occasions: number
  /** How many different people made those. */
  readonly observers: number
}

export const NOT_OBSERVED: Omit<Observed, 'criterionId'> = { recorded: 0, occasions: 0, observers: 0 }

/** What a criterion still asks for: occasions, and different observers among them. */
export function stillToSee(
  { occasions, observers }: Pick<ObservationCriterion, 'occasions' | 'observers'>,
  seen: Pick<Observed, 'occasions' | 'observers'>,
): { readonly occasions: number; readonly observers: number } {
  const others = Math.max(0, observers - seen.observers)
  return { occasions: Math.max(0, occasions - seen.occasions, others), observers: others }
}

/** Whether every row reached what is asked for. */
export const isSufficient = (
  { rubric }: Pick<ObservationCriterion, 'rubric'>,
  rows: readonly SeenRow[],
): boolean =>
  rubric.every(({ id, required }) => (rows.find(({ rowId }) => rowId === id)?.level ?? 0) >= required)

/** The level of each row that was shown on every occasion that counts: the lowest of them. */
export function shownLevels(
  { rubric }: Pick<ObservationCriterion, 'rubric'>,
  counting: readonly { readonly rows: readonly SeenRow[] }[],
): readonly SeenRow[] {
  if (counting.length === 0) return []
  return rubric.map(({ id }) => ({
    rowId: id,
    level: Math.min(...counting.map(({ rows }) => rows.find(({ rowId }) => rowId === id)?.level ?? 0)),
  }))
}
