import type { JobHandlers } from '../../jobs/worker.ts'
import { forgetRows } from './commands/forget-rows.ts'
import { issueNextRows } from './commands/issue-rows.ts'
import { revokeNextRows } from './commands/revoke-batch.ts'

type Own = 'issue_bulk_rows' | 'revoke_bulk_rows' | 'forget_bulk_rows'

export const bulkJobs: Pick<JobHandlers, Own> = {
  issue_bulk_rows: (deps, { orgId, batchId, stripe }) => issueNextRows(deps, orgId, batchId, stripe),
  revoke_bulk_rows: (deps, { orgId, batchId }) => revokeNextRows(deps, orgId, batchId),
  forget_bulk_rows: (deps, { orgId, batchId }) => forgetRows(deps, orgId, batchId),
}
