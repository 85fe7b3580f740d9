import { randomUUID } from 'node:crypto'
import { AppError, forbidden } from '../../../app-error.ts'
import { analyzeGrown } from '../../../db/analyze-grown.ts'
import { type ColumnTypes, insertMany } from '../../../db/insert-many.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { getVersion } from '../../achievements/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { addMonths } from '../../credentials/commands/gather-facts.ts'
import { type DataKey, dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { knownBefore } from '../queries/known-before.ts'
import type { RowRules } from '../schema/read-row.ts'
import type { FileFormat, ReadFile } from '../schema/read-rows.ts'
import { type SortedRow, sortRows } from '../schema/sort-rows.ts'
import { type NewBatch, PREVIEW_DAYS } from '../schema.ts'

const HOUR = 3_600_000
/** Rows of one INSERT: PostgreSQL takes 65,535 values. */
const ROWS_A_STATEMENT = 2_000

/** What rows are held against. Errors: `not_found`; `wrong_state` for a version that is not published. */
export async function rulesFor(scope: OrgScope, versionId: string): Promise<RowRules> {
  const { definition, publishedAt } = await getVersion(scope, versionId)
  await checkPublished(scope, versionId)
  const now = scope.deps.now()
  const { validityMonths } = definition
  return {
    definition,
    // A day begins up to fourteen hours before, and ends up to twelve after, the same day in Greenwich.
    firstDay: dayOf((publishedAt ?? now).getTime() - 12 * HOUR),
    lastDay: dayOf(now.getTime() + 14 * HOUR),
    isOver: (day) =>
      validityMonths !== undefined && addMonths(new Date(`${day}T00:00:00Z`), validityMonths) <= now,
  }
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

export async function checkPublished(scope: OrgScope, versionId: string): Promise<void> {
  const { state } = await getVersion(scope, versionId)
  if (state !== 'published')
    throw new AppError('wrong_state', 'Only a published micro-credential can be awarded.')
}

/**
 * Keeps a file that was read, so that it can be looked at before anything is issued. Its rows are sealed for who uploaded it. Errors:
 * `forbidden` for a job; `wrong_state` for a version that is not published.
 */
export async function createBatch(
  scope: OrgScope,
  { achievementVersionId, reason }: NewBatch,
  { format, file }: { readonly format: FileFormat; readonly file: ReadFile },
): Promise<{ readonly batchId: string }> {
  if (scope.actor.kind === 'system') throw forbidden('A file is brought by a person.')
  const { personId: createdBy } = scope.actor
  await checkPublished(scope, achievementVersionId)
  const awarders = [createdBy, ...scope.delegators]
  const rows = sortRows(file.rows, await knownBefore(scope, achievementVersionId, awarders, file.rows))
  const batchId = randomUUID()
  const now = scope.deps.now()
  const counts = {
    rowCount: rows.length,
    wrongCount: rows.filter(({ state }) => state === 'wrong').length,
    readyCount: rows.filter(({ state }) => state === 'ready').length,
  }
  await scope.db
    .insertInto('bulkBatch')
    .values({
      orgId: scope.orgId,
      id: batchId,
      achievementVersionId,
      reason,
      state: 'preview',
      format,
      ...counts,
      ignoredColumns: JSON.stringify(file.ignored),
      createdBy,
      createdAt: now,
    })
    .execute()
  await insertRows(scope, batchId, rows, await dataKeyOf(scope, createdBy))
  await recordEvent(scope, {
    action: 'bulk.read',
    recordType: 'bulk_batch',
    recordId: batchId,
    data: { achievementVersionId, ...counts },
  })
  const runAt = new Date(now.getTime() + PREVIEW_DAYS * 24 * HOUR)
  await enqueue(
    scope,
    'forget_bulk_rows',
    { orgId: scope.orgId, batchId },
    { runAt, key: `forget:${batchId}` },
  )
  // The preview is looked at next.
  await analyzeGrown(scope)
  return { batchId }
}

async function insertRows(
  { db, orgId }: OrgScope,
  batchId: string,
  rows: readonly SortedRow[],
  dataKey: DataKey,
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
    await insertMany(
      db,
      'bulkRow',
      ROW_COLUMNS,
      rows.slice(at, at + ROWS_A_STATEMENT).map(({ number, state, key = null, problems, content }) => {
        const id = randomUUID()
        return {
          ...{ orgId, batchId, number, id, state, key, problems: JSON.stringify(problems) },
          ...sealWith(dataKey, JSON.stringify(content), `bulk_row:${id}:content`),
          ...{ personId: null, credentialId: null },
        }
      }),
    )
}

const ROW_COLUMNS: ColumnTypes<'bulkRow'> = {
  orgId: 'uuid',
  batchId: 'uuid',
  number: 'integer',
  id: 'uuid',
  state: 'text',
  key: 'text',
  problems: 'jsonb',
  sealed: 'bytea',
  dataKeyId: 'uuid',
}
