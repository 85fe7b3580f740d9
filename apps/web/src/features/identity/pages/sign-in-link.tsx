import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { attempt, contextOf, problemOf } from '../../../http/request-context.ts'
import { signInByLink } from '../commands.ts'
import type { Route } from './+types/sign-in-link'

export function loader({ request }: Route.LoaderArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' }
}

export function action(args: Route.ActionArgs) {
  return attempt(args, async () => {
    const form = await args.request.formData()
    const headers = await signInByLink(
      contextOf(args).deps,
      args.request.headers,
      String(form.get('token') ?? ''),
    )
    throw redirect('/home', { headers })
  })
}

export default function SignInLink({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const problem = problemOf(actionData)
  return (
    <div className="wrap head">
      <title>{t('common:page_title', { title: t('identity:link.title') })}</title>
      <h1>{t('identity:link.title')}</h1>
      <p className="lede">{t('identity:link.lede')}</p>
      {problem !== undefined && <p role="alert">{problem.message}</p>}
      <Form method="post">
        <input type="hidden" name="token" value={loaderData.token} />
        <button className="btn primary" type="submit">
          {t('common:sign_in')}
        </button>
      </Form>
    </div>
  )
}
