import { useTranslation } from 'react-i18next'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { Button, ConfirmForm, fieldId, More, TextAreaField } from '../../../ui/index.ts'
import type { StatusChangeKind } from '../schema.ts'

export interface StatusFormsProps {
  readonly suspended: boolean
  readonly actionData: unknown
}

/** The changes that the present state allows, each with its reason and what will happen. */
export function StatusForms({ suspended, actionData }: StatusFormsProps) {
  const kinds: readonly StatusChangeKind[] = suspended ? ['reinstate', 'revoke'] : ['suspend', 'revoke']
  return (
    <div className="stack">
      <FormErrors form={formState(actionData)} names={['reason']} />
      {kinds.map((kind) => (
        <StatusForm key={kind} kind={kind} form={formState(actionData, kind)} />
      ))}
    </div>
  )
}

function StatusForm({ kind, form }: { readonly kind: StatusChangeKind; readonly form: FormState }) {
  const { t } = useTranslation('credentials')
  const open = form.problem !== undefined
  const fields = (
    <>
      <p>{t(`change.${kind}_says`)}</p>
      <TextAreaField
        name="reason"
        // The one that has to be mended is where the summary leads.
        id={open ? fieldId('reason') : `${fieldId('reason')}-${kind}`}
        label={t('change.reason')}
        hint={t('change.reason_hint')}
        required
        maxLength={1000}
        defaultValue={form.typed('reason')}
        error={form.error('reason')}
      />
    </>
  )
  // Only what takes something from the holder looks dangerous.
  if (kind === 'reinstate')
    return (
      <More summary={t('change.reinstate')} open={open}>
        <form method="post" className="form">
          <input type="hidden" name="intent" value={kind} />
          {fields}
          <p>
            <Button>{t('change.reinstate_confirm')}</Button>
          </p>
        </form>
      </More>
    )
  return (
    <ConfirmForm
      ask={t(`change.${kind}`)}
      confirm={t(`change.${kind}_confirm`)}
      values={{ intent: kind }}
      open={open}
    >
      {fields}
    </ConfirmForm>
  )
}
