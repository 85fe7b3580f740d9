import { data } from 'react-router'
import { formValue } from './input.ts'
import { attempt, type FormProblem, type PageArgs } from './request-context.ts'

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
  const form = await args.request.formData()
  const result = await attempt(args, () => work(formValue(form)))
  if (!isProblem(result)) return result as T
  return data({ ...result.data, values: typedValues(form) }, result.init ?? {})
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
