import { CoreError, isJsonArray, isJsonObject, type JsonObject, parseDateTimeStamp } from '@assay/core'
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
    if (!isUrl(item.value) && !isJsonObject(item.value)) {
      problems.push(problem('context', item.pointer, 'A context must be a URL or an object.'))
    }
  }
  return problems
}

/** VM2: types, each of which the contexts give a meaning. */
export const checkType: Rule = (root) => checkTypeNames(root, 'VerifiableCredential')

/** VM2 for a document that has to be of this type. */
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
  if (urls.some((url) => !bundledContexts.has(url))) return []
  const inline = contexts.flatMap(({ value }) => (isJsonObject(value) ? Object.keys(value) : []))
  const terms = new Set([...termsOf(urls, bundledContexts), ...inline])
  return types
    .filter(({ value }) => !isUrl(value) && !terms.has(String(value)))
    .map(({ pointer }) => problem('type-undefined', pointer, 'No context of the document defines this type.'))
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

const typedEntries = [
  'credentialStatus',
  'credentialSchema',
  'refreshService',
  'termsOfUse',
  'evidence',
] as const

/** VM6: entries are objects with a type; schemas have an id too. */
export const checkEntries: Rule = (root) =>
  typedEntries.flatMap((name) => itemsAt(memberAt(root, name)).flatMap((entry) => checkEntry(name, entry)))

function checkEntry(name: (typeof typedEntries)[number], entry: Place): readonly Problem[] {
  if (!holdsObject(entry)) return [problem('entry', entry.pointer, `An entry of ${name} must be an object.`)]
  const problems: Problem[] = []
  const type = memberAt(entry, 'type')
  if (stringsAt(type).length === 0) {
    problems.push(problem('entry-type', type.pointer, `An entry of ${name} must have a type.`))
  }
  const id = memberAt(entry, 'id')
  if ((name === 'credentialSchema' || id.value !== undefined) && !isUrl(id.value)) {
    problems.push(problem('entry-id', id.pointer, `The id of an entry of ${name} must be a URL.`))
  }
  return problems
}

const languageMembers: ReadonlySet<string> = new Set(['@value', '@language', '@direction'])

/** VM7: names and descriptions are text, or text with its language. */
export const checkTexts: Rule = (root) => {
  const issuer = memberAt(root, 'issuer')
  const owners = holdsObject(issuer) ? [root, issuer] : [root]
  return owners.flatMap((owner) =>
    ['name', 'description'].flatMap((name) => {
      const place = memberAt(owner, name)
      if (place.value === undefined || typeof place.value === 'string') return []
      // VCDM 2.0 gives an array of language values as its example for several languages.
      const values = itemsAt(place)
      const wrong = values.length === 0 ? [place] : values.filter(({ value }) => !isLanguageValue(value))
      const message = `The ${name} must be text, or an object with @value and @language.`
      return wrong.map(({ pointer }) => problem('language-value', pointer, message))
    }),
  )
}

function isLanguageValue(value: Place['value']): boolean {
  if (!isJsonObject(value) || Object.keys(value).some((name) => !languageMembers.has(name))) return false
  const { '@value': text, '@language': language, '@direction': direction } = value as JsonObject
  if (typeof text !== 'string') return false
  if (
    language !== undefined &&
    (typeof language !== 'string' || !/^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(language))
  ) {
    return false
  }
  return direction === undefined || direction === 'ltr' || direction === 'rtl'
}

/** VM8: related resources are told apart by id, and each has a digest. */
export const checkRelatedResources: Rule = (root) => {
  const place = memberAt(root, 'relatedResource')
  const entries = itemsAt(place)
  if (place.value !== undefined && entries.length === 0) {
    return [problem('related-resource', place.pointer, 'The relatedResource must not be empty.')]
  }
  const seen = new Set<unknown>()
  return entries.flatMap((entry) => {
    if (!holdsObject(entry))
      return [problem('related-resource', entry.pointer, 'A related resource must be an object.')]
    const problems: Problem[] = []
    const id = memberAt(entry, 'id')
    if (!isUrl(id.value))
      problems.push(problem('related-resource', id.pointer, 'A related resource must have a URL as id.'))
    else if (seen.has(id.value))
      problems.push(problem('related-resource', id.pointer, 'This resource is named twice.'))
    seen.add(id.value)
    const digests = ['digestSRI', 'digestMultibase'].filter(
      (name) => typeof memberAt(entry, name).value === 'string',
    )
    if (digests.length === 0)
      problems.push(problem('related-resource', entry.pointer, 'A related resource must have a digest.'))
    return problems
  })
}
