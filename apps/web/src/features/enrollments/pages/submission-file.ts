import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { maySeeSubmission } from '../policy.ts'
import { attachmentOf } from '../queries/attachment.ts'
import { getSubmittedFile } from '../queries/files.ts'
import { getSubmission, hasJudged } from '../queries.ts'
import type { Route } from './+types/submission-file'

/** A file as it was handed in: for its owner and those who judge it (THREATS F8). */
export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    const { submission, artifact } = args.params
    const row = await getSubmission(scope, submission)
    authorize(maySeeSubmission(scope, { ...row, judgedByMe: await hasJudged(scope, submission) }))
    return attachmentOf(scope, await getSubmittedFile(scope, submission, artifact))
  })
}
