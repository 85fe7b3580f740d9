import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormState } from './form-errors.tsx'
import { FIND } from './http/find.ts'
import { Button, ChoiceGroup, Field, type FieldProps } from './ui/index.ts'

export interface SearchFieldProps extends Pick<FieldProps, 'name' | 'label' | 'hint' | 'optional'> {
  /** Of the form that the field stands in; its action is a `searchingFormAction`. */
  readonly form: FormState
  /** Who is chosen at first; with an empty id nobody. */
  readonly chosen?: { readonly id: string; readonly name: string }
  /** Words for choosing nobody, where that is possible and somebody could be chosen. */
  readonly nobody?: string
}

/** One person of many thousands: a search, and then a choice among those who were found. It works without scripts. */
export function SearchField({ form, chosen, nobody, ...field }: SearchFieldProps) {
  const { t } = useTranslation('common')
  const button = useRef<HTMLButtonElement>(null)
  const find = `${FIND}${field.name}`
  const id = form.typed(field.name, chosen?.id) ?? ''
  const found = form.values?.intent?.[0] === find ? form.found : undefined
  const kept = form.typed(`${find}:${id}`, chosen?.id === id ? chosen.name : undefined)
  const offered = [
    ...(nobody === undefined ? [] : [{ id: '', name: nobody, detail: '' }]),
    ...(kept === undefined || kept === '' ? [] : [{ id, name: kept, detail: '' }]),
    ...(found ?? []).filter((one) => one.id !== id),
  ]
  /** The enter key in the field searches and does not send the form. */
  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' || button.current === null) return
    event.preventDefault()
    event.currentTarget.form?.requestSubmit(button.current)
  }
  const error = form.error(field.name)
  return (
    <>
      <Field
        {...field}
        name={find}
        id={`f-${field.name}`}
        hint={field.hint ?? t('search_field.hint')}
        {...(error === undefined ? {} : { error })}
      >
        {(control) => (
          <span className="row">
            <input
              {...control}
              type="search"
              autoComplete="off"
              maxLength={200}
              defaultValue={form.typed(find)}
              onKeyDown={pressed}
            />
            <Button ref={button} name="intent" value={find} formNoValidate>
              {t('search')}
            </Button>
          </span>
        )}
      </Field>
      {found?.length === 0 && (
        <p className="dim" role="status">
          {t('search_field.nothing')}
        </p>
      )}
      {offered.length > (nobody === undefined ? 0 : 1) && (
        <ChoiceGroup
          key={`${form.typed(find)} ${id}`}
          name={field.name}
          id={`f-${field.name}-found`}
          label={t('search_field.found')}
          options={offered.map((one) => ({
            value: one.id,
            label: one.name,
            ...(one.detail === '' ? {} : { hint: one.detail }),
          }))}
          chosen={[id]}
        />
      )}
      {/* What they are called, for showing the choice again when something else has to be mended. */}
      {offered.map((one) =>
        one.id === '' ? null : (
          <input key={one.id} type="hidden" name={`${find}:${one.id}`} value={one.name} />
        ),
      )}
    </>
  )
}
