import { redirect } from 'react-router'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { signOut } from '../commands/sign-in.ts'
import type { Route } from './+types/sign-out'

export const loader = () => redirect('/')

export function action(args: Route.ActionArgs) {
  return forPage(args, async () => {
    const headers = await signOut(contextOf(args).deps, args.request.headers)
    return redirect('/', { headers })
  })
}
