import type { JobHandlers } from '../../jobs/worker.ts'
import { noteRefusedLetter } from './commands/bounces.ts'
import { remindClaims } from './commands/letters.ts'
import { tellRecipients } from './commands/tell-recipients.ts'

type Own = 'tell_recipients' | 'mail_refused' | 'remind_claims'

export const claimJobs: Pick<JobHandlers, Own> = {
  tell_recipients: (deps, { orgId, credentialIds }) => tellRecipients(deps, orgId, credentialIds),
  mail_refused: (deps, { mailId }) => noteRefusedLetter(deps, mailId),
  remind_claims: (deps) => remindClaims(deps),
}
