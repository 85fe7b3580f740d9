import { redirect } from 'react-router'
import { contextOf } from '../../../http/request-context.ts'
import { isLanguage, LANGUAGE_COOKIE } from '../../../i18n/languages.ts'
import { safeNext } from '../schema.ts'
import type { Route } from './+types/language'

export const loader = () => redirect('/')

/** Remembers the reader's language for a year and goes back to where they were. */
export async function action(args: Route.ActionArgs) {
  const form = await args.request.formData()
  const language = form.get('language')
  const secure = contextOf(args).deps.config.publicUrl.startsWith('https:') ? '; Secure' : ''
  const headers = new Headers()
  if (isLanguage(language))
    headers.set(
      'set-cookie',
      `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly${secure}`,
    )
  return redirect(safeNext(String(form.get('next') ?? ''), '/'), { headers })
}
