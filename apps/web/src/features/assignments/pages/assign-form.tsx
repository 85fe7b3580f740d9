import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { ROLES } from '../../../roles.ts'
import { SearchField } from '../../../search-field.tsx'
import { Button, ChoiceGroup, SelectField, TextAreaField, TextField } from '../../../ui/index.ts'
import type { Choices, Given } from '../queries/choices.ts'
import { TARGET_KINDS } from '../schema.ts'

const FIELDS = [
  'achievementId',
  'kind',
  'personId',
  'groupId',
  'departmentId',
  'role',
  'target',
  'dueOn',
  'due',
  'dueDays',
  'reason',
  'renewDays',
]

/** What is assigned to whom, by when, and why; works without scripts, so every kind of target has its own field. */
export function AssignForm({
  choices,
  anybody,
  given,
  actionData,
}: {
  readonly choices: Choices
  /** Whether to anybody and to groups; else to one's reports alone. */
  readonly anybody: boolean
  /** What a link to the form fills in. */
  readonly given: Given
  readonly actionData: unknown
}) {
  const { t } = useTranslation(['assignments', 'common'])
  const form = formState(actionData)
  return (
    <Form method="post" className="form">
      {/* First in the form, so that the enter key sends it and does not search. */}
      <button type="submit" className="sr" tabIndex={-1} aria-hidden="true">
        {t('assignments:assign')}
      </button>
      <FormErrors form={form} names={FIELDS} />
      <SelectField
        name="achievementId"
        label={t('assignments:achievement')}
        required
        empty={t('assignments:choose')}
        options={options(choices.achievements)}
        defaultValue={form.typed('achievementId', given.achievementId ?? '')}
        error={form.error('achievementId')}
      />
      <TargetFields choices={choices} anybody={anybody} given={given} form={form} />
      <DueFields given={given} form={form} />
      <TextAreaField
        name="reason"
        label={t('assignments:reason')}
        hint={t('assignments:reason_hint')}
        required
        rows={2}
        maxLength={1000}
        defaultValue={form.typed('reason')}
        error={form.error('reason')}
      />
      <div className="actions">
        <Button look="first">{t('assignments:assign')}</Button>
      </div>
    </Form>
  )
}

const options = (rows: readonly { readonly id: string; readonly name: string }[]) =>
  rows.map(({ id, name }) => ({ value: id, label: name }))

function TargetFields({
  choices,
  anybody,
  given,
  form,
}: {
  readonly choices: Choices
  readonly anybody: boolean
  readonly given: Given
  readonly form: FormState
}) {
  const { t } = useTranslation(['assignments', 'common'])
  const select = (name: string, label: string, rows: Parameters<typeof options>[0]) => (
    <SelectField
      name={name}
      label={label}
      empty={t('assignments:choose')}
      options={options(rows)}
      defaultValue={form.typed(name, '')}
      error={form.error(name)}
    />
  )
  const person = (
    <SearchField
      name="personId"
      label={t('assignments:person')}
      {...(given.person === undefined ? {} : { chosen: given.person })}
      form={form}
    />
  )
  if (!anybody) return person
  return (
    <>
      <ChoiceGroup
        name="kind"
        label={t('assignments:kind')}
        options={TARGET_KINDS.map((value) => ({ value, label: t(`assignments:kinds.${value}`) }))}
        chosen={[form.typed('kind', 'person') ?? 'person']}
        error={form.error('kind') ?? form.error('target')}
      />
      <div data-kind="person">{person}</div>
      <div data-kind="group">{select('groupId', t('assignments:group'), choices.groups)}</div>
      <div data-kind="department">
        {select('departmentId', t('assignments:department'), choices.departments)}
      </div>
      <div data-kind="role">
        {select(
          'role',
          t('assignments:role'),
          ROLES.map((id) => ({ id, name: t(`assignments:roles.${id}`) })),
        )}
      </div>
    </>
  )
}

function DueFields({ given, form }: { readonly given: Given; readonly form: FormState }) {
  const { t } = useTranslation(['assignments', 'common'])
  const optional = t('common:optional')
  return (
    <>
      <TextField
        name="dueOn"
        type="date"
        label={t('assignments:due_on')}
        hint={t('assignments:due_on_hint')}
        optional={optional}
        defaultValue={form.typed('dueOn')}
        error={form.error('dueOn') ?? form.error('due')}
      />
      <TextField
        name="dueDays"
        type="number"
        min={1}
        max={3650}
        label={t('assignments:due_days')}
        hint={t('assignments:due_days_hint')}
        optional={optional}
        defaultValue={form.typed('dueDays', given.dueDays)}
        error={form.error('dueDays')}
      />
      <TextField
        name="renewDays"
        type="number"
        min={0}
        max={365}
        label={t('assignments:renew_days')}
        hint={t('assignments:renew_days_hint')}
        optional={optional}
        defaultValue={form.typed('renewDays', given.renewDays)}
        error={form.error('renewDays')}
      />
    </>
  )
}
