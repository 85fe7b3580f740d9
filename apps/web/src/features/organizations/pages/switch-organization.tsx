import { redirect } from 'react-router'
import { organizationCookie } from '../../../http/current-organization.ts'
import { contextOf, forPage } from '../../../http/request-context.ts'
import type { Route } from './+types/switch-organization'

export const loader = () => redirect('/home')

/** Remembers which of a person's organizations the masthead shows on pages that belong to none. */
export function action(args: Route.ActionArgs) {
  return forPage(args, async () => {
    const { deps, organizations } = contextOf(args)
    const slug = (await args.request.formData()).get('organization')
    const chosen = organizations.find((organization) => organization.slug === slug)
    const headers = new Headers()
    if (chosen !== undefined)
      headers.set('set-cookie', organizationCookie(chosen.slug, deps.config.publicUrl.startsWith('https:')))
    return redirect('/home', { headers })
  })
}
