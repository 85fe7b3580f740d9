import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import type { z } from 'zod'
import { FormErrors, type FormState } from '../../../form-errors.tsx'
import { ListPages } from '../../../list-pages.tsx'
import { Button, EmptyState, LedgerSection, More, Tag, TextField, Time } from '../../../ui/index.ts'
import type { deliveryView } from '../present.ts'
import type { ShownWebhook } from './webhook-parts.tsx'

type Delivery = z.input<typeof deliveryView>

interface DeliveriesProps {
  readonly webhook: ShownWebhook
  readonly deliveries: readonly Delivery[]
  readonly page: number
  readonly pages: number
  readonly state: string
  readonly timeZone: string
  readonly address: string
  readonly form: FormState
}

/** What was sent, with every try and its answer. */
export function DeliveriesSection(props: DeliveriesProps) {
  const { t } = useTranslation(['webhooks', 'common'])
  const { webhook, deliveries, page, pages, state, address, form } = props
  return (
    <LedgerSection title={t('webhooks:deliveries')} note={t('webhooks:deliveries_note')}>
      <nav className="tabs" aria-label={t('webhooks:show')}>
        <Link to={address} aria-current={state === '' ? 'true' : undefined}>
          {t('webhooks:show_all')}
        </Link>
        <Link to={`${address}?state=failed`} aria-current={state === 'failed' ? 'true' : undefined}>
          {t('webhooks:show_failed')}
        </Link>
      </nav>
      {deliveries.length === 0 && <EmptyState title={t('webhooks:no_deliveries')} />}
      {deliveries.map((delivery) => (
        <DeliveryRow key={delivery.id} {...props} delivery={delivery} />
      ))}
      <ListPages
        page={page}
        pages={pages}
        address={(n) => `${address}?${new URLSearchParams({ state, page: String(n) })}`}
      />
      {webhook.enabled && (
        <Form method="post" className="form">
          <FormErrors form={form} names={['since']} />
          <input type="hidden" name="intent" value="replay-failed" />
          <TextField
            name="since"
            type="datetime-local"
            label={t('webhooks:since')}
            defaultValue={form.typed('since')}
            error={form.error('since')}
            required
          />
          <div className="actions">
            <Button small>{t('webhooks:replay_failed')}</Button>
          </div>
        </Form>
      )}
    </LedgerSection>
  )
}

const TONES = { waiting: 'amber', delivered: 'pass', failed: 'fail' } as const

function DeliveryRow({ delivery, webhook, timeZone }: DeliveriesProps & { readonly delivery: Delivery }) {
  const { t, i18n } = useTranslation(['webhooks'])
  const { id, type, state, createdAt, attempts, nextAt, body } = delivery
  const time = (at: string) => <Time at={at} locale={i18n.language} timeZone={timeZone} show="stamp" />
  return (
    <article className="webhook-delivery">
      <div className="split">
        <h3>
          <code>{type}</code>
        </h3>
        <span className="row small">
          {time(createdAt)} <Tag tone={TONES[state]}>{t(`webhooks:states.${state}`)}</Tag>
        </span>
      </div>
      {nextAt !== null && (
        <p className="small dim">
          {t('webhooks:next_at')} {time(nextAt)}
        </p>
      )}
      <ol className="small">
        {attempts.map(({ number, at, status, error, answer, milliseconds }) => (
          <li key={number}>
            {time(at)}: {status === null ? error : t('webhooks:answered', { status })},{' '}
            {t('webhooks:took', { milliseconds })}
            {answer !== '' && (
              <More summary={t('webhooks:answer')}>
                <pre className="code scrollx">{answer}</pre>
              </More>
            )}
          </li>
        ))}
      </ol>
      <More summary={t('webhooks:body')}>
        <pre className="code scrollx">{body}</pre>
      </More>
      {webhook.enabled && state !== 'waiting' && (
        <Form method="post">
          <input type="hidden" name="intent" value="replay" />
          <input type="hidden" name="delivery" value={id} />
          <Button small>{t('webhooks:replay')}</Button>
        </Form>
      )}
    </article>
  )
}
