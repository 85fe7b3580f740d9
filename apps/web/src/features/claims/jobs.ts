import type { JobHandlers } from '../../jobs/worker.ts'
import { noteRefusedLetter } from './commands/bounces.ts'
import { remindClaims } from './commands/letters.ts'
import { tellRecipient } from './commands/tell-recipient.ts'

type Own = 'tell_recipient' | 'mail_refused' | 'remind_claims'

export const claimJobs: Pick<JobHandlers, Own> = {
  tell_recipient: (deps, { orgId, credentialId }) => tellRecipient(deps, orgId, credentialId),
  mail_refused: (deps, { mailId }) => noteRefusedLetter(deps, mailId),
  remind_claims: (deps) => remindClaims(deps),
}
