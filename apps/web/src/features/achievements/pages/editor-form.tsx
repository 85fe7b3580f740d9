import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Form, useLocation } from 'react-router'
import type { FormState } from '../../../form-errors.tsx'
import { Button, SelectField, TextAreaField, TextField, Time } from '../../../ui/index.ts'
import { useAutosave } from '../../../use-autosave.ts'
import type { Part } from '../schema/draft-parts.ts'

const FormContext = createContext<FormState | undefined>(undefined)

function useForm(): FormState {
  const form = useContext(FormContext)
  if (form === undefined) throw new TypeError('this field stands outside of an editor form')
  return form
}

export interface EditorFormProps {
  readonly part: Part
  readonly revision: number
  readonly savedAt: Date
  readonly timeZone: string
  readonly form: FormState
  /** The part after this one, for the button that goes on. */
  readonly next: Part | undefined
  readonly children: ReactNode
}

/** One part of the editor: saves itself where scripts run, and by its buttons everywhere. */
export function EditorForm({ part, revision, savedAt, timeZone, form, next, children }: EditorFormProps) {
  const { t } = useTranslation(['achievements', 'common'])
  const location = useLocation()
  const autosave = useAutosave()
  useEffect(() => {
    if (location.hash !== '')
      document
        .getElementById(location.hash.slice(1))
        ?.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select')
        ?.focus()
  }, [location.hash])
  const { saved } = autosave
  // What saved itself is remembered beyond the next save by button, which is newer.
  const latest = saved !== undefined && saved.revision > revision ? saved : undefined
  return (
    <FormContext value={form}>
      {/* A new address key is a new form: after a row came or went, the fields are those of the server. */}
      <Form
        key={location.key}
        method="post"
        ref={autosave.form}
        className="editor"
        onInput={autosave.touch}
        onBlur={autosave.flush}
        onSubmit={autosave.hold}
      >
        {/* First in the form, so that the enter key saves instead of pressing some other button. */}
        <button type="submit" name="intent" value="save" className="sr" tabIndex={-1} aria-hidden="true">
          {t('common:save')}
        </button>
        <input type="hidden" name="part" value={part} />
        <input type="hidden" name="revision" value={latest?.revision ?? revision} />
        {children}
        <div className="actions editor-actions">
          {next !== undefined && (
            <Button name="intent" value={`go:${next}`} look="first">
              {t('achievements:edit.go_on', { part: t(`achievements:parts.${next}`) })}
            </Button>
          )}
          <Button name="intent" value="save" look={next === undefined ? 'first' : 'plain'}>
            {t('common:save')}
          </Button>
          <Button name="intent" value="done">
            {t('achievements:edit.done')}
          </Button>
          <SavedLine
            at={latest?.savedAt ?? savedAt}
            timeZone={timeZone}
            busy={autosave.saving}
            problem={autosave.problem?.message}
          />
        </div>
      </Form>
    </FormContext>
  )
}

interface SavedLineProps {
  readonly at: Date
  readonly timeZone: string
  readonly busy: boolean
  readonly problem: string | undefined
}

function SavedLine({ at, timeZone, busy, problem }: SavedLineProps) {
  const { t, i18n } = useTranslation('achievements')
  return (
    <p className="saved" role="status">
      {problem !== undefined && !busy ? (
        <span className="fail">{t('achievements:edit.not_saved', { problem })}</span>
      ) : busy ? (
        t('achievements:edit.saving')
      ) : (
        <>
          {t('achievements:edit.saved')}{' '}
          <Time at={at} locale={i18n.language} timeZone={timeZone} show="both" />
        </>
      )}
    </p>
  )
}

interface EditorFieldProps {
  readonly name: string
  readonly label: string
  readonly value?: string | number | undefined
  readonly hint?: string
  readonly optional?: boolean
}

function useField({ name, value, label, hint, optional }: EditorFieldProps) {
  const form = useForm()
  const { t } = useTranslation('common')
  const error = form.error(name)
  return {
    name,
    label,
    defaultValue: form.typed(name, value === undefined ? '' : String(value)),
    ...(hint === undefined ? {} : { hint }),
    ...(optional === true ? { optional: t('common:optional') } : {}),
    ...(error === undefined ? {} : { error }),
  }
}

/** One line of text. */
export function Line({
  max,
  type,
  ...field
}: EditorFieldProps & { readonly max?: number; readonly type?: string }) {
  return <TextField {...useField(field)} maxLength={max} type={type ?? 'text'} />
}

/** Several lines of text. */
export function Lines({
  max,
  rows = 3,
  ...field
}: EditorFieldProps & { readonly max: number; readonly rows?: number }) {
  return <TextAreaField {...useField(field)} maxLength={max} rows={rows} />
}

/** A number within its limits. */
export function Count({
  min,
  max,
  step = 1,
  ...field
}: EditorFieldProps & { readonly min: number; readonly max: number; readonly step?: number | 'any' }) {
  return <TextField {...useField(field)} type="number" inputMode="decimal" min={min} max={max} step={step} />
}

export interface PickProps extends EditorFieldProps {
  readonly options: readonly { readonly value: string; readonly label: string }[]
  /** First entry with an empty value. */
  readonly empty?: string
}

/** One of many. */
export function Pick({ options, empty, ...field }: PickProps) {
  return <SelectField {...useField(field)} options={options} {...(empty === undefined ? {} : { empty })} />
}

/** What is wrong with a list as a whole, such as having too few entries. */
export function ListError({ name }: { readonly name: string }) {
  const form = useForm()
  const own = form.problem?.fields.find(({ path }) => path === name)
  return own === undefined ? null : (
    <p className="error" id={`f-${name}`}>
      {own.message}
    </p>
  )
}

/** Buttons that change the place of one entry of a list, or take it out; they work without scripts. */
export function RowTools({
  path,
  at,
  count,
  name,
}: {
  readonly path: string
  readonly at: number
  readonly count: number
  readonly name: string
}) {
  const { t } = useTranslation('achievements')
  const tool = (verb: 'up' | 'down' | 'remove') => (
    <Button
      key={verb}
      small
      look="quiet"
      name="intent"
      value={`${verb}:${path}.${at}`}
      aria-label={t(`achievements:tools.${verb}_name`, { name })}
    >
      {t(`achievements:tools.${verb}`)}
    </Button>
  )
  return (
    <div className="row tools">
      {at > 0 && tool('up')}
      {at < count - 1 && tool('down')}
      {tool('remove')}
    </div>
  )
}

/** A button that does an edit and saves. */
export function EditButton({ intent, children }: { readonly intent: string; readonly children: ReactNode }) {
  return (
    <Button small name="intent" value={intent}>
      {children}
    </Button>
  )
}
