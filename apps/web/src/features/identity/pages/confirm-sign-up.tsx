import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { attempt, contextOf, problemOf } from '../../../http/request-context.ts'
import { confirmSignUp } from '../commands.ts'
import type { Route } from './+types/confirm-sign-up'

export function loader({ request }: Route.LoaderArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' }
}

export function action(args: Route.ActionArgs) {
  return attempt(args, async () => {
    const form = await args.request.formData()
    await confirmSignUp(contextOf(args).deps, args.request.headers, String(form.get('token') ?? ''))
    throw redirect('/sign-in?confirmed=1')
  })
}

export default function ConfirmSignUp({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const problem = problemOf(actionData)
  return (
    <div className="wrap head">
      <title>{t('common:page_title', { title: t('identity:confirm.title') })}</title>
      <h1>{t('identity:confirm.title')}</h1>
      <p className="lede">{t('identity:confirm.lede')}</p>
      {problem !== undefined && <p role="alert">{problem.message}</p>}
      <Form method="post">
        <input type="hidden" name="token" value={loaderData.token} />
        <button className="btn primary" type="submit">
          {t('identity:confirm.action')}
        </button>
      </Form>
    </div>
  )
}
