import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, Page } from '../../../ui/index.ts'
import { renewPassword } from '../commands/ways-in.ts'
import { newPasswordSchema } from '../schema.ts'
import type { Route } from './+types/new-password'
import { PasswordField } from './password-field.tsx'

export const handle = { plain: true }

export function loader({ request }: Route.LoaderArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const visitor = visitorOf(args)
    await renewPassword(visitor, parseInput(newPasswordSchema, fields, visitor.language))
    throw redirect('/sign-in?reset=1')
  })
}

export default function NewPassword({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:new_password.title') })}</title>
      <Head title={t('identity:new_password.title')} lede={t('identity:new_password.lede')} />
      <form method="post" className="form">
        <FormErrors form={form} names={['password']} />
        <input type="hidden" name="token" value={loaderData.token} />
        <PasswordField kind="new" name="password" form={form} />
        <div className="actions">
          <Button look="first">{t('common:save')}</Button>
          <a href="/sign-in/forgot">{t('identity:new_password.again')}</a>
        </div>
      </form>
    </Page>
  )
}
