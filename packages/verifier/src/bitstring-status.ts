import { AssayError, isJsonArray, isJsonObject, type JsonObject, limits, memberOf } from '@assay/core'
import {
  CredentialError,
  decodeStatusList,
  type Expand,
  readStatus,
  readStatusEntry,
  type StatusEntry,
  statusPurposes,
} from '@assay/credentials'
import type { BindingContext } from './check-binding.ts'
import type { CheckCode } from './check-codes.ts'
import { checkDataModel } from './check-data-model.ts'
import { checkDates } from './check-dates.ts'
import { checkIssuerBinding } from './check-issuer-binding.ts'
import { checkProofs, type ProofContext } from './check-proof.ts'
import type { Age } from './document-source.ts'
import { hasType, issuerIdOf, listOf, sameAddress, textOf } from './json-members.ts'
import { explain, type Finding } from './make-check.ts'
import { readToken, type Token } from './read-token.ts'
import { withClaims } from './with-claims.ts'

/** What the step needs. */
export interface StatusContext extends ProofContext, BindingContext {
  readonly gunzip: Expand
}

/** A status list credential as it was published: JSON with proofs, or a token. */
interface ListCredential {
  readonly document: JsonObject
  readonly token?: Token | undefined
}

/** Types of list and subject, and how the bits are written, by the type of the entry. */
const listForms = {
  BitstringStatusListEntry: {
    list: 'BitstringStatusListCredential',
    subject: 'BitstringStatusList',
    encoding: 'multibase',
  },
  StatusList2021Entry: { list: 'StatusList2021Credential', subject: 'StatusList2021', encoding: 'base64url' },
} as const

/**
 * Looks up one entry of a list of bits: fetches the list, confirms its proof, issuer, purpose, dates and size, and reads the
 * value (Bitstring Status List 3.2). Whatever goes wrong with the list is "could not be checked", never "not revoked".
 */
export async function checkBitstringEntry(
  object: JsonObject,
  { issuer, numericIndex }: { readonly issuer: string; readonly numericIndex: boolean },
  context: StatusContext,
): Promise<Finding> {
  const { entry, faults } = readStatusEntry(object, { numericIndex })
  if (entry === undefined) {
    const message = explain('status-malformed', faults.map((fault) => fault.message).join(' '))
    return { outcome: 'failed', code: 'status-malformed', message }
  }
  const details = { list: entry.list, index: entry.index }
  if (!statusPurposes.some((purpose) => purpose === entry.purpose))
    return { outcome: 'unknown', code: 'status-purpose', details }
  const answer = await context.documents.fetchJson(entry.list, limits.fetch.statusListBytes)
  const check = (list: Listed, age: Age | undefined) =>
    checkListed(list, entry, issuer, context, { ...details, ...ageDetails(age) })
  if (answer.found) return check({ document: answer.document }, answer.aged)
  const { token, reason, lastGood: last } = answer
  if (token !== undefined) return check({ token }, answer.tokenAge)
  if (last === undefined) return open('status-unreachable', details, reason)
  return judgeByLast(await check(last, undefined), last, details, reason)
}

/** A list as an address gave it. */
type Listed = { readonly document: JsonObject } | { readonly token: string }

const ageDetails = (age: Age | undefined): Details =>
  age === undefined ? {} : { listFetched: age.fetched, listAgeSeconds: age.ageSeconds }

/** A list may be secured as a token like any credential (Bitstring Status List 3.6, 4). */
async function checkListed(
  list: Listed,
  entry: StatusEntry,
  issuer: string,
  context: StatusContext,
  details: Details,
): Promise<Finding> {
  if ('document' in list) return checkList({ document: list.document }, entry, issuer, context, details)
  const read = readToken(list.token)
  if (read.token === undefined) return open('status-list-malformed', details, read.reason)
  if (read.kind === 'presentation') return open('status-list-malformed', details, 'it is a presentation')
  const { document, token } = read
  return checkList({ document, token }, entry, issuer, context, details)
}

type Details = NonNullable<Finding['details']>

async function checkList(
  list: ListCredential,
  entry: StatusEntry,
  issuer: string,
  context: StatusContext,
  details: Details,
): Promise<Finding> {
  const fault = await findFault(list, entry, issuer, context)
  if (fault === null) return judge(list.document, entry, context, details)
  const [listValidFrom, listValidUntil] = [
    textOf(list.document, 'validFrom'),
    textOf(list.document, 'validUntil'),
  ]
  return open(fault.code, { ...details, listValidFrom, listValidUntil }, fault.reason)
}

/**
 * The list cannot be had, only an older one of it: that leaves the status open with the time of the last check (BS11), unless
 * the credential was revoked even then, for a revocation is final (BS8).
 */
function judgeByLast(seen: Finding, last: Age, details: Details, reason: string): Finding {
  const when = ageDetails(last)
  if (seen.code === 'status-revoked') return { ...seen, details: { ...seen.details, ...when, reason } }
  return open('status-unreachable', { ...details, ...when, lastCode: seen.code }, reason)
}

interface Fault {
  readonly code: CheckCode
  readonly reason?: string | undefined
}

/** Null when the list may be believed (BS3, BS6, BS9). */
async function findFault(
  list: ListCredential,
  entry: StatusEntry,
  issuer: string,
  context: StatusContext,
): Promise<Fault | null> {
  const { document } = list
  const subject = subjectOf(document, entry)
  if (!hasType(document, 'VerifiableCredential') || !hasType(document, listForms[entry.type].list))
    return { code: 'status-list-malformed', reason: 'it is not a status list credential' }
  if (subject === undefined)
    return { code: 'status-list-malformed', reason: `its subject is not a ${listForms[entry.type].subject}` }
  const id = memberOf(document, 'id')
  if (id !== undefined && (typeof id !== 'string' || !sameAddress(id, entry.list)))
    return { code: 'status-list-other' }
  if (!(await speaksFor(document, issuer, context))) return { code: 'status-list-issuer' }
  if (!listOf(subject, 'statusPurpose').includes(entry.purpose)) return { code: 'status-list-purpose' }
  const dates = checkDates(document, context.at)
  if (dates.outcome !== 'passed') return { code: 'status-list-dates', reason: dates.code }
  return (await findFormFault(list, context)) ?? findProofFault(list, context)
}

/** BS9: the list is the issuer's own, or a registry says whose lists speak for the issuer. */
async function speaksFor(list: JsonObject, issuer: string, { trust }: StatusContext): Promise<boolean> {
  const other = issuerIdOf(list) ?? ''
  return sameAddress(other, issuer) || (await trust?.mayKeepStatus?.(issuer, other)) === true
}

/** A list is a conforming credential itself (Bitstring Status List 2.2). */
async function findFormFault(
  { document, token }: ListCredential,
  context: StatusContext,
): Promise<Fault | null> {
  const model = withClaims(await checkDataModel(document, context.canonicalize), token)
  const { outcome, code } = model.finding
  return outcome === 'passed' || outcome === 'warning'
    ? null
    : { code: 'status-list-malformed', reason: code }
}

/** All proofs verify, and the key of one is the issuer's; of a token the one that signed it. */
async function findProofFault(
  { document, token }: ListCredential,
  context: StatusContext,
): Promise<Fault | null> {
  const step = await checkProofs(document, context, token)
  if (step.finding.outcome !== 'passed' && step.finding.code !== 'proof-superseded')
    return { code: 'status-list-proof', reason: step.finding.code }
  const proofs = step.token === undefined ? step.proofs : [step.token]
  const keys = proofs.flatMap(({ key }) => (key === undefined ? [] : [key]))
  const { finding } = await checkIssuerBinding(document, keys, context)
  return finding.outcome === 'passed' ? null : { code: 'status-list-proof', reason: finding.code }
}

function subjectOf(list: JsonObject, { type }: StatusEntry): JsonObject | undefined {
  const subject = memberOf(list, 'credentialSubject')
  const one = isJsonArray(subject) && subject.length === 1 ? subject[0] : subject
  return isJsonObject(one) && hasType(one, listForms[type].subject) ? one : undefined
}

const listCodes: Readonly<Partial<Record<string, CheckCode>>> = {
  'status-malformed': 'status-list-malformed',
  'status-list-too-large': 'status-list-too-large',
  'status-list-length': 'status-list-length',
  'status-range': 'status-range',
}

function judge(list: JsonObject, entry: StatusEntry, context: StatusContext, details: Details): Finding {
  const encodedList = textOf(subjectOf(list, entry), 'encodedList') ?? ''
  try {
    const { encoding } = listForms[entry.type]
    const bits = decodeStatusList(encodedList, context.gunzip, { size: entry.size, encoding })
    const value = readStatus(bits, entry.index, entry.size)
    return interpret(entry, value, { ...details, value, listValidFrom: textOf(list, 'validFrom') })
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    const code = error instanceof CredentialError ? listCodes[error.code] : undefined
    return open(code ?? 'status-list-malformed', details, error.message)
  }
}

const setCodes: Readonly<Partial<Record<string, Pick<Finding, 'outcome' | 'code'>>>> = {
  revocation: { outcome: 'failed', code: 'status-revoked' },
  suspension: { outcome: 'failed', code: 'status-suspended' },
  refresh: { outcome: 'warning', code: 'status-refresh-due' },
}

/** The value decides, not that the list was good (BS7). */
function interpret(entry: StatusEntry, value: number, details: Details): Finding {
  const set = value === 0 ? undefined : setCodes[entry.purpose]
  if (set !== undefined) return { ...set, details }
  if (entry.purpose === 'message') {
    const statusMessage = entry.messages?.get(value) ?? (value === 0 ? 'unset' : 'set')
    return { outcome: 'passed', code: 'status-message', details: { ...details, statusMessage } }
  }
  if (entry.type === 'StatusList2021Entry') return { outcome: 'warning', code: 'status-superseded', details }
  return entry.numeric
    ? { outcome: 'warning', code: 'status-numeric-index', details }
    : { outcome: 'passed', code: 'status-ok', details }
}

function open(code: CheckCode, details: Details, reason?: string): Finding {
  const more = reason === undefined ? {} : { message: explain(code, `(${reason})`) }
  return { outcome: 'unknown', code, ...more, details: { ...details, reason } }
}
