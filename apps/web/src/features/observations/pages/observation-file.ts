import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { attachmentOf } from '../../enrollments/queries/attachment.ts'
import { getObservedFile } from '../../enrollments/queries/observations.ts'
import { mayReadObservation } from '../policy.ts'
import { readableOf } from '../queries/readable.ts'
import type { Route } from './+types/observation-file'

/** A file that came with an observation: for those who read the observation (THREATS F8). */
export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    const { observation, file } = args.params
    authorize(mayReadObservation(scope, await readableOf(scope, observation)))
    return attachmentOf(scope, await getObservedFile(scope, observation, file))
  })
}
