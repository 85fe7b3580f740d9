import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, Note, Page, TextField } from '../../../ui/index.ts'
import { askForNewPassword } from '../commands/ways-in.ts'
import { addressOnlySchema } from '../schema.ts'
import type { Route } from './+types/forgot-password'

export const handle = { plain: true }

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const visitor = visitorOf(args)
    const { email } = parseInput(addressOnlySchema, fields, visitor.language)
    await askForNewPassword(visitor, email)
    return { sent: email }
  })
}

export default function ForgotPassword({ actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const form = formState(actionData)
  const sent = actionData !== undefined && 'sent' in actionData ? actionData.sent : undefined
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:forgot.title') })}</title>
      <Head title={t('identity:forgot.title')} lede={t('identity:forgot.lede')} />
      <form method="post" className="form">
        {sent !== undefined && <Note tone="pass">{t('identity:forgot.sent', { address: sent })}</Note>}
        <FormErrors form={form} names={['email']} />
        <TextField
          name="email"
          label={t('identity:email')}
          type="email"
          autoComplete="username"
          required
          defaultValue={form.typed('email', sent)}
          error={form.error('email')}
        />
        <div className="actions">
          <Button look="first">{t('identity:forgot.action')}</Button>
          <a href="/sign-in">{t('common:sign_in')}</a>
        </div>
      </form>
    </Page>
  )
}
