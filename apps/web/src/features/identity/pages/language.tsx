import { redirect } from 'react-router'
import { contextOf, forPage, inOwn } from '../../../http/request-context.ts'
import { isLanguage, LANGUAGE_COOKIE } from '../../../i18n/languages.ts'
import { changeLanguage } from '../commands/profile.ts'
import { safeNext } from '../schema.ts'
import type { Route } from './+types/language'

export const loader = () => redirect('/')

/** Remembers the reader's language for a year, in the profile of who is signed in too, and goes back to where they were. */
export function action(args: Route.ActionArgs) {
  return forPage(args, async () => {
    const { deps, person } = contextOf(args)
    const form = await args.request.formData()
    const language = form.get('language')
    const headers = new Headers()
    if (isLanguage(language)) {
      const secure = deps.config.publicUrl.startsWith('https:') ? '; Secure' : ''
      headers.set(
        'set-cookie',
        `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly${secure}`,
      )
      if (person !== undefined) await inOwn(args, (scope) => changeLanguage(scope, language))
    }
    return redirect(safeNext(form.get('next'), '/'), { headers })
  })
}
