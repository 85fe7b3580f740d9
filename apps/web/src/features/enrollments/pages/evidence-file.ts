import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { maySeeEnrollment } from '../policy.ts'
import { attachmentOf } from '../queries/attachment.ts'
import { getDraftFile } from '../queries/files.ts'
import type { Route } from './+types/evidence-file'

/** A file that is still being worked on: its owner's alone (THREATS F8). */
export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    const file = await getDraftFile(scope, args.params.evidence)
    authorize(maySeeEnrollment(scope, file))
    return attachmentOf(scope, file)
  })
}
