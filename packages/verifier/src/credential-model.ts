import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { credentialsV1Url, credentialsV2Url } from '@assay/credentials'
import { hasType, instantOf, isUrl, listOf, textOf } from './json-members.ts'
import type { ProblemList } from './model-problems.ts'

/** Version of the W3C data model a credential states by its first context. */
export type ModelVersion = '1.1' | '2.0' | undefined

/** The version, undefined when the first context is neither. */
export function modelVersionOf(credential: JsonObject): ModelVersion {
  const [first] = listOf(credential, '@context')
  return first === credentialsV2Url ? '2.0' : first === credentialsV1Url ? '1.1' : undefined
}

/** Members that date a credential, by version. */
export const dateMembers = {
  '1.1': { from: 'issuanceDate', until: 'expirationDate' },
  '2.0': { from: 'validFrom', until: 'validUntil' },
} as const

/** The rules every W3C credential keeps (STANDARDS VM1-VM8, VM15). */
export function checkCredentialModel(credential: JsonObject, problems: ProblemList): void {
  checkContexts(credential, problems)
  if (!hasType(credential, 'VerifiableCredential')) problems.add('type', 'does not hold VerifiableCredential')
  for (const type of listOf(credential, 'type')) {
    if (typeof type !== 'string') problems.add('type', 'holds something that is not a text')
  }
  const id = memberOf(credential, 'id')
  if (id !== undefined && !isUrl(id)) problems.add('id', 'is not one URL')
  checkIssuer(memberOf(credential, 'issuer'), problems)
  checkSubjects(memberOf(credential, 'credentialSubject'), problems)
  checkDates(credential, problems)
  for (const [name, needsId] of typedMembers) checkTyped(credential, name, needsId, problems)
  for (const name of ['name', 'description']) checkLanguageText(credential, name, problems)
  checkRelatedResources(credential, problems)
}

/** Members whose entries carry a `type` (VM6), and whether they carry an `id`. */
const typedMembers: readonly (readonly [name: string, needsId: boolean])[] = [
  ['credentialStatus', false],
  ['credentialSchema', true],
  ['refreshService', false],
  ['termsOfUse', false],
  ['evidence', false],
]

function checkContexts(credential: JsonObject, problems: ProblemList): void {
  const contexts = memberOf(credential, '@context')
  if (!isJsonArray(contexts)) {
    problems.add('@context', 'is not an ordered list')
    return
  }
  if (modelVersionOf(credential) === undefined) {
    problems.add('@context.0', 'is neither version 2.0 nor 1.1 of the data model')
  }
  for (const [index, entry] of contexts.entries()) {
    if (!isUrl(entry) && !isJsonObject(entry)) problems.add(`@context.${index}`, 'is neither a URL nor an object')
  }
}

function checkIssuer(issuer: JsonValue | undefined, problems: ProblemList): void {
  if (issuer === undefined) problems.add('issuer', 'is missing')
  else if (isJsonObject(issuer)) {
    if (!isUrl(memberOf(issuer, 'id'))) problems.add('issuer.id', 'is not a URL')
  } else if (!isUrl(issuer)) problems.add('issuer', 'is neither a URL nor an object with one')
}

function checkSubjects(subject: JsonValue | undefined, problems: ProblemList): void {
  const subjects = isJsonArray(subject) ? subject : [subject]
  if (subject === undefined || subjects.length === 0) problems.add('credentialSubject', 'is missing')
  for (const [index, entry] of subjects.entries()) {
    if (entry === undefined) continue
    if (!isJsonObject(entry) || Object.keys(entry).length === 0) {
      problems.add(`credentialSubject.${index}`, 'is not an object that says something')
    } else if (memberOf(entry, 'id') !== undefined && !isUrl(memberOf(entry, 'id'))) {
      problems.add(`credentialSubject.${index}.id`, 'is not one URL')
    }
  }
}

function checkDates(credential: JsonObject, problems: ProblemList): void {
  const version = modelVersionOf(credential) ?? '2.0'
  const other = dateMembers[version === '2.0' ? '1.1' : '2.0']
  for (const name of [other.from, other.until]) {
    if (memberOf(credential, name) !== undefined) problems.add(name, `does not belong to version ${version}`)
  }
  const { from, until } = dateMembers[version]
  if (version === '1.1' && memberOf(credential, from) === undefined) problems.add(from, 'is missing')
  const start = readDate(credential, from, problems)
  const end = readDate(credential, until, problems)
  if (start !== undefined && end !== undefined && start > end) problems.add(until, `is before ${from}`)
}

function readDate(credential: JsonObject, name: string, problems: ProblemList): number | undefined {
  const value = memberOf(credential, name)
  if (value === undefined) return undefined
  const instant = typeof value === 'string' ? instantOf(value) : undefined
  if (instant === undefined) problems.add(name, 'is not a date and time with a time zone')
  return instant
}

function checkTyped(credential: JsonObject, name: string, needsId: boolean, problems: ProblemList): void {
  for (const [index, entry] of listOf(credential, name).entries()) {
    const path = `${name}.${index}`
    if (!isJsonObject(entry)) problems.add(path, 'is not an object')
    else {
      const types = listOf(entry, 'type')
      if (types.length === 0 || !types.every((type) => typeof type === 'string')) {
        problems.add(`${path}.type`, 'is missing')
      }
      const id = memberOf(entry, 'id')
      if (id === undefined ? needsId : !isUrl(id)) problems.add(`${path}.id`, 'is not a URL')
    }
  }
}

/** VM7. In version 1.1 these members belong to no class, so whatever they hold is not looked at. */
function checkLanguageText(credential: JsonObject, name: string, problems: ProblemList): void {
  if (modelVersionOf(credential) === '1.1') return
  for (const value of listOf(credential, name)) {
    if (typeof value === 'string') continue
    const fine =
      isJsonObject(value) &&
      textOf(value, '@value') !== undefined &&
      Object.keys(value).every((key) => ['@value', '@language', '@direction'].includes(key))
    if (!fine) problems.add(name, 'is neither a text nor a text with a language')
  }
}

/** VM8. */
function checkRelatedResources(credential: JsonObject, problems: ProblemList): void {
  const seen = new Set<string>()
  for (const [index, entry] of listOf(credential, 'relatedResource').entries()) {
    const path = `relatedResource.${index}`
    const id = isJsonObject(entry) ? memberOf(entry, 'id') : undefined
    if (!isJsonObject(entry) || !isUrl(id)) {
      problems.add(`${path}.id`, 'is not a URL')
      continue
    }
    if (seen.has(id)) problems.add(`${path}.id`, 'stands twice in the list')
    seen.add(id)
    if (textOf(entry, 'digestSRI') === undefined && textOf(entry, 'digestMultibase') === undefined) {
      problems.add(path, 'has no digest')
    }
  }
}
