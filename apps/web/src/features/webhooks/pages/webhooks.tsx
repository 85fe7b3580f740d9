import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Button, EmptyState, Head, LedgerSection, Page } from '../../../ui/index.ts'
import { createWebhook } from '../commands.ts'
import { mayManageWebhooks, maySeeWebhooks } from '../policy.ts'
import { presentWebhook } from '../present.ts'
import { eventTypes, listWebhooks } from '../queries.ts'
import { webhookSchema } from '../schema.ts'
import type { Route } from './+types/webhooks'
import { NewSecret, StateTag, WebhookFields } from './webhook-parts.tsx'
import '../../../ui/pages/webhooks.css'

export async function loader(args: Route.LoaderArgs) {
  const rows = await inOrganization(args, (scope) => {
    authorize(maySeeWebhooks(scope))
    return listWebhooks(scope)
  })
  return { webhooks: rows.map(presentWebhook), types: eventTypes(), base: `/o/${args.params.org}/webhooks` }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const input = parseInput(webhookSchema, fields, contextOf(args).language)
    return inOrganization(args, (scope) => {
      authorize(mayManageWebhooks(scope))
      return createWebhook(scope, input)
    })
  })
}

type Data = Route.ComponentProps['loaderData']

export default function Webhooks({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['webhooks', 'common'])
  const { webhooks, types } = loaderData
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('webhooks:name') })}</title>
      <Head title={t('webhooks:name')} lede={t('webhooks:lede')} />
      {actionData !== undefined && 'secret' in actionData && <NewSecret secret={actionData.secret} />}
      <LedgerSection title={t('webhooks:endpoints')} rule="main">
        {webhooks.length === 0 ? (
          <EmptyState title={t('webhooks:none')}>{t('webhooks:none_more')}</EmptyState>
        ) : (
          <WebhookTable {...loaderData} />
        )}
      </LedgerSection>
      <LedgerSection title={t('webhooks:new')} note={t('webhooks:new_note')}>
        <Form method="post" className="form">
          <FormErrors form={form} names={['url', 'description', 'events']} />
          <WebhookFields form={form} types={types} />
          <div className="actions">
            <Button look="first">{t('webhooks:make')}</Button>
          </div>
        </Form>
      </LedgerSection>
    </Page>
  )
}

function WebhookTable({ webhooks, base }: Pick<Data, 'webhooks' | 'base'>) {
  const { t } = useTranslation(['webhooks'])
  return (
    <table className="stacks hover">
      <caption className="sr">{t('webhooks:endpoints')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('webhooks:url')}</th>
          <th scope="col">{t('webhooks:events')}</th>
          <th scope="col">{t('webhooks:state')}</th>
        </tr>
      </thead>
      <tbody>
        {webhooks.map((webhook) => (
          <tr key={webhook.id}>
            <th scope="row">
              <Link to={`${base}/${webhook.id}`} className="webhook-address">
                {webhook.url}
              </Link>
              <br />
              <span className="small dim">{webhook.description}</span>
            </th>
            <td data-label={t('webhooks:events')}>
              {webhook.events === null ? t('webhooks:all_events') : webhook.events.join(', ')}
            </td>
            <td data-label={t('webhooks:state')}>
              <StateTag webhook={webhook} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
