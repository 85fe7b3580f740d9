import { inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { KEPT_DAYS, PREVIEW_DAYS } from '../schema.ts'
import { asJob } from './batch-scope.ts'
import { discardBatch, lockBatch } from './run-batch.ts'

const DAY = 86_400_000

/**
 * Removes what is left of an uploaded file once nobody needs it: a preview that was not started, after a week; rows that were not issued,
 * thirty days after their batch was done. Rows that were issued keep their address, sealed for whose it is.
 */
export async function forgetRows(deps: Deps, orgId: string, batchId: string): Promise<void> {
  await inOrg(deps, asJob(orgId), async (scope) => {
    const batch = await lockBatch(scope, batchId)
    const age = (since: Date | null) => (since === null ? 0 : scope.deps.now().getTime() - since.getTime())
    if (batch.state === 'preview' && age(batch.createdAt) >= PREVIEW_DAYS * DAY)
      await discardBatch(scope, batchId)
    else if (age(batch.revokedAt ?? batch.finishedAt) >= KEPT_DAYS * DAY) await unsealRows(scope, batchId)
  })
}

async function unsealRows({ db, orgId }: OrgScope, batchId: string): Promise<void> {
  await db
    .updateTable('bulkRow')
    .set({ sealed: null, dataKeyId: null })
    .where('orgId', '=', orgId)
    .where('batchId', '=', batchId)
    .where('state', 'not in', ['issued', 'revoked', 'kept'])
    .execute()
}
