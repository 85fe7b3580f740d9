import { z } from 'zod'
import { ROW_STATES } from './schema/terms.ts'

/** A reason is a sentence that verifiers read, not a report. */
const reason = z
  .string({ error: 'errors.reason_short' })
  .trim()
  .min(3, { error: 'errors.reason_short' })
  .max(1000)

/** What a batch awards, and why. */
export const newBatchSchema = z.strictObject({
  achievementVersionId: z.uuid({ error: 'errors.choose_one' }),
  /** Of rows that give none of their own. */
  reason,
})
export type NewBatch = z.output<typeof newBatchSchema>

/** `all`: only if no row is wrong. `good`: the wrong rows are left out. */
export const startBatchSchema = z.strictObject({
  rows: z.enum(['all', 'good']).default('all'),
  /** `later`: a day from now, so that a batch that is taken back before tells nobody. */
  letters: z.enum(['now', 'later']).default('now'),
})
export type StartBatch = z.output<typeof startBatchSchema>

export const revokeBatchSchema = z.strictObject({ reason })

export const batchesQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type BatchesQuery = z.output<typeof batchesQuerySchema>

export const rowsQuerySchema = z.object({
  /** Rows in these states only; several with commas. Default: all. */
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(ROW_STATES)).max(ROW_STATES.length))
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type RowsQuery = z.output<typeof rowsQuerySchema>

/**
 * Rows that are issued together: more would be lost when a process dies, fewer share the cost of their statements with too few. Each
 * holds up to three advisory locks while it is stored, of which PostgreSQL has some 6,400 by default.
 */
export const ROWS_AT_ONCE = 400
/** After how many times as many rows another job may come first. */
export const CHUNKS_A_JOB = 5
/** Jobs that issue a batch at once, each a part of the file. */
export const STRIPES = 4
/** Days for which rows that were not issued, and what a preview holds, are kept. */
export const KEPT_DAYS = 30
/** Days after which a preview that nobody started is discarded. */
export const PREVIEW_DAYS = 7
