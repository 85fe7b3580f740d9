import type { JobHandlers } from '../../jobs/worker.ts'
import { tellRecipient } from './commands/tell-recipient.ts'

type Own = 'tell_recipient'

export const claimJobs: Pick<JobHandlers, Own> = {
  tell_recipient: (deps, { orgId, credentialId }) => tellRecipient(deps, orgId, credentialId),
}
