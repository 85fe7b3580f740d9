import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { clientHeaders } from '../../../http/client-headers.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { Button, LedgerSection, Note, TextField } from '../../../ui/index.ts'
import { changePassword, setFirstPassword } from '../commands/passwords.ts'
import { countSignInTry } from '../commands/tries.ts'
import { maySecureOwn } from '../policy.ts'
import { getProfile, hasPassword } from '../queries.ts'
import { changePasswordSchema, firstPasswordSchema } from '../schema.ts'
import type { Route } from './+types/settings-password'

export async function loader(args: Route.LoaderArgs) {
  const has = await inOwn(args, (scope) => {
    authorize(maySecureOwn(scope))
    return hasPassword(scope)
  })
  return { has, saved: new URL(args.request.url).searchParams.has('saved') }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const { deps, language, clientAddress } = contextOf(args)
    const headers = clientHeaders(args.request, clientAddress)
    const { id } = await inOwn(args, (scope) => {
      authorize(maySecureOwn(scope))
      return getProfile(scope)
    })
    if (intent === 'first') {
      const { password } = parseInput(firstPasswordSchema, fields, language)
      await setFirstPassword(deps, headers, id, password)
      throw redirect('/settings/password?saved=1')
    }
    const input = parseInput(changePasswordSchema, fields, language)
    await countSignInTry(deps, id, clientAddress)
    const cookies = await changePassword(deps, headers, id, input)
    throw redirect('/settings/password?saved=1', { headers: cookies })
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
        <FormErrors form={form} names={['current', 'password']} />
        {has && (
          <TextField
            name="current"
            label={t('settings:password.current')}
            type="password"
            autoComplete="current-password"
            required
            error={form.error('current')}
          />
        )}
        <TextField
          name="password"
          label={t('identity:new_password.label')}
          hint={t('identity:password_hint')}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={128}
          error={form.error('password')}
        />
        <div className="actions">
          <Button look="first" name="intent" value={has ? 'change' : 'first'}>
            {t(has ? 'settings:password.change' : 'settings:password.set')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}
