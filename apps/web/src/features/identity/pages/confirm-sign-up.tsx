import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { contextOf } from '../../../http/request-context.ts'
import { Button, Head, Page } from '../../../ui/index.ts'
import { confirmSignUp } from '../commands/sign-in.ts'
import { countSignInTry } from '../commands/tries.ts'
import { safeNext } from '../schema.ts'
import type { Route } from './+types/confirm-sign-up'

export const handle = { plain: true }

export function loader({ request }: Route.LoaderArgs) {
  const { searchParams } = new URL(request.url)
  return { token: searchParams.get('token') ?? '', next: safeNext(searchParams.get('next')) }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ token, next }) => {
    const { deps, clientAddress } = contextOf(args)
    await countSignInTry(deps, String(token ?? ''), clientAddress)
    await confirmSignUp(deps, args.request.headers, String(token ?? ''))
    throw redirect(`/sign-in?confirmed=1&next=${encodeURIComponent(safeNext(next))}`)
  })
}

export default function ConfirmSignUp({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:confirm.title') })}</title>
      <Head title={t('identity:confirm.title')} lede={t('identity:confirm.lede')} />
      <form method="post" className="form">
        <FormErrors form={form} />
        <input type="hidden" name="token" value={loaderData.token} />
        <input type="hidden" name="next" value={loaderData.next} />
        <div className="actions">
          <Button look="first">{t('identity:confirm.action')}</Button>
          {form.problem !== undefined && <a href="/sign-in">{t('common:sign_in')}</a>}
        </div>
      </form>
    </Page>
  )
}
