import type { JsonObject } from '@assay/core'
import { explain, type Finding, makeCheck } from './make-check.ts'
import { type CheckId, checkIds, type Format, type Report, scopeOf, verdictOf } from './report.ts'

/** The findings of every step. */
export type Findings = Readonly<Record<CheckId, Finding>>

/** What a report says beside its checks. */
type More = Omit<Report, 'format' | 'verdict' | 'checks' | 'asked'>

/** The report on these findings. `asked` are the steps that the caller asked for, undefined for all. */
export function makeReport(
  format: Format,
  findings: Findings,
  asked: readonly CheckId[] | undefined,
  more: More = {},
): Report {
  const checks = checkIds.map((id) => makeCheck(id, findings[id]))
  const scope = scopeOf(asked)
  return {
    ...{ format, verdict: verdictOf(checks, scope), checks },
    ...(scope === undefined ? {} : { asked: scope }),
    ...more,
  }
}

/** Nothing but the first step could be made; a format that is not built leaves the signature open. */
export function reportUnread(format: Format, parse: Finding): Report {
  const open = parse.outcome === 'unknown'
  const needsParse: Finding = { outcome: 'skipped', code: 'needs-parse' }
  const findings = everyStep((id) => (id === 'parse' || (open && id === 'proof') ? parse : needsParse))
  return makeReport(format, findings, undefined)
}

/**
 * The report on an address whose content could not be had, so that every surface answers it alike: `inconclusive`, with
 * the reason in the message.
 */
export function reportUnreachable(reason: string): Report {
  const code = 'parse-unreachable'
  return reportUnread('unknown', {
    outcome: 'unknown',
    code,
    message: explain(code, `(${reason})`),
    details: { reason },
  })
}

/**
 * A document whose words have no fixed meaning: nothing in it may be acted on, so nothing is fetched for it (THREATS J3-J5).
 * Its signature fails with it, since there is no content that it could belong to.
 */
export function reportMeaningless(
  format: Format,
  parse: Finding,
  model: Finding,
  document: JsonObject,
): Report {
  const known: Partial<Findings> = {
    parse,
    'data-model': model,
    proof: { outcome: 'failed', code: 'proof-document' },
  }
  const findings = everyStep((id) => known[id] ?? { outcome: 'skipped', code: 'needs-data-model' })
  return makeReport(format, findings, undefined, { document })
}

function everyStep(findingOf: (id: CheckId) => Finding): Findings {
  return Object.fromEntries(checkIds.map((id) => [id, findingOf(id)])) as Findings
}
