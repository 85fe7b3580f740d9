import type { JobHandlers } from '../../jobs/worker.ts'
import { sendQueued } from './commands.ts'

export const mailJobs: Pick<JobHandlers, 'send_mail'> = {
  send_mail: (deps, { mailId }) => sendQueued(deps, mailId),
}
