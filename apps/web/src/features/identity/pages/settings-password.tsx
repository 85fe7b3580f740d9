import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { inOwn } from '../../../http/request-context.ts'
import { visitorOf } from '../../../http/visitor.ts'
import { Button, LedgerSection, Note } from '../../../ui/index.ts'
import { changeOwnPassword } from '../commands/ways-in.ts'
import { maySecureOwn } from '../policy.ts'
import { getProfile, hasPassword } from '../queries.ts'
import { changePasswordSchema, firstPasswordSchema } from '../schema.ts'
import type { Route } from './+types/settings-password'
import { PasswordField } from './password-field.tsx'

export async function loader(args: Route.LoaderArgs) {
  const has = await inOwn(args, (scope) => {
    authorize(maySecureOwn(scope))
    return hasPassword(scope)
  })
  return { has, saved: new URL(args.request.url).searchParams.has('saved') }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const visitor = visitorOf(args)
    const { id } = await inOwn(args, (scope) => {
      authorize(maySecureOwn(scope))
      return getProfile(scope)
    })
    const schema = intent === 'first' ? firstPasswordSchema : changePasswordSchema
    const input = parseInput(schema, fields, visitor.language)
    const headers = await changeOwnPassword(visitor, id, input)
    throw redirect('/settings/password?saved=1', { headers })
  })
}

export default function SettingsPassword({ loaderData: { has, saved }, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'identity', 'common'])
  const form = formState(actionData)
  return (
    <LedgerSection
      title={t('settings:parts.password')}
      note={t(has ? 'settings:password.note' : 'settings:password.note_none')}
      rule="none"
    >
      <title>{t('common:page_title', { title: t('settings:parts.password') })}</title>
      <Form method="post" className="form">
        {saved && form.problem === undefined && <Note tone="pass">{t('settings:password.saved')}</Note>}
        <FormErrors form={form} names={['currentPassword', 'newPassword']} />
        {has && (
          <PasswordField
            kind="present"
            name="currentPassword"
            form={form}
            label={t('settings:password.current')}
          />
        )}
        <PasswordField kind="new" name="newPassword" form={form} />
        <div className="actions">
          <Button look="first" name="intent" value={has ? 'change' : 'first'}>
            {t(has ? 'settings:password.change' : 'settings:password.set')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}
