import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Button, ConfirmForm, Head, LedgerSection, Note, Page, Time } from '../../../ui/index.ts'
import { mayManageWebhooks, maySeeWebhooks } from '../policy.ts'
import { presentDelivery, presentWebhook } from '../present.ts'
import { eventTypes, getWebhook, listDeliveries } from '../queries.ts'
import type { Route } from './+types/webhook'
import { DeliveriesSection } from './deliveries.tsx'
import { postWebhook } from './post-webhook.ts'
import { NewSecret, StateTag, WebhookFields } from './webhook-parts.tsx'

const PAGE = 20

import '../../../ui/pages/webhooks.css'

export async function loader(args: Route.LoaderArgs) {
  const { org, webhook: id } = args.params
  const query = new URL(args.request.url).searchParams
  const page = Math.min(20_000, Math.max(1, Math.trunc(Number(query.get('page') ?? 1)) || 1))
  const state = query.get('state') === 'failed' ? ('failed' as const) : undefined
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeWebhooks(scope))
    const webhook = presentWebhook(await getWebhook(scope, id))
    const { items, total } = await listDeliveries(scope, id, {
      state,
      limit: PAGE,
      offset: (page - 1) * PAGE,
    })
    return { webhook, deliveries: items.map(presentDelivery), total }
  })
  return {
    ...found,
    page,
    pages: Math.ceil(found.total / PAGE),
    state: state ?? '',
    done: query.get('done'),
    types: eventTypes(),
    timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    list: `/o/${org}/webhooks`,
    address: `/o/${org}/webhooks/${id}`,
  }
}

export function action(args: Route.ActionArgs) {
  const { org, webhook: id } = args.params
  return formAction(args, async ({ intent, ...fields }) => {
    const result = await inOrganization(args, (scope) => {
      authorize(mayManageWebhooks(scope))
      return postWebhook(scope, id, String(intent), fields, contextOf(args).language)
    })
    if (result !== undefined) return result
    throw redirect(
      intent === 'remove'
        ? `/o/${org}/webhooks`
        : `/o/${org}/webhooks/${id}?done=${encodeURIComponent(String(intent))}`,
    )
  })
}

const DONE = ['change', 'enable', 'disable', 'test', 'replay', 'replay-failed'] as const

export default function Webhook({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['webhooks', 'common'])
  const { webhook, list, done } = loaderData
  const said = DONE.find((name) => name === done)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('webhooks:one') })}</title>
      <Head
        title={new URL(webhook.url).host}
        lede={webhook.description === '' ? webhook.url : webhook.description}
        crumbs={{ label: t('common:crumbs'), items: [{ to: list, label: t('webhooks:name') }] }}
      />
      {said !== undefined && <Note tone="pass">{t(`webhooks:done.${said}`)}</Note>}
      {actionData !== undefined && 'secret' in actionData && <NewSecret secret={actionData.secret} />}
      <StateSection {...loaderData} />
      <DeliveriesSection {...loaderData} form={formState(actionData, 'replay-failed')} />
      <ChangeSection {...loaderData} actionData={actionData} />
      <SecretSection {...loaderData} />
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData']

function StateSection({ webhook, timeZone }: Data) {
  const { t, i18n } = useTranslation(['webhooks'])
  return (
    <LedgerSection title={t('webhooks:state')} rule="main">
      <p className="row">
        <StateTag webhook={webhook} />
        {webhook.failingSince !== null && (
          <span>
            {t('webhooks:failing_since')}{' '}
            <Time at={webhook.failingSince} locale={i18n.language} timeZone={timeZone} show="both" />
          </span>
        )}
      </p>
      <div className="row">
        <Form method="post">
          <input type="hidden" name="intent" value={webhook.enabled ? 'disable' : 'enable'} />
          <Button small>{webhook.enabled ? t('webhooks:disable') : t('webhooks:enable')}</Button>
        </Form>
        {webhook.enabled && (
          <Form method="post">
            <input type="hidden" name="intent" value="test" />
            <Button small>{t('webhooks:test')}</Button>
          </Form>
        )}
      </div>
    </LedgerSection>
  )
}

function ChangeSection({ webhook, types, actionData }: Data & { readonly actionData: unknown }) {
  const { t } = useTranslation(['webhooks', 'common'])
  const form = formState(actionData, 'change')
  return (
    <LedgerSection title={t('webhooks:change')}>
      <Form method="post" className="form">
        <FormErrors form={form} names={['url', 'description', 'events']} />
        <input type="hidden" name="intent" value="change" />
        <input type="hidden" name="revision" value={webhook.revision} />
        <WebhookFields form={form} types={types} webhook={webhook} />
        <div className="actions">
          <Button look="first">{t('common:save')}</Button>
        </div>
      </Form>
    </LedgerSection>
  )
}

function SecretSection({ webhook, timeZone }: Data) {
  const { t, i18n } = useTranslation(['webhooks'])
  return (
    <LedgerSection title={t('webhooks:secret')} note={t('webhooks:secret_note')}>
      {webhook.previousUntil !== null && (
        <p>
          {t('webhooks:previous_until')}{' '}
          <Time at={webhook.previousUntil} locale={i18n.language} timeZone={timeZone} show="both" />
        </p>
      )}
      <div className="row">
        <ConfirmForm
          ask={t('webhooks:rotate')}
          confirm={t('webhooks:rotate_yes')}
          values={{ intent: 'rotate' }}
        >
          {t('webhooks:rotate_sure')}
        </ConfirmForm>
        <ConfirmForm
          ask={t('webhooks:remove')}
          confirm={t('webhooks:remove_yes')}
          values={{ intent: 'remove' }}
        >
          {t('webhooks:remove_sure')}
        </ConfirmForm>
      </div>
    </LedgerSection>
  )
}
