import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { LedgerSection } from '../../../ui/index.ts'
import { createKey, revokeKey } from '../commands.ts'
import { mayManageOwnKeys } from '../policy.ts'
import { presentKey } from '../present.ts'
import { listKeys } from '../queries.ts'
import { KEY_LIFETIMES, PERSONAL_KEY_SCOPES, personalKeySchema } from '../schema.ts'
import type { Route } from './+types/my-keys'
import { KeyForm, KeyList, NewSecret } from './key-parts.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { deps, language, person } = contextOf(args)
  const rows = await inOwn(args, (scope) => {
    authorize(mayManageOwnKeys(scope))
    return listKeys(scope)
  })
  return {
    keys: rows.map(presentKey),
    scopes: PERSONAL_KEY_SCOPES,
    lifetimes: KEY_LIFETIMES,
    language,
    timeZone: person?.timeZone ?? 'UTC',
    now: deps.now().toISOString(),
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id, ...fields }) => {
    if (intent === 'revoke') {
      await inOwn(args, (scope) => {
        authorize(mayManageOwnKeys(scope))
        return revokeKey(scope, String(id ?? ''))
      })
      throw redirect('/settings/keys')
    }
    const input = parseInput(personalKeySchema, fields, contextOf(args).language)
    return inOwn(args, (scope) => {
      authorize(mayManageOwnKeys(scope))
      return createKey(scope, input)
    })
  })
}

export default function MyKeys({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'api-keys', 'common'])
  return (
    <>
      <title>{t('common:page_title', { title: t('settings:parts.keys') })}</title>
      <LedgerSection title={t('settings:parts.keys')} note={t('api-keys:own_note')} rule="none">
        {actionData !== undefined && 'secret' in actionData && <NewSecret secret={actionData.secret} />}
        <FormErrors form={formState(actionData, 'revoke')} />
        <KeyList {...loaderData} />
      </LedgerSection>
      <KeyForm {...loaderData} form={formState(actionData, 'make')} />
    </>
  )
}
