import { useTranslation } from 'react-i18next'
import type { FormState } from '../../../form-errors.tsx'
import { TextAreaField, TextField } from '../../../ui/index.ts'

export interface NameFieldsProps {
  readonly form: FormState
  /** Characters that a name may have. */
  readonly longest: number
  /** How the field for what it is for is called. */
  readonly descriptionLabel: string
  readonly thing: { readonly name: string; readonly description: string } | undefined
}

/** What something is called, and what it is for. */
export function NameFields({ form, longest, descriptionLabel, thing }: NameFieldsProps) {
  const { t } = useTranslation(['structure', 'common'])
  return (
    <>
      <TextField
        name="name"
        label={t('structure:name')}
        required
        maxLength={longest}
        defaultValue={form.typed('name', thing?.name)}
        error={form.error('name')}
      />
      <TextAreaField
        name="description"
        label={descriptionLabel}
        optional={t('common:optional')}
        rows={2}
        maxLength={1000}
        defaultValue={form.typed('description', thing?.description)}
        error={form.error('description')}
      />
    </>
  )
}
