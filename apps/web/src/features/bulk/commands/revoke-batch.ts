import { inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { Deps } from '../../../deps.ts'
import { dutiesChanged } from '../../../jobs/duties-changed.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { changeStatuses, signChangedLists } from '../../credentials/commands/change-status.ts'
import { tellOfChange } from '../../credentials/commands/tell-of-change.ts'
import { UNDO_HOURS } from '../schema/terms.ts'
import { ROWS_AT_ONCE } from '../schema.ts'
import { asPersonOf, findBatch } from './batch-scope.ts'
import { forgetLater } from './finish-batch.ts'
import { change, lockBatch, ownersOf, personOf, tell, wrongState } from './run-batch.ts'

/**
 * Takes a batch back: what is not issued yet will not be, and what was issued is revoked with this reason. Errors: `not_found`;
 * `wrong_state` before it was started, when it was taken back already, or a day after it was done.
 */
export async function revokeBatch(scope: OrgScope, batchId: string, reason: string): Promise<void> {
  const revokedBy = personOf(scope)
  const batch = await lockBatch(scope, batchId)
  if (!isUndoOpen(batch, scope.deps.now())) throw wrongState('bulk_undo_over')
  const left = await scope.db
    .updateTable('bulkRow')
    .set({ state: 'left_out' })
    .where('orgId', '=', scope.orgId)
    .where('batchId', '=', batchId)
    .where('state', '=', 'ready')
    .executeTakeFirst()
  await change(scope, batchId, {
    state: 'revoking',
    revokeReason: reason,
    revokedBy,
    revokeCount: await countIssued(scope, batchId),
    handledCount: 0,
    measuredAt: scope.deps.now(),
    measuredFrom: 0,
  })
  await tell(scope, 'bulk.revoking', batchId, { reason, leftOut: Number(left.numUpdatedRows) })
  await goOnRevoking(scope, batchId)
}

async function countIssued({ db, orgId }: OrgScope, batchId: string): Promise<number> {
  const { count } = await db
    .selectFrom('bulkRow')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('orgId', '=', orgId)
    .where('batchId', '=', batchId)
    .where('state', '=', 'issued')
    .executeTakeFirstOrThrow()
  return count
}

/** Whether the whole batch can still be taken back. */
export function isUndoOpen(
  { state, finishedAt }: Pick<Row<'bulkBatch'>, 'state' | 'finishedAt'>,
  now: Date,
): boolean {
  if (state === 'running' || state === 'paused') return true
  return (
    state === 'done' && finishedAt !== null && now.getTime() < finishedAt.getTime() + UNDO_HOURS * 3_600_000
  )
}

const goOnRevoking = (scope: OrgScope, batchId: string): Promise<void> =>
  enqueue(scope, 'revoke_bulk_rows', { orgId: scope.orgId, batchId }, { key: `bulk-revoke:${batchId}` })

/** Revokes the next credentials of a batch that is taken back, and leaves the next ones to the next job. */
export async function revokeNextRows(deps: Deps, orgId: string, batchId: string): Promise<void> {
  const batch = await findBatch(deps, orgId, batchId)
  if (batch?.state !== 'revoking' || batch.revokedBy === null) return
  await inOrg(deps, asPersonOf(orgId, batch.revokedBy), (scope) => revokeRows(scope, batchId))
}

async function revokeRows(scope: OrgScope, batchId: string): Promise<void> {
  const batch = await lockBatch(scope, batchId)
  if (batch.state !== 'revoking' || batch.revokeReason === null) return
  const rows = await issuedRows(scope, batchId)
  if (rows.length === 0) return endRevoking(scope, batch)
  const owners = await ownersOf(scope, batch)
  const own = rows.filter((row) => owners.includes(row.personId))
  const others = rows.filter((row) => !owners.includes(row.personId) && row.revokedAt === null)
  const ids = others.map(({ credentialId }) => credentialId)
  const revoked = await changeStatuses(scope, ids, 'revoke', batch.revokeReason)
  // Who was not told of the credential yet need not hear that it is revoked.
  if (batch.tellAt === null || batch.tellAt <= scope.deps.now())
    await tellOfChange(scope, revoked, 'revoke', batch.revokeReason)
  await setStates(scope, own, 'kept')
  await setStates(
    scope,
    rows.filter((row) => !own.includes(row)),
    'revoked',
  )
  await change(scope, batchId, { handledCount: batch.handledCount + rows.length })
  await goOnRevoking(scope, batchId)
}

/** The lists are signed once for the whole batch. */
async function endRevoking(scope: OrgScope, batch: Row<'bulkBatch'>): Promise<void> {
  await change(scope, batch.id, { state: 'revoked', revokedAt: scope.deps.now() })
  await signChangedLists(scope)
  await dutiesChanged(scope)
  await tell(scope, 'bulk.revoked', batch.id, { rows: batch.handledCount })
  await forgetLater(scope, batch.id)
}

/** Rows that were issued, with the credential that stands for each: a corrected one takes the place of the first. */
async function issuedRows({ db, orgId }: OrgScope, batchId: string) {
  return db
    .selectFrom('bulkRow')
    .innerJoin('credential', (join) =>
      join
        .onRef('credential.orgId', '=', 'bulkRow.orgId')
        .onRef('credential.decisionId', '=', 'bulkRow.id')
        .on('credential.supersededAt', 'is', null),
    )
    .select(['bulkRow.id', 'credential.id as credentialId', 'credential.personId', 'credential.revokedAt'])
    .where('bulkRow.orgId', '=', orgId)
    .where('batchId', '=', batchId)
    .where('bulkRow.state', '=', 'issued')
    .orderBy('number')
    .limit(ROWS_AT_ONCE)
    .execute()
}

async function setStates(
  { db, orgId }: OrgScope,
  rows: readonly { readonly id: string }[],
  state: 'revoked' | 'kept',
): Promise<void> {
  if (rows.length === 0) return
  await db
    .updateTable('bulkRow')
    .set({ state })
    .where('orgId', '=', orgId)
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
}
