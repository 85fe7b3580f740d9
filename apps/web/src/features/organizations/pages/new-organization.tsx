import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { notFound } from '../../../app-error.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, forPage, inOwn } from '../../../http/request-context.ts'
import { Button, Head, Page } from '../../../ui/index.ts'
import type { Route } from './+types/new-organization'
import { makeFromForm } from './make-from-form.server.ts'
import { ORGANIZATION_FIELDS, OrganizationFields, SlugField } from './organization-form.tsx'

/** Where anybody may make an organization; elsewhere there is no such page. */
export function loader(args: Route.LoaderArgs) {
  const { deps, language } = contextOf(args)
  return inOwn(args, async () => {
    if (!deps.config.openOrganizations) await forPage(args, () => Promise.reject(notFound('page')))
    return { origin: deps.config.publicUrl, language }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const slug = await makeFromForm(args, fields, undefined)
    throw redirect(`/o/${slug}/people`)
  })
}

export default function NewOrganization({
  loaderData: { origin, language },
  actionData,
}: Route.ComponentProps) {
  const { t } = useTranslation(['organizations', 'common'])
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('organizations:new.title') })}</title>
      <Head title={t('organizations:new.title')} lede={t('organizations:new.lede')} />
      <Form method="post" className="form">
        <FormErrors form={form} names={ORGANIZATION_FIELDS} />
        <OrganizationFields
          form={form}
          values={{ name: '', mark: '', description: '', website: null, email: null, locale: language }}
        >
          <SlugField form={form} origin={origin} />
        </OrganizationFields>
        <div className="actions">
          <Button look="first">{t('organizations:new.action')}</Button>
        </div>
      </Form>
    </Page>
  )
}
