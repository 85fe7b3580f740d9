import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { inOwn } from '../../../http/request-context.ts'
import { LedgerSection } from '../../../ui/index.ts'
import { mayManageOwnKeys } from '../policy.ts'
import { listKeys } from '../queries.ts'
import { PERSONAL_KEY_SCOPES, personalKeySchema } from '../schema.ts'
import type { Route } from './+types/my-keys'
import { KeyForm, KeyList, NewSecret } from './key-parts.tsx'
import { postKeys } from './post-keys.ts'
import { shownKeys } from './shown-keys.ts'

export async function loader(args: Route.LoaderArgs) {
  const rows = await inOwn(args, (scope) => {
    authorize(mayManageOwnKeys(scope))
    return listKeys(scope)
  })
  return shownKeys(args, rows, PERSONAL_KEY_SCOPES)
}

export const action = (args: Route.ActionArgs) =>
  postKeys(args, {
    address: '/settings/keys',
    schema: personalKeySchema,
    run: (work) =>
      inOwn(args, (scope) => {
        authorize(mayManageOwnKeys(scope))
        return work(scope)
      }),
  })

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
