import { data } from 'react-router'
import type { FieldProblem } from '../app-error.ts'
import type { Language } from '../i18n/languages.ts'
import { translateIn } from '../i18n/server.ts'
import { FIND } from './find.ts'
import { formValue } from './input.ts'
import { attempt, contextOf, type FormProblem, type PageArgs } from './request-context.ts'

/** What a form held when it was sent, for showing it again: secrets are left out. */
export type TypedValues = Readonly<Record<string, readonly string[]>>

const SECRET = /password|current|token|secret/i

/**
 * Runs an action that takes a form: `work` gets its fields (see `formValue`). When the person has to mend something, the answer also
 * carries what they typed, so that a page without scripts loses nothing.
 */
export async function formAction<T>(
  args: Pick<PageArgs, 'request' | 'context'>,
  work: (fields: Record<string, unknown>) => Promise<T>,
) {
  return answerForm(args, await args.request.formData(), work)
}

/** What a field that searches has found; the answer keeps everything else that was typed. */
export interface Found {
  readonly id: string
  readonly name: string
  /** What tells two of one name apart. */
  readonly detail: string
}

/**
 * As {@link formAction}, for a form with a field that searches (`SearchField`): its button, `find:<field>`, does nothing but look, so that
 * the page shows what was found and loses nothing, without scripts too. `find` authorizes.
 */
export async function searchingFormAction<T>(
  args: Pick<PageArgs, 'request' | 'context'>,
  find: (words: string) => Promise<readonly Found[]>,
  work: (fields: Record<string, unknown>) => Promise<T>,
) {
  const form = await args.request.formData()
  const intent = String(form.get('intent') ?? '')
  if (!intent.startsWith(FIND)) return answerForm(args, form, work)
  const words = String(form.get(intent) ?? '')
    .trim()
    .slice(0, 200)
  const found = await attempt(args, () => (words === '' ? Promise.resolve([]) : find(words)))
  return Array.isArray(found) ? { found, values: typedValues(form) } : found
}

/** As {@link formAction}, for a form that was read already. */
export async function answerForm<T>(
  args: Pick<PageArgs, 'request' | 'context'>,
  form: FormData,
  work: (fields: Record<string, unknown>) => Promise<T>,
) {
  const result = await attempt(args, () => work(formValue(form)))
  if (!isProblem(result)) return result as T
  const { problem } = result.data
  const fields = problem.fields.map((field) => inWordsOf(contextOf(args).language, field))
  return data({ problem: { ...problem, fields }, values: typedValues(form) }, result.init ?? {})
}

/** What a command says of a field is for programs; the person reads the text of its code, where there is one. */
function inWordsOf(language: Language, field: FieldProblem): FieldProblem {
  const key = `errors:${field.code}` as 'errors:not_found'
  return { ...field, message: String(translateIn(language)(key, { defaultValue: field.message })) }
}

interface ProblemAnswer {
  readonly data: { readonly problem: FormProblem }
  readonly init: ResponseInit | null
}

const isProblem = (result: unknown): result is ProblemAnswer =>
  typeof result === 'object' && result !== null && 'init' in result && 'data' in result

function typedValues(form: FormData): TypedValues {
  const names = [...new Set(form.keys())].filter((name) => !SECRET.test(name))
  return Object.fromEntries(
    names.map((name) => [
      name,
      form.getAll(name).filter((value): value is string => typeof value === 'string'),
    ]),
  )
}
