import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Head, LedgerSection, Page } from '../../../ui/index.ts'
import { createKey, revokeKey } from '../commands.ts'
import { mayManageOrganizationKeys } from '../policy.ts'
import { presentKey } from '../present.ts'
import { listKeys } from '../queries.ts'
import { KEY_LIFETIMES, ORGANIZATION_KEY_SCOPES, organizationKeySchema } from '../schema.ts'
import type { Route } from './+types/organization-keys'
import { KeyForm, KeyList, NewSecret } from './key-parts.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { deps, language, person } = contextOf(args)
  const rows = await inOrganization(args, (scope) => {
    authorize(mayManageOrganizationKeys(scope))
    return listKeys(scope)
  })
  return {
    keys: rows.map(presentKey),
    scopes: ORGANIZATION_KEY_SCOPES,
    lifetimes: KEY_LIFETIMES,
    language,
    timeZone: person?.timeZone ?? 'UTC',
    now: deps.now().toISOString(),
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id, ...fields }) => {
    if (intent === 'revoke') {
      await inOrganization(args, (scope) => {
        authorize(mayManageOrganizationKeys(scope))
        return revokeKey(scope, String(id ?? ''))
      })
      throw redirect(`/o/${args.params.org}/api-keys`)
    }
    const input = parseInput(organizationKeySchema, fields, contextOf(args).language)
    return inOrganization(args, (scope) => {
      authorize(mayManageOrganizationKeys(scope))
      return createKey(scope, input)
    })
  })
}

export default function OrganizationKeys({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['api-keys', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: t('common:nav.api_keys') })}</title>
      <Head title={t('common:nav.api_keys')} lede={t('api-keys:lede')} />
      {actionData !== undefined && 'secret' in actionData && <NewSecret secret={actionData.secret} />}
      <FormErrors form={formState(actionData, 'revoke')} />
      <LedgerSection title={t('api-keys:keys')} note={t('api-keys:keys_note')} rule="main">
        <KeyList {...loaderData} />
      </LedgerSection>
      <KeyForm {...loaderData} form={formState(actionData, 'make')} />
    </Page>
  )
}
