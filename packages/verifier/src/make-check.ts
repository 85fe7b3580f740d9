import type { JsonObject, JsonValue } from '@assay/core'
import { type CheckCode, checkCodes } from './check-codes.ts'
import type { Check, CheckId, CheckOutcome } from './report.ts'

/** What a step answers; the step's id is added by whoever runs it. */
export interface Finding {
  readonly outcome: CheckOutcome
  readonly code: CheckCode
  /** More than the code's own sentence says. */
  readonly message?: string
  readonly details?: Readonly<Record<string, JsonValue | undefined>>
}

/** A check with the plain sentence of its code. */
export function makeCheck(id: CheckId, finding: Finding): Check {
  const { outcome, code, message = checkCodes[code] } = finding
  const details = compact(finding.details ?? {})
  return { id, outcome, code, message, ...(Object.keys(details).length === 0 ? {} : { details }) }
}

/** The members that are set, as JSON. */
export function compact(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const kept: [string, JsonValue][] = []
  for (const [name, value] of Object.entries(members)) if (value !== undefined) kept.push([name, value])
  return Object.fromEntries(kept)
}

/** The code's sentence, followed by what is special about this case. */
export function explain(code: CheckCode, more: string): string {
  return `${checkCodes[code]} ${more}`
}

/** Whether a step lets those that build on it go on. */
export function isGood({ outcome }: Finding): boolean {
  return outcome === 'passed' || outcome === 'warning'
}
