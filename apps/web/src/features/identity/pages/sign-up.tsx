import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, Head, Note, Page, TextField } from '../../../ui/index.ts'
import { askToSignUp } from '../commands/ways-in.ts'
import { safeNext, signUpSchema } from '../schema.ts'
import type { Route } from './+types/sign-up'
import { PasswordField } from './password-field.tsx'

export const handle = { plain: true }

export function loader({ request }: Route.LoaderArgs) {
  return { next: safeNext(new URL(request.url).searchParams.get('next')) }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ next, ...fields }) => {
    const visitor = visitorOf(args)
    const input = parseInput(signUpSchema, fields, visitor.language)
    await askToSignUp(visitor, { ...input, next: safeNext(next) })
    return { sent: input.email }
  })
}

export default function SignUp({ loaderData: { next }, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const form = formState(actionData)
  const sent = actionData !== undefined && 'sent' in actionData ? actionData.sent : undefined
  return (
    <Page>
      <title>{t('common:page_title', { title: t('identity:sign_up.title') })}</title>
      <Head title={t('identity:sign_up.title')} lede={t('identity:sign_up.lede')} />
      {sent !== undefined ? (
        <Note tone="pass">{t('identity:sign_up.sent', { address: sent })}</Note>
      ) : (
        <form method="post" className="form">
          <FormErrors form={form} names={['name', 'email', 'password']} />
          <input type="hidden" name="next" value={next} />
          <TextField
            name="name"
            label={t('identity:name')}
            autoComplete="name"
            required
            maxLength={200}
            defaultValue={form.typed('name')}
            error={form.error('name')}
          />
          <TextField
            name="email"
            label={t('identity:email')}
            hint={t('identity:sign_up.email_hint')}
            type="email"
            autoComplete="username"
            required
            defaultValue={form.typed('email')}
            error={form.error('email')}
          />
          <PasswordField kind="new" name="password" form={form} label={t('identity:password')} />
          <div className="actions">
            <Button look="first">{t('identity:sign_up.title')}</Button>
            <a href={next === '/home' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`}>
              {t('identity:sign_up.have_account')}
            </a>
          </div>
        </form>
      )}
    </Page>
  )
}
