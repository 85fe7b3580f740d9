import { AssayError, isJsonObject, type JsonObject, memberOf, parseDateTimeStamp } from '@assay/core'
import { isUrl, itemsAt, memberAt, type ObjectPlace, stringsAt } from '../data-model/place.ts'
import { type Problem, problem } from '../data-model/problem.ts'
import { typesOf } from './vocabulary.ts'

const at = (document: JsonObject, pointer = ''): ObjectPlace => ({ value: document, pointer })

/** What is not as Open Badges 2.0 asks of an Assertion. */
export function checkAssertionForm(document: JsonObject): readonly Problem[] {
  const root = at(document)
  return [
    ...needType(root, ['Assertion']),
    ...needUrl(root, 'id'),
    ...recipientProblems(root),
    ...needNode(root, 'badge'),
    ...methodProblems(root),
    ...dateProblems(root, 'issuedOn', true),
    ...dateProblems(root, 'expires', false),
  ]
}

/** What is not as Open Badges 2.0 asks of a BadgeClass. */
export function checkBadgeClassForm(document: JsonObject): readonly Problem[] {
  const root = at(document, '/badge')
  return [
    ...needType(root, ['BadgeClass']),
    ...['name', 'description'].flatMap((name) => needText(root, name)),
    ...needNode(root, 'issuer'),
    ...(memberOf(document, 'criteria') === undefined
      ? [problem('achievement', '/badge/criteria', 'A BadgeClass must have criteria.')]
      : []),
  ]
}

/** What is not as Open Badges 2.0 asks of the Profile of an issuer. */
export function checkProfileForm(document: JsonObject): readonly Problem[] {
  const root = at(document, '/badge/issuer')
  return [...needType(root, ['Profile', 'Issuer']), ...needUrl(root, 'id'), ...needText(root, 'name')]
}

function needType(root: ObjectPlace, names: readonly string[]): readonly Problem[] {
  const types = typesOf(root.value)
  if (names.some((name) => types.includes(name))) return []
  return [problem('type', `${root.pointer}/type`, `The type must contain ${names.join(' or ')}.`)]
}

function needUrl(root: ObjectPlace, name: string): readonly Problem[] {
  const place = memberAt(root, name)
  return isUrl(place.value) ? [] : [problem('id', place.pointer, `The ${name} must be a URL.`)]
}

function needText(root: ObjectPlace, name: string): readonly Problem[] {
  const place = memberAt(root, name)
  const fine = typeof place.value === 'string' && place.value !== ''
  return fine ? [] : [problem('achievement', place.pointer, `There must be a ${name}.`)]
}

/** An object, or the address of one. */
function needNode(root: ObjectPlace, name: string): readonly Problem[] {
  const place = memberAt(root, name)
  if (isUrl(place.value) || isJsonObject(place.value)) return []
  return [problem('achievement', place.pointer, `The ${name} must be an object or the address of one.`)]
}

function recipientProblems(root: ObjectPlace): readonly Problem[] {
  const place = memberAt(root, 'recipient')
  if (!isJsonObject(place.value)) return [problem('recipient', place.pointer, 'There must be one recipient.')]
  const recipient = { value: place.value, pointer: place.pointer }
  const problems: Problem[] = []
  for (const name of ['type', 'identity']) {
    const member = memberAt(recipient, name)
    if (stringsAt(member).length === 0) {
      problems.push(problem('recipient', member.pointer, `The recipient must have a ${name}.`))
    }
  }
  return problems
}

function methodProblems(root: ObjectPlace): readonly Problem[] {
  const place = memberAt(root, 'verification')
  if (!isJsonObject(place.value)) {
    return [problem('entry', place.pointer, 'The assertion must say how it is verified.')]
  }
  const known = ['HostedBadge', 'hosted', 'SignedBadge', 'signed']
  const types = itemsAt(memberAt({ value: place.value, pointer: place.pointer }, 'type'))
  if (types.some(({ value }) => known.some((type) => type === value))) return []
  return [problem('entry-type', `${place.pointer}/type`, 'The assertion must be hosted or signed.')]
}

function dateProblems(root: ObjectPlace, name: string, needed: boolean): readonly Problem[] {
  const place = memberAt(root, name)
  if (place.value === undefined) {
    return needed ? [problem('date-missing', place.pointer, `The ${name} is missing.`)] : []
  }
  try {
    if (typeof place.value === 'string') parseDateTimeStamp(place.value)
    else return [problem('date', place.pointer, 'The date must be a text.')]
    return []
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return [
      problem('date', place.pointer, 'The date must have the form 2026-05-03T16:38:00Z, with a time zone.'),
    ]
  }
}
