import { assignmentJobs } from '../features/assignments/jobs.ts'
import { backpackJobs } from '../features/backpack/jobs.ts'
import { bulkJobs } from '../features/bulk/jobs.ts'
import { claimJobs } from '../features/claims/jobs.ts'
import { credentialJobs } from '../features/credentials/jobs.ts'
import { mailJobs } from '../features/mail/jobs.ts'
import { quarantineJobs } from '../features/quarantine/jobs.ts'
import { wayOutJobs } from '../features/way-out/jobs.ts'
import { webhookJobs } from '../features/webhooks/jobs.ts'
import type { JobHandlers } from './worker.ts'

/** Every job's handler, from the feature that it belongs to. */
export const jobHandlers: JobHandlers = {
  ...mailJobs,
  ...credentialJobs,
  ...bulkJobs,
  ...claimJobs,
  ...quarantineJobs,
  ...webhookJobs,
  ...assignmentJobs,
  ...backpackJobs,
  ...wayOutJobs,
}
