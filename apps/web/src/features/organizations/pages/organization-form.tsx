import { useTranslation } from 'react-i18next'
import type { FormState } from '../../../form-errors.tsx'
import { LANGUAGE_NAMES, LANGUAGES } from '../../../i18n/languages.ts'
import { ChoiceGroup, TextAreaField, TextField } from '../../../ui/index.ts'

/** What is known of an organization, for the fields; empty for a new one. */
export interface OrganizationValues {
  readonly name: string
  readonly mark: string
  readonly description: string
  readonly website: string | null
  readonly email: string | null
  readonly locale: string
}

export const ORGANIZATION_FIELDS = [
  'name',
  'slug',
  'mark',
  'description',
  'website',
  'email',
  'locale',
  'accent',
]

/** The fields that a new organization and a changed one share; `children` stand after the name. */
export function OrganizationFields({
  form,
  values,
  children,
}: {
  readonly form: FormState
  readonly values: OrganizationValues
  readonly children?: React.ReactNode
}) {
  const { t } = useTranslation(['organizations', 'common'])
  const optional = t('common:optional')
  return (
    <>
      <TextField
        name="name"
        label={t('organizations:fields.name')}
        required
        maxLength={120}
        autoComplete="organization"
        defaultValue={form.typed('name', values.name)}
        error={form.error('name')}
      />
      {children}
      <TextField
        name="mark"
        label={t('organizations:fields.mark')}
        hint={t('organizations:fields.mark_hint')}
        required
        maxLength={6}
        autoComplete="off"
        defaultValue={form.typed('mark', values.mark)}
        error={form.error('mark')}
      />
      <TextAreaField
        name="description"
        label={t('organizations:fields.description')}
        hint={t('organizations:fields.description_hint')}
        optional={optional}
        maxLength={2000}
        defaultValue={form.typed('description', values.description)}
        error={form.error('description')}
      />
      <TextField
        name="website"
        label={t('organizations:fields.website')}
        optional={optional}
        type="url"
        maxLength={300}
        autoComplete="url"
        defaultValue={form.typed('website', values.website)}
        error={form.error('website')}
      />
      <TextField
        name="email"
        label={t('organizations:fields.email')}
        hint={t('organizations:fields.email_hint')}
        optional={optional}
        type="email"
        maxLength={254}
        autoComplete="off"
        defaultValue={form.typed('email', values.email)}
        error={form.error('email')}
      />
      <ChoiceGroup
        name="locale"
        label={t('organizations:fields.locale')}
        hint={t('organizations:fields.locale_hint')}
        options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        chosen={[form.typed('locale', values.locale) ?? 'en']}
      />
    </>
  )
}

/** The short name, chosen once: it stands in addresses that credentials name. */
export function SlugField({ form, origin }: { readonly form: FormState; readonly origin: string }) {
  const { t } = useTranslation('organizations')
  return (
    <TextField
      name="slug"
      label={t('fields.slug')}
      hint={t('fields.slug_hint', { address: `${origin}/issuers/…` })}
      required
      maxLength={40}
      autoComplete="off"
      defaultValue={form.typed('slug')}
      error={form.error('slug')}
    />
  )
}
