import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { dutiesChanged } from '../../../jobs/duties-changed.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { KEPT_DAYS } from '../schema.ts'
import { change, lockBatch, tell } from './run-batch.ts'

/** Ends a running batch of which no stripe has a row left, whichever of them comes last. */
export async function finishWhenHandled(scope: OrgScope, batchId: string): Promise<void> {
  const batch = await lockBatch(scope, batchId)
  if (batch.state !== 'running') return
  const left = await scope.db
    .selectFrom('bulkRow')
    .select('number')
    .where('orgId', '=', scope.orgId)
    .where('batchId', '=', batchId)
    .where('state', '=', 'ready')
    .limit(1)
    .executeTakeFirst()
  if (left === undefined) await finishBatch(scope, batch)
}

/** All rows are handled. What was not issued is kept for a while, so that the result can be fetched and the file mended. */
async function finishBatch(scope: OrgScope, batch: Row<'bulkBatch'>): Promise<void> {
  const now = scope.deps.now()
  await change(scope, batch.id, { state: 'done', finishedAt: now })
  await tell(scope, 'bulk.finished', batch.id, { rows: batch.handledCount })
  await forgetLater(scope, batch.id)
  await dutiesChanged(scope)
}

/** Plans the removal of what the file said beyond what was issued. */
export function forgetLater(scope: OrgScope, batchId: string): Promise<void> {
  const runAt = new Date(scope.deps.now().getTime() + KEPT_DAYS * 86_400_000)
  return enqueue(
    scope,
    'forget_bulk_rows',
    { orgId: scope.orgId, batchId },
    { runAt, key: `forget:${batchId}` },
  )
}
