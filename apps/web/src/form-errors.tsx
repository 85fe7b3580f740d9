import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Found, TypedValues } from './http/form-action.ts'
import type { FormProblem } from './http/request-context.ts'
import { ErrorSummary } from './ui/index.ts'

/** A form as its action answered it: what is wrong, and what was typed. */
export interface FormState {
  readonly problem: FormProblem | undefined
  /** Everything that was typed, by the name of the field. */
  readonly values: TypedValues | undefined
  /** The sentence for a field, or undefined; fields below it (`people.3`) count as its own. */
  error(name: string): string | undefined
  /** What was typed into a field, else `fallback`. */
  typed(name: string, fallback?: string | null): string | undefined
  /** What was chosen in a list of check boxes (`roles[]`), else `fallback`. */
  chosen(name: string, fallback: readonly string[]): readonly string[]
  /** What a search inside the form has found; undefined when none was made. */
  readonly found: readonly Found[] | undefined
  /** Whether a single check box was on, else `fallback`. */
  checked(name: string, fallback: boolean): boolean
}

/** Reads the answer of a `formAction`; `intent` limits it to one of several forms on a page. */
export function formState(actionData: unknown, intent?: string): FormState {
  const answer = isAnswer(actionData) ? actionData : undefined
  const own = intent === undefined || answer?.values?.intent?.[0] === intent ? answer : undefined
  const values = own?.values
  return {
    problem: own?.problem,
    found: own?.found,
    values,
    error: (name) =>
      own?.problem?.fields.find(({ path }) => path === name || path.startsWith(`${name}.`))?.message,
    typed: (name, fallback) => values?.[name]?.[0] ?? fallback ?? undefined,
    chosen: (name, fallback) => (values === undefined ? fallback : (values[name] ?? [])),
    checked: (name, fallback) => (values === undefined ? fallback : values[name] !== undefined),
  }
}

const isAnswer = (
  value: unknown,
): value is {
  readonly problem?: FormProblem
  readonly found?: readonly Found[]
  readonly values?: TypedValues
} => typeof value === 'object' && value !== null && ('problem' in value || 'found' in value)

/** All that is wrong with a form, above it. `names` are the fields that it shows. */
export function FormErrors({
  form,
  names = [],
}: {
  readonly form: FormState
  readonly names?: readonly string[]
}) {
  const { t } = useTranslation('common')
  const { problem } = form
  const known = names.join(' ')
  const errors = useMemo(() => {
    if (problem === undefined) return []
    if (problem.fields.length === 0) return [{ name: '', message: problem.message }]
    return problem.fields.map(({ path, message }) => ({ name: fieldOf(path, known.split(' ')), message }))
  }, [problem, known])
  return <ErrorSummary title={t('common:error_summary', { count: errors.length })} errors={errors} />
}

const fieldOf = (path: string, names: readonly string[]): string =>
  names.find((name) => name === path || name === `${path}[]` || path.startsWith(`${name}.`)) ?? ''
