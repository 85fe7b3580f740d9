import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { FormErrors, type FormState } from '../../../form-errors.tsx'
import { Button, ChoiceGroup, LedgerSection, TextField } from '../../../ui/index.ts'
import type { presentMember } from '../present.ts'

export interface FindPeopleProps {
  /** Words that were looked for; empty before the first search. */
  readonly find: string
  readonly found: readonly ReturnType<typeof presentMember>[]
  /** Of the form that adds, whose intent is `add`. */
  readonly form: FormState
}

/** Adds members: first a search by name or address, then boxes for those who were found. */
export function FindPeople({ find, found, form }: FindPeopleProps) {
  const { t } = useTranslation(['structure', 'common', 'organizations'])
  return (
    <LedgerSection title={t('structure:add')} note={t('structure:add_note')} id="add">
      <Form className="filters" role="search" action="#add" aria-label={t('structure:add')}>
        <TextField name="find" type="search" label={t('structure:find')} defaultValue={find} />
        <Button>{t('common:search')}</Button>
      </Form>
      {find !== '' && found.length === 0 && <p className="dim">{t('organizations:people.nobody')}</p>}
      {found.length > 0 && (
        <Form method="post" className="form">
          <FormErrors form={form} names={['personIds']} />
          <ChoiceGroup
            name="personIds[]"
            id="f-personIds"
            pick="some"
            label={t('structure:found')}
            options={found.map(({ id, name, email, department }) => ({
              value: id,
              label: name,
              hint: [email, department].filter((words) => words !== null).join(' · '),
            }))}
            error={form.error('personIds')}
          />
          <div className="actions">
            <Button look="first" name="intent" value="add">
              {t('structure:add_chosen')}
            </Button>
          </div>
        </Form>
      )}
    </LedgerSection>
  )
}
