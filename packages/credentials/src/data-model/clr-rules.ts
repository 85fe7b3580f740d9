import type { JsonObject } from '@assay/core'
import { ASSOCIATION_TYPES } from '../clr/build-clr.ts'
import { clrUrl, clrUrls } from '../clr/clr-context.ts'
import { openBadgesUrls } from '../contexts.ts'
import type { Rule } from './credential-rules.ts'
import { holdsObject, isUrl, itemsAt, memberAt, type ObjectPlace, stringsAt } from './place.ts'
import { type Problem, problem } from './problem.ts'

/** Whether the document says it is a Comprehensive Learner Record 2.0. */
export function isClr(document: JsonObject): boolean {
  return stringsAt(memberAt({ value: document, pointer: '' }, 'type')).includes('ClrCredential')
}

/** CL1: the contexts of CLR 2.0 and of Open Badges 3.0 follow that of the data model, in this order. */
export const checkClrContext: Rule = (root) => {
  const [, second, third] = itemsAt(memberAt(root, '@context'))
  const problems: Problem[] = []
  const record = second?.value
  if (typeof record !== 'string' || !clrUrls.includes(record)) {
    problems.push(problem('context', '/@context/1', 'The second context must be that of CLR 2.0.'))
  } else if (record !== clrUrl) {
    const message = 'The record uses an older context of CLR 2.0.'
    problems.push(problem('context-version', '/@context/1', message, { severity: 'warning' }))
  }
  const badges = third?.value
  if (typeof badges !== 'string' || !openBadgesUrls.includes(badges)) {
    problems.push(problem('context', '/@context/2', 'The third context must be that of Open Badges 3.0.'))
  }
  return problems
}

/** CL1: an id, a name, a date, and one subject that holds credentials. */
export const checkClrSubject: Rule = (root, version) => {
  const problems: Problem[] = []
  for (const name of version === '2.0' ? ['id', 'name', 'validFrom'] : ['id', 'name']) {
    if (memberAt(root, name).value !== undefined) continue
    const code = name === 'validFrom' ? 'date-missing' : name === 'id' ? 'id' : 'record'
    problems.push(problem(code, `/${name}`, `A learner record must have ${name}.`))
  }
  const partial = memberAt(root, 'partial')
  if (partial.value !== undefined && typeof partial.value !== 'boolean') {
    problems.push(problem('record', partial.pointer, 'The member partial must be true or false.'))
  }
  const subjects = itemsAt(memberAt(root, 'credentialSubject')).filter(holdsObject)
  if (subjects.length > 1) {
    problems.push(problem('subject', '/credentialSubject', 'A learner record has one credentialSubject.'))
  }
  return [...problems, ...subjects.flatMap(subjectProblems)]
}

function subjectProblems(subject: ObjectPlace): readonly Problem[] {
  const problems: Problem[] = []
  const type = memberAt(subject, 'type')
  if (!stringsAt(type).includes('ClrSubject')) {
    problems.push(problem('subject', type.pointer, 'The type of the subject must contain ClrSubject.'))
  }
  const identifiers = itemsAt(memberAt(subject, 'identifier')).filter(holdsObject)
  if (memberAt(subject, 'id').value === undefined && identifiers.length === 0) {
    problems.push(problem('recipient', subject.pointer, 'The subject must have an id or an identifier.'))
  }
  const inner = memberAt(subject, 'verifiableCredential')
  const credentials = itemsAt(inner)
  if (credentials.length === 0) {
    problems.push(problem('record', inner.pointer, 'A learner record must hold at least one credential.'))
  }
  for (const credential of credentials) {
    if (!holdsObject(credential)) {
      problems.push(problem('record', credential.pointer, 'A credential inside must be an object.'))
    }
  }
  return [...problems, ...associationProblems(subject)]
}

/** CL1: both ends of an association exist in the record. */
function associationProblems(subject: ObjectPlace): readonly Problem[] {
  const associations = itemsAt(memberAt(subject, 'association'))
  if (associations.length === 0) return []
  const known = achievementIds(subject)
  return associations.flatMap((association) => {
    if (!holdsObject(association)) {
      return [problem('association', association.pointer, 'An association must be an object.')]
    }
    const kind = memberAt(association, 'associationType')
    const problems: Problem[] = []
    if (!ASSOCIATION_TYPES.some((type) => type === kind.value)) {
      problems.push(problem('association', kind.pointer, 'This is no type of association of CLR 2.0.'))
    }
    for (const name of ['sourceId', 'targetId']) {
      const end = memberAt(association, name)
      if (!isUrl(end.value) || !known.has(end.value)) {
        problems.push(problem('association', end.pointer, `The ${name} names nothing in this record.`))
      }
    }
    return problems
  })
}

/** Ids of the achievements that the record lists itself or that its credentials award, and of the credentials. */
function achievementIds(subject: ObjectPlace): ReadonlySet<string> {
  const credentials = itemsAt(memberAt(subject, 'verifiableCredential')).filter(holdsObject)
  const awarded = credentials
    .flatMap((credential) => itemsAt(memberAt(credential, 'credentialSubject')))
    .filter(holdsObject)
    .map((inner) => memberAt(inner, 'achievement'))
  const places = [...credentials, ...awarded, ...itemsAt(memberAt(subject, 'achievement'))].filter(
    holdsObject,
  )
  return new Set(places.flatMap((place) => stringsAt(memberAt(place, 'id'))))
}
