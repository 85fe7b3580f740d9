import { redirect } from 'react-router'
import { notFound } from '../../../app-error.ts'
import { DEMO_ACCOUNTS } from '../../../demo/accounts.ts'
import { clientHeaders } from '../../../http/client-headers.ts'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { signInByPassword } from '../commands/sign-in.ts'
import { isDemoInstance } from '../queries.ts'
import type { Route } from './+types/demo-sign-in'

export const loader = () => redirect('/sign-in')

/** Signs in as one of the demo's own accounts. There is no such page on an instance that is not a demo. */
export function action(args: Route.ActionArgs) {
  return forPage(args, async () => {
    const { deps, clientAddress } = contextOf(args)
    const email = (await args.request.formData()).get('email')
    const account = DEMO_ACCOUNTS.find((known) => known.email === email)
    if (account === undefined || !(await isDemoInstance(deps))) throw notFound('page')
    const headers = await signInByPassword(deps, clientHeaders(args.request, clientAddress), account)
    return redirect('/home', { headers })
  })
}
