import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { FormState } from '../../../form-errors.tsx'
import { More, Note, Tag, TextField } from '../../../ui/index.ts'
import type { webhookView } from '../present.ts'

export type ShownWebhook = z.input<typeof webhookView>

/** The secret, told once. */
export function NewSecret({ secret }: { readonly secret: string }) {
  const { t } = useTranslation(['webhooks'])
  return (
    <Note tone="pass" title={t('webhooks:secret_made')}>
      <p>
        <code className="code webhook-address">{secret}</code>
      </p>
      <p>{t('webhooks:secret_once')}</p>
    </Note>
  )
}

export function StateTag({ webhook }: { readonly webhook: ShownWebhook }) {
  const { t } = useTranslation(['webhooks'])
  if (webhook.disabledFor !== null)
    return <Tag tone="fail">{t(`webhooks:disabled_for.${webhook.disabledFor}`)}</Tag>
  if (webhook.failingSince !== null) return <Tag tone="amber">{t('webhooks:failing')}</Tag>
  return <Tag tone="pass">{t('webhooks:enabled')}</Tag>
}

interface WebhookFieldsProps {
  readonly form: FormState
  readonly types: readonly string[]
  readonly webhook?: ShownWebhook
}

export function WebhookFields({ form, types, webhook }: WebhookFieldsProps) {
  const { t } = useTranslation(['webhooks', 'common'])
  const chosen = webhook?.events ?? []
  return (
    <>
      <TextField
        name="url"
        type="url"
        label={t('webhooks:url')}
        hint={t('webhooks:url_hint')}
        defaultValue={form.typed('url', webhook?.url)}
        error={form.error('url')}
        autoComplete="off"
        maxLength={2000}
        required
      />
      <TextField
        name="description"
        label={t('webhooks:description')}
        optional={t('common:optional')}
        defaultValue={form.typed('description', webhook?.description)}
        error={form.error('description')}
        maxLength={200}
      />
      <More
        summary={
          chosen.length === 0
            ? t('webhooks:choose_events')
            : t('webhooks:chosen_events', { count: chosen.length })
        }
      >
        <fieldset className="choices" id="f-events">
          <legend>{t('webhooks:events_hint')}</legend>
          {types.map((type) => (
            <label key={type} className="choice">
              <input type="checkbox" name="events[]" value={type} defaultChecked={chosen.includes(type)} />
              <code>{type}</code>
            </label>
          ))}
        </fieldset>
      </More>
    </>
  )
}
