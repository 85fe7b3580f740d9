import { isJsonArray, isJsonObject, type JsonObject } from '@assay/core'
import { openBadgesUrl, openBadgesUrls } from '../contexts.ts'
import type { Rule } from './credential-rules.ts'
import { holdsObject, isUrl, itemsAt, memberAt, type ObjectPlace, stringsAt } from './place.ts'
import { type Place, type Problem, problem } from './problem.ts'

/** Whether the document says it is an Open Badge (OB3 data model; both type names mean the same). */
export function isOpenBadge(document: JsonObject): boolean {
  const types = stringsAt(memberAt({ value: document, pointer: '' }, 'type'))
  return types.includes('OpenBadgeCredential') || types.includes('AchievementCredential')
}

/** OI1: the Open Badges context stands second; versions before 3.0.3 are a warning. */
export const checkOpenBadgeContext: Rule = (root) => {
  const contexts = itemsAt(memberAt(root, '@context'))
  const second = contexts[1]?.value
  if (typeof second !== 'string' || !openBadgesUrls.includes(second)) {
    return [problem('context', '/@context/1', 'The second context must be that of Open Badges 3.0.')]
  }
  if (second === openBadgesUrl) return []
  const message = 'The badge uses an older context of Open Badges 3.0.'
  return [problem('context-version', '/@context/1', message, { severity: 'warning' })]
}

/** Members that OB3 defines as arrays of any number; a lone value may stand only for those its Serialization lists. */
const arrayMembers: ReadonlySet<string> = new Set([
  'alignment',
  'resultDescription',
  'rubricCriterionLevel',
  'result',
  'identifier',
  'tag',
])

/** OI2: arrays are arrays; nulls and empty arrays are left out. Readers accept what is not so, with a warning. */
export const checkSerialization: Rule = (root) => serializationProblems(root)

function serializationProblems(place: Place): readonly Problem[] {
  if (isJsonArray(place.value)) return itemsAt(place).flatMap(serializationProblems)
  if (place.value === null) {
    return [
      problem('null-value', place.pointer, 'A member without a value should be left out.', {
        severity: 'warning',
      }),
    ]
  }
  if (!holdsObject(place)) return []
  return Object.keys(place.value).flatMap((name) => {
    const member = memberAt(place, name)
    if (name === '@context' || name === 'proof') return []
    if (isJsonArray(member.value) && member.value.length === 0) {
      return [
        problem('empty-array', member.pointer, 'An empty array should be left out.', { severity: 'warning' }),
      ]
    }
    // `identifier` of an IdentifierEntry is one text; only objects make the others ambiguous.
    if (
      arrayMembers.has(name) &&
      (isJsonObject(member.value) || (name === 'tag' && typeof member.value === 'string'))
    ) {
      const lone = problem('single-value', member.pointer, `The ${name} should be an array.`, {
        severity: 'warning',
      })
      return [lone, ...serializationProblems(member)]
    }
    return serializationProblems(member)
  })
}

/** OB3 data model: a badge has an id and a date from which it is valid. */
export const checkOpenBadgeBasics: Rule = (root, version) => {
  const problems: Problem[] = []
  if (memberAt(root, 'id').value === undefined)
    problems.push(problem('id', '/id', 'An Open Badge must have an id.'))
  if (version === '2.0' && memberAt(root, 'validFrom').value === undefined) {
    problems.push(problem('date-missing', '/validFrom', 'An Open Badge must have validFrom.'))
  }
  return problems
}

/** OI3: somebody, and what they achieved. */
export const checkAchievement: Rule = (root) => {
  const place = memberAt(root, 'credentialSubject')
  const subjects = itemsAt(place).filter(holdsObject)
  const problems: Problem[] = []
  if (subjects.length > 1)
    problems.push(problem('subject', place.pointer, 'An Open Badge has one credentialSubject.'))
  return [
    ...problems,
    ...subjects.flatMap((subject) => [...subjectProblems(subject), ...achievementProblems(subject)]),
  ]
}

function subjectProblems(subject: ObjectPlace): readonly Problem[] {
  const problems: Problem[] = []
  if (!stringsAt(memberAt(subject, 'type')).includes('AchievementSubject')) {
    problems.push(
      problem(
        'subject',
        `${subject.pointer}/type`,
        'The type of the subject must contain AchievementSubject.',
      ),
    )
  }
  const identifiers = itemsAt(memberAt(subject, 'identifier')).filter(holdsObject)
  if (memberAt(subject, 'id').value === undefined && identifiers.length === 0) {
    problems.push(problem('recipient', subject.pointer, 'The subject must have an id or an identifier.'))
  }
  return problems
}

function achievementProblems(subject: ObjectPlace): readonly Problem[] {
  const achievement = memberAt(subject, 'achievement')
  if (!holdsObject(achievement)) {
    return [problem('achievement', achievement.pointer, 'The subject must have one achievement.')]
  }
  const problems: Problem[] = []
  const id = memberAt(achievement, 'id')
  if (!isUrl(id.value))
    problems.push(problem('achievement', id.pointer, 'The id of the achievement must be a URL.'))
  const type = memberAt(achievement, 'type')
  if (!stringsAt(type).includes('Achievement')) {
    problems.push(
      problem('achievement', type.pointer, 'The type of the achievement must contain Achievement.'),
    )
  }
  for (const name of ['name', 'description']) {
    const text = memberAt(achievement, name)
    if (text.value === undefined || text.value === null || text.value === '') {
      problems.push(problem('achievement', text.pointer, `The achievement must have a ${name}.`))
    }
  }
  const criteria = memberAt(achievement, 'criteria')
  if (!holdsObject(criteria))
    problems.push(problem('achievement', criteria.pointer, 'The achievement must have criteria.'))
  return problems
}
