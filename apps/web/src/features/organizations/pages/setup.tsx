import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { Button, ButtonLink, Head, Page } from '../../../ui/index.ts'
import { checkSetupCode } from '../queries.ts'
import type { Route } from './+types/setup'
import { makeFromForm } from './make-from-form.server.ts'
import { ORGANIZATION_FIELDS, OrganizationFields, SlugField } from './organization-form.tsx'

/** The first page of a new installation: the operator's own account, then the organization. */
export function loader(args: Route.LoaderArgs) {
  return forPage(args, async () => {
    const { deps, person, language } = contextOf(args)
    const code = new URL(args.request.url).searchParams.get('code') ?? ''
    await checkSetupCode(deps, code)
    return { code, language, origin: deps.config.publicUrl, signedIn: person !== undefined }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ code, ...fields }) => {
    const slug = await makeFromForm(args, fields, String(code ?? ''))
    throw redirect(`/o/${slug}/people`)
  })
}

export default function Setup({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['organizations', 'common'])
  const { code, language, origin, signedIn } = loaderData
  const form = formState(actionData)
  const next = encodeURIComponent(`/setup?code=${encodeURIComponent(code)}`)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('organizations:setup.title') })}</title>
      <Head
        title={t('organizations:setup.title')}
        lede={t(signedIn ? 'organizations:setup.lede' : 'organizations:setup.lede_account')}
      />
      {signedIn ? (
        <Form method="post" className="form">
          <FormErrors form={form} names={ORGANIZATION_FIELDS} />
          <input type="hidden" name="code" value={code} />
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
      ) : (
        <div className="row">
          <ButtonLink look="first" to={`/sign-up?next=${next}`}>
            {t('organizations:setup.sign_up')}
          </ButtonLink>
          <ButtonLink to={`/sign-in?next=${next}`}>{t('common:sign_in')}</ButtonLink>
        </div>
      )}
    </Page>
  )
}
