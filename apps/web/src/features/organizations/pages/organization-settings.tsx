import { useTranslation } from 'react-i18next'
import { Form, Link, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Button, CheckField, Facts, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { changeOrganization, changeSignInRules } from '../commands.ts'
import { mayManageOrganization } from '../policy.ts'
import { presentOrganization } from '../present.ts'
import { getOrganization, getSignInRules } from '../queries.ts'
import { profileSchema } from '../schema.ts'
import type { Route } from './+types/organization-settings'
import { ORGANIZATION_FIELDS, OrganizationFields } from './organization-form.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { row, rules } = await inOrganization(args, async (scope) => {
    authorize(mayManageOrganization(scope))
    return { row: await getOrganization(scope), rules: await getSignInRules(scope) }
  })
  return {
    organization: presentOrganization(row),
    rules,
    saved: new URL(args.request.url).searchParams.has('saved'),
    origin: contextOf(args).deps.config.publicUrl,
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    if (intent === 'sign_in') {
      await inOrganization(args, (scope) => {
        authorize(mayManageOrganization(scope) && scope.actor.kind === 'person')
        return changeSignInRules(scope, { requiresFactor: fields.requiresFactor === 'on' })
      })
      throw redirect(`/o/${args.params.org}/settings?saved=1`)
    }
    const input = parseInput(profileSchema, fields, contextOf(args).language)
    await inOrganization(args, (scope) => {
      authorize(mayManageOrganization(scope))
      return changeOrganization(scope, input)
    })
    throw redirect(`/o/${args.params.org}/settings?saved=1`)
  })
}

export default function OrganizationSettings({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['organizations', 'common'])
  const { organization, rules, saved, origin } = loaderData
  const form = formState(actionData)
  const base = `/o/${organization.slug}`
  return (
    <Page>
      <title>{t('common:page_title', { title: t('organizations:settings.title') })}</title>
      <Head title={t('organizations:settings.title')} lede={t('organizations:settings.lede')} />
      <LedgerSection
        title={t('organizations:settings.profile')}
        note={t('organizations:settings.profile_note')}
        rule="main"
      >
        <Form method="post" className="form">
          {saved && form.problem === undefined && <Note tone="pass">{t('organizations:saved')}</Note>}
          <FormErrors form={form} names={ORGANIZATION_FIELDS} />
          <OrganizationFields form={form} values={organization}>
            <TextField
              name="accent"
              label={t('organizations:fields.accent')}
              hint={t('organizations:fields.accent_hint')}
              optional={t('common:optional')}
              placeholder="#2C3E94"
              maxLength={7}
              pattern="#[0-9A-Fa-f]{6}"
              autoComplete="off"
              defaultValue={form.typed('accent', organization.accent)}
              error={form.error('accent')}
            />
          </OrganizationFields>
          <div className="actions">
            <Button look="first">{t('common:save')}</Button>
          </div>
        </Form>
      </LedgerSection>
      <LedgerSection title={t('organizations:sign_in.title')} note={t('organizations:sign_in.note')}>
        <Form method="post" className="form">
          <CheckField
            name="requiresFactor"
            value="on"
            label={t('organizations:sign_in.require')}
            hint={t('organizations:sign_in.require_hint')}
            checked={rules.requiresFactor}
          />
          <div className="actions">
            <Button name="intent" value="sign_in">
              {t('organizations:sign_in.save')}
            </Button>
          </div>
        </Form>
      </LedgerSection>
      <LedgerSection title={t('organizations:settings.fixed')} note={t('organizations:settings.fixed_note')}>
        <Facts
          items={[
            { term: t('organizations:fields.slug'), value: organization.slug },
            { term: t('organizations:settings.address'), value: `${origin}/issuers/${organization.slug}` },
          ]}
        />
      </LedgerSection>
      <LedgerSection title={t('organizations:settings.more')}>
        <ul className="prose">
          <li>
            <Link to={`${base}/people`}>{t('common:nav.people')}</Link>
          </li>
          <li>
            <Link to={`${base}/issuer`}>{t('common:nav.issuer')}</Link>
          </li>
          <li>
            <Link to={`${base}/api-keys`}>{t('common:nav.api_keys')}</Link>
          </li>
          <li>
            <Link to={`${base}/audit`}>{t('common:nav.audit')}</Link>
          </li>
          <li>
            <Link to={`${base}/quarantine`}>{t('common:nav.quarantine')}</Link>
          </li>
          <li>
            <Link to={`${base}/webhooks`}>{t('common:nav.webhooks')}</Link>
          </li>
          <li>
            <Link to={`${base}/letters`}>{t('common:nav.letters')}</Link>
          </li>
          <li>
            <Link to={`${base}/way-out`}>{t('organizations:settings.way_out')}</Link>
          </li>
        </ul>
      </LedgerSection>
    </Page>
  )
}
