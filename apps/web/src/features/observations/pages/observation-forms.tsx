import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { FormErrors, type FormState } from '../../../form-errors.tsx'
import { Button, ButtonLink, ChoiceGroup, LedgerSection, TextAreaField } from '../../../ui/index.ts'
import type { Shown } from './observation.tsx'

/** The person who was observed says something of it. */
export function Disagree({ form }: { readonly form: FormState }) {
  const { t } = useTranslation('observations')
  return (
    <LedgerSection title={t('observations:remark.title')} note={t('observations:remark.note')}>
      <Form method="post" className="form">
        <FormErrors form={form} names={['kind', 'text']} />
        <ChoiceGroup
          name="kind"
          label={t('observations:remark.kind')}
          chosen={[form.typed('kind', 'comment') ?? 'comment']}
          options={(['comment', 'disagreement'] as const).map((value) => ({
            value,
            label: t(`observations:remark.kinds.${value}`),
          }))}
          error={form.error('kind')}
        />
        <TextAreaField
          name="text"
          label={t('observations:remark.text')}
          required
          rows={4}
          maxLength={4000}
          defaultValue={form.typed('text')}
          error={form.error('text')}
        />
        <div className="actions">
          <Button name="intent" value="remark">
            {t('observations:remark.send')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}

/** Whoever recorded it takes it back, or records another in its place. */
export function Withdraw({ data, form }: { readonly data: Shown; readonly form: FormState }) {
  const { t } = useTranslation('observations')
  const { base, observation, criterion, name } = data
  return (
    <LedgerSection title={t('observations:withdraw.title')} note={t('observations:withdraw.note')}>
      <p>
        <ButtonLink
          to={`${base}/observe/${observation.enrollmentId}/${criterion.id}?instead=${observation.id}`}
        >
          {t('observations:withdraw.replace')}
        </ButtonLink>
      </p>
      <Form method="post" className="form">
        <FormErrors form={form} names={['reason']} />
        <TextAreaField
          name="reason"
          label={t('observations:withdraw.reason')}
          hint={t('observations:form.reason_hint', { name })}
          required
          rows={2}
          maxLength={1000}
          defaultValue={form.typed('reason')}
          error={form.error('reason')}
        />
        <div className="actions">
          <Button look="danger" name="intent" value="withdraw">
            {t('observations:withdraw.do')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}
