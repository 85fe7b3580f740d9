import { among } from '../../../db/among.ts'
import { inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { signOrders } from '../../credentials/commands/issue-credential.ts'
import { type OpenOrder, openOrders } from '../../credentials/commands/open-orders.ts'
import { storeSigned } from '../../credentials/commands/store-signed.ts'
import type { Stripe } from '../schema/terms.ts'
import { asJob, asPersonOf, findBatch } from './batch-scope.ts'
import { finishWhenHandled } from './finish-batch.ts'
import { type NextRows, orderNextRows } from './order-rows.ts'
import { countHandled, goOnIssuing, holdBatch } from './run-batch.ts'

/**
 * Issues the next rows of a batch, or of one of its stripes: orders their credentials in one transaction, signs outside any, stores in
 * another, and leaves the next rows to the next job. Killed at any point and run again, or run twice at once, it issues no row twice and
 * loses none: a row is ordered under its lock, and an ordered credential is stored once.
 */
export async function issueNextRows(
  deps: Deps,
  orgId: string,
  batchId: string,
  stripe?: Stripe,
): Promise<void> {
  const batch = await findBatch(deps, orgId, batchId)
  if (batch?.state !== 'running' || batch.startedBy === null) return
  const by = asPersonOf(orgId, batch.startedBy)
  const next = await inOrg(deps, by, (scope) => orderNextRows(scope, batchId, stripe))
  if (next === 'none') return inOrg(deps, by, (scope) => finishWhenHandled(scope, batchId))
  if (next === 'paused' || next.credentialIds.length === 0) return
  const signed = await signOrders(deps, await ordersOf(deps, orgId, next))
  await inOrg(deps, asJob(orgId), async (scope) => {
    const { state } = await holdBatch(scope, batchId)
    await storeSigned(scope, signed, batch.tellAt ?? undefined)
    await noteIssued(scope, batchId, next.credentialIds)
    if (state === 'running') await goOnIssuing(scope, batchId, stripe)
  })
}

/** Those that were ordered just now, and what a killed process left. */
async function ordersOf(deps: Deps, orgId: string, next: NextRows): Promise<readonly OpenOrder[]> {
  const fresh = new Set(next.orders.map(({ credentialId }) => credentialId))
  const others = next.credentialIds.filter((id) => !fresh.has(id))
  if (others.length === 0) return next.orders
  return [...next.orders, ...(await inOrg(deps, asJob(orgId), (scope) => openOrders(scope, others)))]
}

/** Rows whose credentials are stored are issued; one that was erased before it could be signed failed. */
export async function noteIssued(
  scope: OrgScope,
  batchId: string,
  credentialIds: readonly string[],
): Promise<void> {
  const noted = await scope.db
    .updateTable('bulkRow')
    .from('credential')
    .set((eb) => ({
      state: eb
        .case()
        .when('credential.issuedAt', 'is not', null)
        .then('issued' as const)
        .else('failed' as const)
        .end(),
    }))
    .whereRef('credential.orgId', '=', 'bulkRow.orgId')
    .whereRef('credential.id', '=', 'bulkRow.credentialId')
    .where('bulkRow.orgId', '=', scope.orgId)
    .where('bulkRow.batchId', '=', batchId)
    .where('bulkRow.state', '=', 'ordered')
    .where(among('bulkRow.credentialId', credentialIds))
    .executeTakeFirst()
  await countHandled(scope, batchId, Number(noted.numUpdatedRows))
}
