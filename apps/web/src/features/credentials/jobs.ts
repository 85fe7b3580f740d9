import type { JobHandlers } from '../../jobs/worker.ts'
import { issueCredential } from './commands/issue-credential.ts'
import { renewStatusLists, signStatusLists } from './commands/sign-status-lists.ts'

type Own = 'issue_credential' | 'sign_status_lists' | 'renew_status_lists'

export const credentialJobs: Pick<JobHandlers, Own> = {
  issue_credential: (deps, { orgId, credentialId }) => issueCredential(deps, orgId, credentialId),
  sign_status_lists: (deps, { orgId, all }) => signStatusLists(deps, orgId, { all: all === true }),
  renew_status_lists: (deps) => renewStatusLists(deps),
}
