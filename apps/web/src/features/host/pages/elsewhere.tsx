import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { z } from 'zod'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { Button, Head, LedgerSection, Note, Page, TextField } from '../../../ui/index.ts'
import { beginVisit } from '../commands/begin-visit.ts'
import { mayManageApps } from '../policy.ts'
import type { Route } from './+types/elsewhere'

export function loader(args: Route.LoaderArgs) {
  return inOwn(args, async (scope) => {
    authorize(mayManageApps(scope))
    return null
  })
}

const addressSchema = z.object({ address: z.string().trim().min(1).max(2000) })

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const { deps, language } = contextOf(args)
    await inOwn(args, async (scope) => authorize(mayManageApps(scope)))
    const { address } = parseInput(addressSchema, fields, language)
    return { begun: await beginVisit(deps, (work) => inOwn(args, work), address) }
  })
}

export default function Elsewhere({ actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['host', 'backpack', 'common'])
  const title = t('host:elsewhere.title')
  const form = formState(actionData)
  const begun = actionData !== undefined && 'begun' in actionData ? actionData.begun : undefined
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        title={title}
        lede={t('host:elsewhere.lede')}
        crumbs={{
          label: t('backpack:entry.crumbs'),
          items: [{ to: '/backpack', label: t('backpack:entry.crumb') }],
        }}
      />
      {begun !== undefined && (
        <LedgerSection title={t('host:elsewhere.next')} rule="main">
          <Note title={<bdi>{begun.title}</bdi>}>{t('host:elsewhere.next_text', { host: begun.host })}</Note>
          <p>
            {/* A link and not a redirect: answers to forms stay here. */}
            <a className="btn primary" href={begun.address} rel="noreferrer">
              {t('host:elsewhere.go', { host: begun.host })}
            </a>
          </p>
        </LedgerSection>
      )}
      <LedgerSection
        title={t('host:elsewhere.where')}
        note={t('host:elsewhere.where_note')}
        rule={begun === undefined ? 'main' : 'hair'}
      >
        <FormErrors form={form} names={['address']} />
        <Form method="post" className="form">
          <TextField
            name="address"
            label={t('host:elsewhere.address')}
            hint={t('host:elsewhere.address_hint')}
            defaultValue={form.values?.address?.[0] ?? ''}
            error={form.problem?.fields.find(({ path }) => path === 'address')?.message}
            required
          />
          <div className="actions">
            <Button look={begun === undefined ? 'first' : 'plain'}>{t('host:elsewhere.ask')}</Button>
          </div>
        </Form>
      </LedgerSection>
    </Page>
  )
}
