import type { FieldProblem } from '../app-error.ts'

/** What an action answers when the form has to be mended. Pages read it in the browser too, so this module knows no server. */
export interface FormProblem {
  readonly message: string
  readonly code: string
  readonly fields: readonly FieldProblem[]
}

/** The problem that an action answered, if it did. */
export function problemOf(actionData: unknown): FormProblem | undefined {
  return typeof actionData === 'object' && actionData !== null && 'problem' in actionData
    ? (actionData as { problem: FormProblem }).problem
    : undefined
}
