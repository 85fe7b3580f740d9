import type { TFunction } from 'i18next'
import type { Pause } from '../../../device/kept-form.ts'
import type { FormProblem } from '../../../http/form-problem.ts'

type T = TFunction<'observations'>

/** Why nothing goes out at the moment; before that is known, as where there is no connection. */
export const pauseWords = (t: T, pause: Pause | undefined): string =>
  t(`observations:kept.pause.${pause ?? 'unreachable'}`)

/** What the server refused, in its words; where it had none, in ours. */
export function withWords(t: T, problem: FormProblem): FormProblem {
  if (problem.message !== '') return problem
  const code = ['forbidden', 'not_found', 'no_room'].includes(problem.code) ? problem.code : 'internal'
  return {
    ...problem,
    message: t(`observations:kept.refused.${code}` as 'observations:kept.refused.internal'),
  }
}

interface Limits {
  readonly files: number
  readonly requestBytes: number
  readonly rows: readonly string[]
}

/** What is missing in an observer's form, as the server would say it: without a connection nobody else does. */
export function missingIn(t: T, form: FormData, limits: Limits): FormProblem | undefined {
  const files = form.getAll('files').filter((value): value is File => typeof value !== 'string')
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const fields = [
    ...(limits.rows.every((row) => form.has(`level:${row}`)) ? [] : [wrong(t, 'rows')]),
    ...(files.length > limits.files || bytes > limits.requestBytes ? [wrong(t, 'files')] : []),
    ...(form.get('seen') === 'yes' ? [] : [wrong(t, 'seen')]),
  ]
  return fields.length === 0 ? undefined : { code: 'invalid_input', message: '', fields }
}

const wrong = (t: T, path: 'rows' | 'files' | 'seen') => ({
  path,
  code: path,
  message: t(`observations:kept.missing.${path}`),
})
