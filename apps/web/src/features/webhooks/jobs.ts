import type { JobHandlers } from '../../jobs/worker.ts'
import { deliver, deliverDue, forgetOld } from './commands/deliver.ts'

type Own = 'deliver_webhook' | 'deliver_due_webhooks' | 'forget_old_webhooks'

export const webhookJobs: Pick<JobHandlers, Own> = {
  deliver_webhook: (deps, payload) => deliver(deps, payload),
  deliver_due_webhooks: (deps) => deliverDue(deps),
  forget_old_webhooks: (deps) => forgetOld(deps),
}
