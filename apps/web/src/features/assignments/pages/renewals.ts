import { redirect } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { renewCredential } from '../commands/renew.ts'
import { mayRenew } from '../policy.ts'
import type { Route } from './+types/renewals'

export const loader = () => redirect('/backpack')

/** Begins to renew a credential of one's own and leads to the work. */
export async function action(args: Route.ActionArgs) {
  const credentialId = String((await args.request.formData()).get('credentialId') ?? '')
  const { enrollmentId } = await inOrganization(args, async (scope) => {
    authorize(mayRenew(scope))
    return renewCredential(scope, credentialId)
  })
  throw redirect(`/o/${args.params.org}/enrollments/${enrollmentId}`)
}
