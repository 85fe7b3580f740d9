import { z } from 'zod'
import { AppError, type FieldProblem } from '../app-error.ts'
import type { Language } from '../i18n/languages.ts'
import { translateIn } from '../i18n/server.ts'
import { FIND } from './find.ts'

type Sentence = (issue: z.core.$ZodRawIssue) => string | { message: string } | null | undefined

/** Sentences of the schema library in each language; what is missing is said in our own, and a schema's own `error` comes first. */
const sentences: Record<Language, Sentence> = {
  en: withMissing(z.locales.en().localeError),
  es: withMissing(z.locales.es().localeError),
}

/** "Expected string, received undefined" is no sentence for a person who left a field empty. */
function withMissing(sentence: Sentence): Sentence {
  return (issue) =>
    issue.code === 'invalid_type' && issue.input === undefined ? 'errors.required' : sentence(issue)
}

/** Parses input into its schema's type. Throws `invalid_input` with every wrong field, in the reader's language. */
export function parseInput<T extends z.ZodType>(
  schema: T,
  value: unknown,
  language: Language = 'en',
): z.output<T> {
  const parsed = schema.safeParse(value, { error: sentences[language], reportInput: false })
  if (parsed.success) return parsed.data
  throw inputError(parsed.error.issues, language)
}

/** Wrong fields as one error, each with its sentence. */
export function inputError(issues: readonly z.core.$ZodIssue[], language: Language): AppError {
  const fields = issues.map((issue) => fieldProblem(issue, language))
  const message = `${fields.length} field${fields.length === 1 ? ' is' : 's are'} not valid.`
  return new AppError('invalid_input', message, { fields })
}

function fieldProblem(issue: z.core.$ZodIssue, language: Language): FieldProblem {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
  const key = /^errors\.([a-z_]+)$/.exec(issue.message)?.[1]
  return {
    path: path.map(String).join('.'),
    code: key ?? issue.code,
    message:
      key === undefined
        ? issue.message
        : String(translateIn(language)(`errors:${key}` as 'errors:not_found')),
  }
}

/**
 * A form's fields as a plain value: `a.b` and `a.0.b` nest, a name ending in `[]` is a list, empty fields are left out. Files are left
 * to the upload routes.
 */
export function formValue(form: FormData): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const name of new Set(form.keys())) {
    if (name.startsWith(FIND)) continue
    const values = form.getAll(name).filter((v): v is string => typeof v === 'string')
    if (name.endsWith('[]'))
      setPath(
        root,
        name.slice(0, -2).split('.'),
        values.filter((v) => v !== ''),
      )
    else if (values[0] !== undefined && values[0] !== '') setPath(root, name.split('.'), values[0])
  }
  return arraysOf(root) as Record<string, unknown>
}

function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path
  if (head === undefined || head === '__proto__') return
  if (rest.length === 0) {
    target[head] = value
    return
  }
  const next = Object.hasOwn(target, head) ? target[head] : undefined
  const child = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {}
  target[head] = child
  setPath(child, rest, value)
}

/** Objects whose keys are all numbers become lists, in the order of the numbers. */
function arraysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, child]) => [key, arraysOf(child)] as const)
  if (entries.length > 0 && entries.every(([key]) => /^\d{1,4}$/.test(key)))
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child)
  return Object.fromEntries(entries)
}
