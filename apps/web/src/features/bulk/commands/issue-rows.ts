import { inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { Deps } from '../../../deps.ts'
import { issueCredentials } from '../../credentials/commands/issue-credential.ts'
import { asJob, asPersonOf, findBatch } from './batch-scope.ts'
import { orderNextRows } from './order-rows.ts'
import { change, goOnIssuing, lockBatch } from './run-batch.ts'

/**
 * Issues the next rows of a batch: orders their credentials in one transaction, signs outside any, stores in another, and leaves the next
 * rows to the next job. Killed at any point and run again, or run twice at once, it issues no row twice and loses none: a row is ordered
 * under the lock of its batch, and an ordered credential is stored once.
 */
export async function issueNextRows(deps: Deps, orgId: string, batchId: string): Promise<void> {
  const batch = await findBatch(deps, orgId, batchId)
  if (batch?.state !== 'running' || batch.startedBy === null) return
  const credentialIds = await inOrg(deps, asPersonOf(orgId, batch.startedBy), (scope) =>
    orderNextRows(scope, batchId),
  )
  if (credentialIds.length === 0) return
  await issueCredentials(deps, orgId, credentialIds, { tellAt: batch.tellAt ?? undefined })
  await inOrg(deps, asJob(orgId), async (scope) => {
    const { state } = await noteIssued(scope, batchId, credentialIds)
    if (state === 'running') await goOnIssuing(scope, batchId)
  })
}

/** Rows whose credentials are stored are issued; one that was erased before it could be signed failed. Answers the batch. */
export async function noteIssued(
  scope: OrgScope,
  batchId: string,
  credentialIds: readonly string[],
): Promise<Row<'bulkBatch'>> {
  const batch = await lockBatch(scope, batchId)
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
    .where('bulkRow.credentialId', 'in', [...credentialIds])
    .executeTakeFirst()
  // While a batch is taken back, what is revoked is counted.
  if (batch.state !== 'revoking')
    await change(scope, batchId, { handledCount: batch.handledCount + Number(noted.numUpdatedRows) })
  return batch
}
