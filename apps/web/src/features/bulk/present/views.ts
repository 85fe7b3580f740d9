import { z } from 'zod'
import type { Translate } from '../../../i18n/translate.ts'
import { isUndoOpen } from '../commands/revoke-batch.ts'
import type { BatchRow } from '../queries/rows.ts'
import type { BatchFacts } from '../queries.ts'
import { BATCH_STATES, ROW_STATES, UNDO_HOURS } from '../schema/terms.ts'
import { problemSentence } from './words.ts'

const counts = z.object(
  Object.fromEntries(ROW_STATES.map((state) => [state, z.number().int().optional()])) as Record<
    (typeof ROW_STATES)[number],
    z.ZodOptional<z.ZodNumber>
  >,
)

export const batchView = z
  .object({
    id: z.string(),
    achievementVersionId: z.string(),
    achievementName: z.string(),
    version: z.number().int(),
    reason: z.string(),
    state: z.enum(BATCH_STATES),
    rowCount: z.number().int(),
    wrongCount: z.number().int(),
    /** Rows that were good in the preview. */
    readyCount: z.number().int(),
    /** How far the present work is: rows handled, of how many. */
    progress: z.object({
      done: z.number().int(),
      of: z.number().int(),
      /** Rows a second; null while it is not known. */
      rate: z.number().nullable(),
      secondsLeft: z.number().int().nullable(),
    }),
    ignoredColumns: z.array(z.string()),
    createdBy: z.string().nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    /** Until when the whole batch can be taken back; null when it cannot. */
    undoUntil: z.string().nullable(),
    mayBeTakenBack: z.boolean(),
    revokeReason: z.string().nullable(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'BulkBatch' })
export type BatchView = z.input<typeof batchView>

export const batchDetailView = batchView.extend({ counts }).meta({ id: 'BulkBatchDetail' })
export type BatchDetailView = z.input<typeof batchDetailView>

type Listed = Omit<BatchFacts, 'counts'>

export function presentBatch(batch: Listed, now: Date): BatchView {
  const { id, achievementVersionId, achievementName, reason, state, rowCount, wrongCount, readyCount } = batch
  return {
    id,
    achievementVersionId,
    achievementName,
    version: batch.versionNumber,
    reason,
    state,
    rowCount,
    wrongCount,
    readyCount,
    progress: progressOf(batch, now),
    ignoredColumns: [...batch.ignoredColumns],
    createdBy: batch.createdByName,
    createdAt: batch.createdAt.toISOString(),
    startedAt: iso(batch.startedAt),
    finishedAt: iso(batch.finishedAt),
    undoUntil:
      state === 'done' && batch.finishedAt !== null
        ? new Date(batch.finishedAt.getTime() + UNDO_HOURS * 3_600_000).toISOString()
        : null,
    mayBeTakenBack: isUndoOpen(batch, now),
    revokeReason: batch.revokeReason,
    revokedAt: iso(batch.revokedAt),
  }
}

export const presentDetail = (batch: BatchFacts, now: Date): BatchDetailView => ({
  ...presentBatch(batch, now),
  counts: batch.counts,
})

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Seconds of work before a rate says anything. */
const RATE_AFTER = 1

/** The rate is that of this stretch of work: since the start, or since it went on. */
function progressOf(batch: Listed, now: Date): BatchView['progress'] {
  const { state, handledCount: done, readyCount, revokeCount, measuredAt, measuredFrom } = batch
  const of = revokeCount ?? readyCount
  const seconds = measuredAt === null ? 0 : (now.getTime() - measuredAt.getTime()) / 1000
  const atWork = state === 'running' || state === 'revoking'
  if (!atWork || seconds < RATE_AFTER || done <= measuredFrom)
    return { done, of, rate: null, secondsLeft: null }
  const rate = (done - measuredFrom) / seconds
  return {
    done,
    of,
    rate: Math.round(rate * 10) / 10,
    secondsLeft: Math.max(0, Math.ceil((of - done) / rate)),
  }
}

export const rowView = z
  .object({
    row: z.number().int(),
    key: z.string().nullable(),
    state: z.enum(ROW_STATES),
    /** Null once it was removed, thirty days after the batch, or erased. */
    email: z.string().nullable(),
    problems: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })),
    credentialId: z.string().nullable(),
    credentialUrl: z.string().nullable(),
  })
  .meta({ id: 'BulkRow' })
export type RowView = z.input<typeof rowView>

export const presentRow = (t: Translate, row: BatchRow): RowView => ({
  row: row.number,
  key: row.key,
  state: row.state,
  email: row.content?.address || null,
  problems: row.problems.map((problem) => ({ ...problem, message: problemSentence(t, problem) })),
  credentialId: row.credential?.id ?? null,
  credentialUrl: row.credential?.url ?? null,
})
