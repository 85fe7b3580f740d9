import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { inOwn } from '../../../http/request-context.ts'
import { Button, Head, Page } from '../../../ui/index.ts'
import { confirmAddress } from '../commands/addresses.ts'
import { mayReadOwn, maySecureOwn } from '../policy.ts'
import { getProfile } from '../queries.ts'
import type { Route } from './+types/confirm-address'

export async function loader(args: Route.LoaderArgs) {
  const token = new URL(args.request.url).searchParams.get('token') ?? ''
  const { name } = await inOwn(args, (scope) => {
    authorize(mayReadOwn(scope))
    return getProfile(scope)
  })
  return { token, name }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ token }) => {
    await inOwn(args, (scope) => {
      authorize(maySecureOwn(scope))
      return confirmAddress(scope, String(token ?? ''))
    })
    throw redirect('/settings/addresses?proven=1')
  })
}

export default function ConfirmAddress({ loaderData: { token, name }, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: t('settings:confirm_address.title') })}</title>
      <Head title={t('settings:confirm_address.title')} lede={t('settings:confirm_address.lede', { name })} />
      <Form method="post" className="form">
        <FormErrors form={formState(actionData)} />
        <input type="hidden" name="token" value={token} />
        <div className="actions">
          <Button look="first">{t('settings:confirm_address.action')}</Button>
        </div>
      </Form>
    </Page>
  )
}
