import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { ButtonLink, Head, Page } from '../../../ui/index.ts'
import { renewCredential } from '../commands/renew.ts'
import { mayRenew } from '../policy.ts'
import type { Route } from './+types/renewals'

/** Begins to renew a credential of one's own and leads to the work. */
export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ credentialId }) => {
    const { enrollmentId } = await inOrganization(args, async (scope) => {
      authorize(mayRenew(scope))
      return renewCredential(scope, String(credentialId ?? ''))
    })
    throw redirect(`/o/${args.params.org}/enrollments/${enrollmentId}`)
  })
}

/** Where the buttons that renew lead when it cannot be done, with why. */
export default function Renewals({ actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['assignments', 'common'])
  const title = t('assignments:renewals.title')
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        title={title}
        lede={t('assignments:renewals.lede')}
        actions={<ButtonLink to="/backpack">{t('assignments:renewals.backpack')}</ButtonLink>}
      />
      <FormErrors form={formState(actionData)} />
    </Page>
  )
}
