import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { Head, LedgerSection, Page } from '../../../ui/index.ts'
import { mayManageOrganizationKeys } from '../policy.ts'
import { listKeys } from '../queries.ts'
import { ORGANIZATION_KEY_SCOPES, organizationKeySchema } from '../schema.ts'
import type { Route } from './+types/organization-keys'
import { KeyForm, KeyList, NewSecret } from './key-parts.tsx'
import { postKeys } from './post-keys.ts'
import { shownKeys } from './shown-keys.ts'

export async function loader(args: Route.LoaderArgs) {
  const rows = await inOrganization(args, (scope) => {
    authorize(mayManageOrganizationKeys(scope))
    return listKeys(scope)
  })
  return shownKeys(args, rows, ORGANIZATION_KEY_SCOPES)
}

export const action = (args: Route.ActionArgs) =>
  postKeys(args, {
    address: `/o/${args.params.org}/api-keys`,
    schema: organizationKeySchema,
    run: (work) =>
      inOrganization(args, (scope) => {
        authorize(mayManageOrganizationKeys(scope))
        return work(scope)
      }),
  })

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
