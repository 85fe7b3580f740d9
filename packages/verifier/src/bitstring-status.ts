import { AssayError, isJsonArray, isJsonObject, type JsonObject, limits, memberOf } from '@assay/core'
import { CredentialError, decodeStatusList, type Expand, readStatus } from '@assay/credentials'
import type { BindingContext } from './check-binding.ts'
import type { CheckCode } from './check-codes.ts'
import { checkDates } from './check-dates.ts'
import { checkIssuerBinding } from './check-issuer-binding.ts'
import { checkProofs, type ProofContext } from './check-proof.ts'
import type { AgedDocument } from './document-source.ts'
import { hasType, issuerIdOf, isWebAddress, listOf, objectsOf, sameAddress, textOf } from './json-members.ts'
import { explain, type Finding } from './make-check.ts'

/** What the step needs. */
export interface StatusContext extends ProofContext, BindingContext {
  readonly gunzip: Expand
}

/** A status entry, read (STANDARDS BS1, BS2, BS5). */
interface StatusEntry {
  readonly purpose: string
  readonly index: number
  readonly list: string
  readonly size: number
  readonly messages: readonly JsonObject[]
  /** The index was written as a number, which is wrong but common. */
  readonly numeric: boolean
}

const purposes = ['revocation', 'suspension', 'refresh', 'message']

/**
 * Looks up one BitstringStatusListEntry: fetches the list, confirms its proof, issuer, purpose, dates and size, and reads the
 * bit (Bitstring Status List 3.2). Whatever goes wrong with the list is "could not be checked", never "not revoked".
 */
export async function checkBitstringEntry(
  object: JsonObject,
  issuer: string,
  context: StatusContext,
): Promise<Finding> {
  const entry = readEntry(object)
  if (typeof entry === 'string') {
    return { outcome: 'failed', code: 'status-malformed', message: explain('status-malformed', `(${entry})`) }
  }
  const details = { list: entry.list, index: entry.index }
  if (!purposes.includes(entry.purpose)) return { outcome: 'unknown', code: 'status-purpose', details }
  const answer = await context.documents.fetchJson(entry.list, limits.fetch.statusListBytes)
  if (!answer.found) {
    const last = answer.lastGood
    if (last === undefined) return open('status-unreachable', details, answer.reason)
    const seen = await checkList(last.document, entry, issuer, context, details)
    return judgeByLast(seen, last, details, answer.reason)
  }
  const { aged } = answer
  const more = aged === undefined ? {} : { listFetched: aged.fetched, listAgeSeconds: aged.ageSeconds }
  return checkList(answer.document, entry, issuer, context, { ...details, ...more })
}

type Details = NonNullable<Finding['details']>

async function checkList(
  list: JsonObject,
  entry: StatusEntry,
  issuer: string,
  context: StatusContext,
  details: Details,
): Promise<Finding> {
  const fault = await findFault(list, entry, issuer, context)
  if (fault === null) return judge(list, entry, context, details)
  const [listValidFrom, listValidUntil] = [textOf(list, 'validFrom'), textOf(list, 'validUntil')]
  return open(fault.code, { ...details, listValidFrom, listValidUntil }, fault.reason)
}

/**
 * The list cannot be had, only an older one of it: that leaves the status open with the time of the last check (BS11), unless
 * the credential was revoked even then, for a revocation is final (BS8).
 */
function judgeByLast(seen: Finding, last: AgedDocument, details: Details, reason: string): Finding {
  const when = { listFetched: last.fetched, listAgeSeconds: last.ageSeconds }
  if (seen.code === 'status-revoked') return { ...seen, details: { ...seen.details, ...when, reason } }
  return open('status-unreachable', { ...details, ...when, lastCode: seen.code }, reason)
}

function readEntry(object: JsonObject): StatusEntry | string {
  const purpose = textOf(object, 'statusPurpose')
  const list = textOf(object, 'statusListCredential')
  if (purpose === undefined) return 'statusPurpose is missing'
  if (list === undefined || !isWebAddress(list)) return 'statusListCredential is not a web address'
  if (textOf(object, 'id') === list) return 'its id is the address of the list'
  const written = memberOf(object, 'statusListIndex')
  const text = typeof written === 'number' ? String(written) : written
  if (typeof text !== 'string' || !/^(?:0|[1-9][0-9]*)$/.test(text)) return 'statusListIndex is not an index'
  const index = Number(text)
  if (!Number.isSafeInteger(index)) return 'statusListIndex is too large'
  const size = memberOf(object, 'statusSize') ?? 1
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1 || size > 32) {
    return 'statusSize is not between 1 and 32'
  }
  const messages = objectsOf(object, 'statusMessage')
  // BS5: each value has its message. Beyond 16 bits nobody lists them, and we would not count them.
  if (size > 1 && (size > 16 || messages.length !== 2 ** size))
    return 'statusMessage does not list every value'
  return { purpose, list, index, size, messages, numeric: typeof written === 'number' }
}

interface Fault {
  readonly code: CheckCode
  readonly reason?: string | undefined
}

/** Null when the list may be believed (BS3, BS6, BS9). */
async function findFault(
  list: JsonObject,
  entry: StatusEntry,
  issuer: string,
  context: StatusContext,
): Promise<Fault | null> {
  const subject = subjectOf(list)
  const formed =
    hasType(list, 'VerifiableCredential') &&
    hasType(list, 'BitstringStatusListCredential') &&
    subject !== undefined
  if (!formed) return { code: 'status-list-malformed', reason: 'it is not a status list credential' }
  const id = memberOf(list, 'id')
  if (id !== undefined && (typeof id !== 'string' || !sameAddress(id, entry.list))) {
    return { code: 'status-list-other' }
  }
  if (!sameAddress(issuerIdOf(list) ?? '', issuer)) return { code: 'status-list-issuer' }
  if (!listOf(subject, 'statusPurpose').includes(entry.purpose)) return { code: 'status-list-purpose' }
  const dates = checkDates(list, context.at)
  if (dates.outcome !== 'passed') return { code: 'status-list-dates', reason: dates.code }
  const { finding, proofs } = await checkProofs(list, context)
  if (finding.outcome !== 'passed' && finding.code !== 'proof-superseded') {
    return { code: 'status-list-proof', reason: finding.code }
  }
  const keys = proofs.flatMap((proof) => (proof.key === undefined ? [] : [proof.key]))
  const { finding: binding } = await checkIssuerBinding(list, keys, context)
  return binding.outcome === 'passed' ? null : { code: 'status-list-proof', reason: binding.code }
}

function subjectOf(list: JsonObject): JsonObject | undefined {
  const subject = memberOf(list, 'credentialSubject')
  const one = isJsonArray(subject) && subject.length === 1 ? subject[0] : subject
  return isJsonObject(one) && hasType(one, 'BitstringStatusList') ? one : undefined
}

const listCodes: Readonly<Partial<Record<string, CheckCode>>> = {
  'status-malformed': 'status-list-malformed',
  'status-list-too-large': 'status-list-too-large',
  'status-list-length': 'status-list-length',
  'status-range': 'status-range',
}

function judge(list: JsonObject, entry: StatusEntry, context: StatusContext, details: Details): Finding {
  const subject = subjectOf(list)
  try {
    const bits = decodeStatusList(textOf(subject, 'encodedList') ?? '', context.gunzip)
    const value = readStatus(bits, entry.index, entry.size)
    return interpret(entry, value, { ...details, value, listValidFrom: textOf(list, 'validFrom') })
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    const code = error instanceof CredentialError ? listCodes[error.code] : undefined
    return open(code ?? 'status-list-malformed', details, error.message)
  }
}

/** The value decides, not that the list was good (BS7). */
function interpret(entry: StatusEntry, value: number, details: Details): Finding {
  if (value !== 0 && entry.purpose === 'revocation')
    return { outcome: 'failed', code: 'status-revoked', details }
  if (value !== 0 && entry.purpose === 'suspension')
    return { outcome: 'failed', code: 'status-suspended', details }
  if (value !== 0 && entry.purpose === 'refresh')
    return { outcome: 'warning', code: 'status-refresh-due', details }
  if (entry.purpose === 'message') {
    const message = entry.messages.map((row) => messageFor(row, value)).find((text) => text !== undefined)
    if (value !== 0 || message !== undefined) {
      return { outcome: 'passed', code: 'status-message', details: { ...details, statusMessage: message } }
    }
  }
  return entry.numeric
    ? { outcome: 'warning', code: 'status-numeric-index', details }
    : { outcome: 'passed', code: 'status-ok', details }
}

/** `status` of a message is the value in hexadecimal, `0x0`. */
function messageFor(row: JsonObject, value: number): string | undefined {
  const status = textOf(row, 'status')
  if (status === undefined || !/^0x[0-9a-fA-F]{1,4}$/.test(status)) return undefined
  return Number.parseInt(status, 16) === value ? textOf(row, 'message') : undefined
}

function open(code: CheckCode, details: Details, reason?: string): Finding {
  const more = reason === undefined ? {} : { message: explain(code, `(${reason})`) }
  return { outcome: 'unknown', code, ...more, details: { ...details, reason } }
}
