import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { FormErrors, type FormState } from '../../../form-errors.tsx'
import {
  Button,
  ChoiceGroup,
  ConfirmForm,
  EmptyState,
  LedgerSection,
  Note,
  SelectField,
  Tag,
  TextField,
  Time,
} from '../../../ui/index.ts'

/** A key as the list shows it. */
export interface ShownKey {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly createdBy: string | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

interface KeyListProps {
  readonly keys: readonly ShownKey[]
  readonly language: string
  readonly timeZone: string
  /** ISO 8601; what expires before it no longer works. */
  readonly now: string
}

/** The keys that were not revoked, with what they may do and when they were used. */
export function KeyList({ keys, language, timeZone, now }: KeyListProps) {
  const { t } = useTranslation(['api-keys', 'common'])
  const day = (at: string) => <Time at={at} locale={language} timeZone={timeZone} />
  if (keys.length === 0) return <EmptyState title={t('api-keys:none')}>{t('api-keys:none_more')}</EmptyState>
  return (
    <ul className="rows">
      {keys.map((key) => (
        <li key={key.id} className="wraps">
          <div className="words">
            <h3>
              {key.name} <code className="dim">{key.prefix}…</code>
            </h3>
            <p>
              {key.scopes
                .map((scope) => t(`api-keys:scopes.${scope.replace(':', '_')}` as 'api-keys:none'))
                .join(', ')}
            </p>
            <p>
              {key.createdBy !== null && t('api-keys:made_by', { name: key.createdBy })} {day(key.createdAt)}
              {' · '}
              {key.lastUsedAt === null ? (
                t('api-keys:never_used')
              ) : (
                <>
                  {t('api-keys:last_used')} {day(key.lastUsedAt)}
                </>
              )}
              {' · '}
              {key.expiresAt !== null && key.expiresAt <= now ? (
                <Tag tone="amber">{t('api-keys:expired')}</Tag>
              ) : (
                key.expiresAt !== null && (
                  <>
                    {t('api-keys:expires')} {day(key.expiresAt)}
                  </>
                )
              )}
            </p>
          </div>
          <div className="end">
            <ConfirmForm
              ask={t('api-keys:revoke')}
              confirm={t('api-keys:revoke_confirm', { name: key.name })}
              values={{ intent: 'revoke', id: key.id }}
            >
              {t('api-keys:revoke_text')}
            </ConfirmForm>
          </div>
        </li>
      ))}
    </ul>
  )
}

interface KeyFormProps {
  readonly form: FormState
  readonly scopes: readonly string[]
  readonly lifetimes: readonly number[]
}

/** Name, scopes and lifetime of a new key. */
export function KeyForm({ form, scopes, lifetimes }: KeyFormProps) {
  const { t } = useTranslation(['api-keys', 'common'])
  const scopesError = form.error('scopes')
  return (
    <LedgerSection title={t('api-keys:make')} note={t('api-keys:make_note')}>
      <Form method="post" className="form">
        <FormErrors form={form} names={['name', 'scopes', 'expiresInDays']} />
        <TextField
          name="name"
          label={t('api-keys:name')}
          hint={t('api-keys:name_hint')}
          required
          maxLength={120}
          autoComplete="off"
          defaultValue={form.typed('name')}
          error={form.error('name')}
        />
        <ChoiceGroup
          name="scopes[]"
          id="f-scopes"
          pick="some"
          label={t('api-keys:may')}
          options={scopes.map((value) => ({
            value,
            label: t(`api-keys:scopes.${value.replace(':', '_')}` as 'api-keys:none'),
            hint: <code>{value}</code>,
          }))}
          chosen={form.chosen('scopes[]', [])}
          {...(scopesError === undefined ? {} : { error: scopesError })}
        />
        <SelectField
          name="expiresInDays"
          label={t('api-keys:lifetime')}
          options={lifetimes.map((days) => ({
            value: String(days),
            label: t('api-keys:days', { count: days }),
          }))}
          defaultValue={form.typed('expiresInDays', '90')}
          error={form.error('expiresInDays')}
        />
        <div className="actions">
          <Button look="first" name="intent" value="make">
            {t('api-keys:make')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}

/** The secret of a key that was just made: shown this once. It takes the focus, since the form that made it stands below. */
export function NewSecret({ secret }: { readonly secret: string }) {
  const { t } = useTranslation('api-keys')
  const box = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new secret takes the focus again
  useEffect(() => box.current?.focus(), [secret])
  return (
    <div role="alert" tabIndex={-1} ref={box}>
      <Note tone="pass" title={t('made')}>
        <p>{t('made_more')}</p>
        <p>
          <code className="secret">{secret}</code>
        </p>
      </Note>
    </div>
  )
}
