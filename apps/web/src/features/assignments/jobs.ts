import type { JobHandlers } from '../../jobs/worker.ts'
import { keepDuties } from './commands/keep-all.ts'

export const assignmentJobs: Pick<JobHandlers, 'keep_duties'> = {
  keep_duties: (deps, { orgId }) => keepDuties(deps, orgId),
}
