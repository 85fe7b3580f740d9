import { type JsonObject, memberOf } from '@assay/core'
import type { DocumentSource } from './document-source.ts'
import { hasType, instantOf, issuerIdOf, objectsOf, sameAddress, textOf } from './json-members.ts'
import { compact, explain, type Finding } from './make-check.ts'
import { dateMembersOf } from './model-dates.ts'
import type { Report } from './report.ts'

/** What the step needs. */
export interface RefreshContext {
  readonly documents: DocumentSource
  /** Whether this credential is itself an answer of a refresh service: it is not refreshed again (STANDARDS OD3). */
  readonly refreshed: boolean
  /** Whether proof and issuer binding of the original are good. */
  readonly bound: boolean
  readonly verifyNewer: (credential: JsonObject) => Promise<Report>
}

/** Outcome of the step, and the report of the newer version where one takes the place of the original. */
export interface RefreshStep {
  readonly finding: Finding
  readonly newer?: { readonly url: string; readonly text: string; readonly report: Report }
}

/**
 * Asks the refresh service for the newest version, once, and only after the proof (STANDARDS OD3, RF1). The answer takes the
 * original's place when it is of the same issuer with the same id, is not older, and its own signature holds; whether it is in force
 * is then judged like of any other. Else the original is used, with a warning.
 */
export async function checkRefresh(credential: JsonObject, context: RefreshContext): Promise<RefreshStep> {
  const services = objectsOf(credential, 'refreshService')
  if (services.length === 0) return { finding: { outcome: 'skipped', code: 'refresh-absent' } }
  if (context.refreshed) return { finding: { outcome: 'skipped', code: 'refresh-once' } }
  const service = services.find((entry) => hasType(entry, '1EdTechCredentialRefresh'))
  const url = textOf(service, 'id')
  if (url === undefined) return { finding: { outcome: 'warning', code: 'refresh-type' } }
  if (!context.bound) return { finding: { outcome: 'skipped', code: 'needs-issuer-binding' } }
  const answer = await context.documents.fetchJson(url)
  if (!answer.found) return original(url, answer.reason)
  const fault = findFault(credential, answer.document)
  if (fault !== undefined) return original(url, fault)
  if (JSON.stringify(answer.document) === JSON.stringify(credential)) {
    return { finding: { outcome: 'passed', code: 'refresh-current', details: { service: url } } }
  }
  const report = await context.verifyNewer(answer.document)
  const holds = (['data-model', 'proof', 'issuer-binding'] as const).every((id) =>
    report.checks.some((check) => check.id === id && isGood(check)),
  )
  if (!holds) return original(url, 'the signature of the answer does not hold')
  const details = { service: url, from: dateOf(answer.document) }
  return {
    finding: { outcome: 'passed', code: 'refresh-newer', details: compact(details) },
    newer: { url, text: answer.text, report },
  }
}

const isGood = ({ outcome }: { readonly outcome: string }): boolean =>
  outcome === 'passed' || outcome === 'warning'

function original(url: string, reason: string): RefreshStep {
  const message = explain('refresh-failed', `(${reason})`)
  return {
    finding: { outcome: 'warning', code: 'refresh-failed', message, details: { service: url, reason } },
  }
}

/** Why the answer is no newer version of the original, in a few words. */
function findFault(original: JsonObject, answer: JsonObject): string | undefined {
  if (!sameAddress(issuerIdOf(answer) ?? '', issuerIdOf(original) ?? ''))
    return 'the answer is of another issuer'
  if (memberOf(answer, 'id') !== memberOf(original, 'id')) return 'the answer is another credential'
  const [before, now] = [instantOf(dateOf(original) ?? ''), instantOf(dateOf(answer) ?? '')]
  if (before !== undefined && (now === undefined || now < before)) return 'the answer is older'
  return undefined
}

const dateOf = (credential: JsonObject): string | undefined =>
  textOf(credential, dateMembersOf(credential).from)
