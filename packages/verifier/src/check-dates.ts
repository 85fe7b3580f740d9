import { formatDateTimeStamp, type JsonObject, memberOf } from '@assay/core'
import { instantOf, textOf } from './json-members.ts'
import type { Finding } from './make-check.ts'
import { dateMembersOf } from './model-dates.ts'

/** Compares the dates of validity, as instants, with the instant of judgement (STANDARDS VM5). */
export function checkDates(credential: JsonObject, at: number): Finding {
  const { from, until } = dateMembersOf(credential)
  const details = {
    from: textOf(credential, from),
    until: textOf(credential, until),
    at: formatDateTimeStamp(at),
  }
  if (memberOf(credential, from) === undefined && memberOf(credential, until) === undefined) {
    return { outcome: 'passed', code: 'dates-absent', details }
  }
  const start = readInstant(credential, from)
  const end = readInstant(credential, until)
  if (start === 'bad' || end === 'bad') return { outcome: 'failed', code: 'dates-unreadable', details }
  if (end !== undefined && at > end) return { outcome: 'failed', code: 'dates-expired', details }
  if (start !== undefined && at < start) return { outcome: 'failed', code: 'dates-not-yet', details }
  return { outcome: 'passed', code: 'dates-ok', details }
}

function readInstant(credential: JsonObject, name: string): number | undefined | 'bad' {
  const value = memberOf(credential, name)
  if (value === undefined) return undefined
  return (typeof value === 'string' ? instantOf(value) : undefined) ?? 'bad'
}
