import { CoreError, isJsonArray, isJsonObject, parseDateTimeStamp } from '@assay/core'
import { bundledContexts, credentialsV1Url, credentialsV2Url } from '../contexts.ts'
import { termsOf } from '../document-contexts.ts'
import { holdsObject, isUrl, itemsAt, memberAt, type ObjectPlace, stringsAt } from './place.ts'
import { type Place, type Problem, problem } from './problem.ts'

/** Version of the data model, by the first context. */
export type ModelVersion = '1.1' | '2.0'

/** A rule reads the document and names what is wrong. */
export type Rule = (root: ObjectPlace, version: ModelVersion) => readonly Problem[]

/** VM1: an ordered array that begins with the base context. */
export const checkContext: Rule = (root) => {
  const place = memberAt(root, '@context')
  if (!isJsonArray(place.value)) return [problem('context', place.pointer, 'The @context must be an array.')]
  const [first, ...rest] = itemsAt(place)
  const problems: Problem[] = []
  if (first?.value !== credentialsV2Url && first?.value !== credentialsV1Url) {
    problems.push(problem('context', `${place.pointer}/0`, `The first context must be ${credentialsV2Url}.`))
  }
  for (const item of rest) {
    if (item.value === credentialsV2Url || item.value === credentialsV1Url) {
      const message = 'The base context stands once, and of one version only.'
      problems.push(problem('version-mixed', item.pointer, message))
    } else if (!isUrl(item.value) && !isJsonObject(item.value)) {
      problems.push(problem('context', item.pointer, 'A context must be a URL or an object.'))
    }
  }
  return problems
}

/** VM2: types of a credential, each of which the contexts give a meaning. */
export const checkType: Rule = (root) => checkTypeNames(root, 'VerifiableCredential')

/** VM2: the value of `type` holds the name that makes the document what it is, and every type maps to a URL. */
export function checkTypeNames(root: ObjectPlace, needed: string): readonly Problem[] {
  const place = memberAt(root, 'type')
  const types = itemsAt(place)
  if (types.length === 0 || types.some(({ value }) => typeof value !== 'string' || value === '')) {
    return [problem('type', place.pointer, 'The type must be text or an array of texts.')]
  }
  if (!stringsAt(place).includes(needed)) {
    return [problem('type', place.pointer, `The type must contain ${needed}.`)]
  }
  const contexts = itemsAt(memberAt(root, '@context'))
  const urls = contexts.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
  // With a context that is not at hand nothing can be said about its terms; canonicalisation refuses it.
  if (urls.some((url) => !bundledContexts.has(url)) || urls.some(hasVocabulary)) return []
  const inline = contexts.flatMap(({ value }) => (isJsonObject(value) ? Object.keys(value) : []))
  const terms = new Set([...termsOf(urls, bundledContexts), ...inline])
  return types
    .filter(({ value }) => !isUrl(value) && !terms.has(String(value)))
    .map(({ pointer }) => problem('type-undefined', pointer, 'No context of the document defines this type.'))
}

/** Contexts of examples give every word an address (`@vocab`). */
function hasVocabulary(url: string): boolean {
  const context = bundledContexts.get(url)?.document['@context']
  return (isJsonArray(context) ? context : [context]).some(
    (part) => isJsonObject(part) && Object.hasOwn(part, '@vocab'),
  )
}

/** VM3: `id` is one URL; the issuer is one, or an object that has one. */
export const checkIds: Rule = (root) => {
  const id = memberAt(root, 'id')
  const issuer = memberAt(root, 'issuer')
  const problems: Problem[] = []
  if (id.value !== undefined && !isUrl(id.value))
    problems.push(problem('id', id.pointer, 'The id must be one URL.'))
  const issuerId = holdsObject(issuer) ? memberAt(issuer, 'id') : issuer
  if (!isUrl(issuerId.value)) {
    problems.push(
      problem('issuer', issuerId.pointer, 'The issuer must be a URL or an object whose id is a URL.'),
    )
  }
  return problems
}

/** VM4: one subject or several, none of them empty. */
export const checkSubject: Rule = (root) => {
  const place = memberAt(root, 'credentialSubject')
  const subjects = itemsAt(place)
  if (subjects.length === 0) return [problem('subject', place.pointer, 'The credentialSubject is missing.')]
  return subjects.flatMap((subject) => {
    if (!holdsObject(subject) || Object.keys(subject.value).length === 0) {
      return [problem('subject', subject.pointer, 'A credentialSubject must be an object with content.')]
    }
    const id = memberAt(subject, 'id')
    if (id.value === undefined || isUrl(id.value)) return []
    return [problem('subject', id.pointer, 'The id of a credentialSubject must be one URL.')]
  })
}

const dateNames: Readonly<Record<ModelVersion, readonly [from: string, until: string]>> = {
  '1.1': ['issuanceDate', 'expirationDate'],
  '2.0': ['validFrom', 'validUntil'],
}

/** VM5, VM15: dates with a zone, in order, under the names of the document's own version. */
export const checkDates: Rule = (root, version) => {
  const [fromName, untilName] = dateNames[version]
  const from = readDate(memberAt(root, fromName))
  const until = readDate(memberAt(root, untilName))
  const problems = [from, until].flatMap((date) => (date.problem === undefined ? [] : [date.problem]))
  if (version === '1.1' && memberAt(root, fromName).value === undefined) {
    problems.push(problem('date-missing', `/${fromName}`, 'The issuanceDate is missing.'))
  }
  if (from.instant !== undefined && until.instant !== undefined && from.instant > until.instant) {
    problems.push(
      problem('date-order', `/${untilName}`, `The ${untilName} lies before the ${fromName}.`, {
        type: 'RANGE_ERROR',
      }),
    )
  }
  for (const foreign of dateNames[version === '2.0' ? '1.1' : '2.0']) {
    if (memberAt(root, foreign).value === undefined) continue
    problems.push(
      problem('version-mixed', `/${foreign}`, `${foreign} does not belong to version ${version}.`),
    )
  }
  return problems
}

function readDate(place: Place): { readonly instant?: number; readonly problem?: Problem } {
  if (place.value === undefined) return {}
  const message = 'The date must have the form 2026-05-03T16:38:00Z, with a time zone.'
  if (typeof place.value !== 'string') return { problem: problem('date', place.pointer, message) }
  try {
    return { instant: parseDateTimeStamp(place.value) }
  } catch (error) {
    if (!(error instanceof CoreError)) throw error
    return { problem: problem('date', place.pointer, message) }
  }
}
