import { sql } from 'kysely'
import { AppError, forbidden, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { standsInFor } from '../../absence/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { isId } from '../../credentials/schema.ts'
import { type Stripe, UNDO_HOURS } from '../schema/terms.ts'
import { STRIPES, type StartBatch } from '../schema.ts'
import { checkPublished } from './create-batch.ts'

/**
 * Starts to issue what was previewed. Errors: `not_found`; `wrong_state` when it was started or discarded, when rows are wrong and `rows`
 * is not `good`, or when nothing is left to issue.
 */
export async function startBatch(
  scope: OrgScope,
  batchId: string,
  { rows, letters }: StartBatch,
): Promise<void> {
  const startedBy = personOf(scope)
  const batch = await lockBatch(scope, batchId)
  if (batch.state !== 'preview') throw wrongState('bulk_not_preview')
  if (batch.wrongCount > 0 && rows !== 'good') throw wrongState('bulk_has_errors')
  if (batch.readyCount === 0) throw wrongState('bulk_nothing')
  // Whoever starts it awards, and nobody awards themselves: the preview was made for who read the file.
  if (startedBy !== batch.createdBy) throw forbidden('Whoever brought the file starts the batch.')
  await checkPublished(scope, batch.achievementVersionId)
  const now = scope.deps.now()
  const tellAt = letters === 'now' ? null : new Date(now.getTime() + UNDO_HOURS * 3_600_000)
  await change(scope, batchId, { state: 'running', startedBy, startedAt: now, measuredAt: now, tellAt })
  await tell(scope, 'bulk.started', batchId, {
    rows: batch.readyCount,
    leftOut: batch.rowCount - batch.readyCount,
  })
  await issueStripes(scope, batchId)
}

/** Stops after the rows that are being issued. Errors: `not_found`; `wrong_state`. */
export async function pauseBatch(scope: OrgScope, batchId: string): Promise<void> {
  const batch = await lockBatch(scope, batchId)
  if (batch.state !== 'running') throw wrongState('bulk_not_running')
  await change(scope, batchId, { state: 'paused' })
  await tell(scope, 'bulk.paused', batchId)
}

/** Goes on where it stopped. Errors: `not_found`; `wrong_state`. */
export async function resumeBatch(scope: OrgScope, batchId: string): Promise<void> {
  const batch = await lockBatch(scope, batchId)
  if (batch.state !== 'paused') throw wrongState('bulk_not_paused')
  await change(scope, batchId, {
    state: 'running',
    measuredAt: scope.deps.now(),
    measuredFrom: batch.handledCount,
  })
  await tell(scope, 'bulk.resumed', batchId)
  await issueStripes(scope, batchId)
}

/** Gives a preview up: its rows are removed. Errors: `not_found`; `wrong_state` once it was started. */
export async function discardBatch(scope: OrgScope, batchId: string): Promise<void> {
  const batch = await lockBatch(scope, batchId)
  if (batch.state !== 'preview') throw wrongState('bulk_not_preview')
  await scope.db
    .deleteFrom('bulkRow')
    .where('orgId', '=', scope.orgId)
    .where('batchId', '=', batchId)
    .execute()
  await change(scope, batchId, { state: 'discarded' })
  await tell(scope, 'bulk.discarded', batchId)
}

/** The batch, locked until the transaction ends: changes of its state take turns with the rows that are being issued. */
export async function lockBatch({ db, orgId }: OrgScope, batchId: string): Promise<Row<'bulkBatch'>> {
  if (!isId(batchId)) throw notFound('batch')
  await sql`SELECT pg_advisory_xact_lock(${gateOf(batchId)})`.execute(db)
  const row = await db
    .selectFrom('bulkBatch')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', batchId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('batch')
  return row
}

/**
 * The batch as it is, kept so until the transaction ends: who pauses it or takes it back waits for the rows that are being issued, and
 * jobs of its stripes do not wait for each other. To be taken before any row of the batch.
 */
export async function holdBatch({ db, orgId }: OrgScope, batchId: string): Promise<Row<'bulkBatch'>> {
  await sql`SELECT pg_advisory_xact_lock_shared(${gateOf(batchId)})`.execute(db)
  return db
    .selectFrom('bulkBatch')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', batchId)
    .forKeyShare()
    .executeTakeFirstOrThrow()
}

/**
 * In front of the batch's row, because locks of rows know no queue: stripes that hold it by turns, one always before the other lets go, would
 * let nobody pause before the last row. Here who comes after somebody who waits, waits too.
 */
const gateOf = (batchId: string) => sql`hashtextextended(${`batch:${batchId}`}, 0)`

/** Counts rows that were handled, unless the batch is taken back by now: then what is revoked is counted. Waits for other stripes' counts. */
export async function countHandled({ db, orgId }: OrgScope, batchId: string, rows: number): Promise<void> {
  if (rows === 0) return
  await db
    .updateTable('bulkBatch')
    .set((eb) => ({ handledCount: eb('handledCount', '+', rows) }))
    .where('orgId', '=', orgId)
    .where('id', '=', batchId)
    .where('state', '<>', 'revoking')
    .execute()
}

/** Changes columns of a batch that is locked. */
export async function change(
  { db, orgId }: OrgScope,
  batchId: string,
  columns: Partial<Omit<Row<'bulkBatch'>, 'ignoredColumns'>>,
): Promise<void> {
  await db
    .updateTable('bulkBatch')
    .set(columns)
    .where('orgId', '=', orgId)
    .where('id', '=', batchId)
    .execute()
}

/** The job that issues the next rows of a stripe. It carries no row: what stands in the file stays sealed. */
export const goOnIssuing = (scope: OrgScope, batchId: string, stripe: Stripe | undefined): Promise<void> =>
  enqueue(
    scope,
    'issue_bulk_rows',
    { orgId: scope.orgId, batchId, ...(stripe === undefined ? {} : { stripe }) },
    { key: stripe === undefined ? `bulk:${batchId}` : `bulk:${batchId}:${stripe.number}` },
  )

/** One job a stripe, so that several processes issue one batch at once. */
async function issueStripes(scope: OrgScope, batchId: string): Promise<void> {
  for (let number = 0; number < STRIPES; number += 1)
    await goOnIssuing(scope, batchId, { number, of: STRIPES })
}

export const tell = (
  scope: OrgScope,
  action: string,
  batchId: string,
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> => recordEvent(scope, { action, recordType: 'bulk_batch', recordId: batchId, data })

/** Whose rows nobody awards or takes back here: who acts, and whoever they have stood in for since the file was brought (THREATS A5). */
export async function ownersOf(
  scope: OrgScope,
  { createdAt }: Pick<Row<'bulkBatch'>, 'createdAt'>,
): Promise<readonly string[]> {
  const personId = personOf(scope)
  return [personId, ...(await standsInFor(scope, personId, createdAt))]
}

export function personOf({ actor }: OrgScope): string {
  if (actor.kind === 'system') throw forbidden('This is done by a person.')
  return actor.personId
}

export const wrongState = (text: string): AppError =>
  new AppError('wrong_state', SENTENCES[text] ?? text, { text })

const SENTENCES: Readonly<Record<string, string>> = {
  bulk_not_preview: 'This batch was started or discarded already.',
  bulk_has_errors: 'Rows are wrong: mend the file, or say that the good rows are issued without them.',
  bulk_nothing: 'No row of this batch can be issued.',
  bulk_not_running: 'Only a running batch can be paused.',
  bulk_not_paused: 'Only a paused batch can go on.',
  bulk_undo_over: 'The time in which the whole batch can be taken back is over.',
}
