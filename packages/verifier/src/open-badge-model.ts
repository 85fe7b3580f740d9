import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { openBadgesUrls } from '@assay/credentials'
import { dateMembers, modelVersionOf } from './credential-model.ts'
import { isUrl, listOf, objectOf, objectsOf, textOf } from './json-members.ts'
import type { ProblemList } from './model-problems.ts'

/** The rules an Open Badge keeps beyond those of every credential (STANDARDS OI1-OI3). */
export function checkOpenBadgeModel(badge: JsonObject, problems: ProblemList): void {
  const [, second] = listOf(badge, '@context')
  if (typeof second !== 'string' || !openBadgesUrls.includes(second)) {
    problems.add('@context.1', 'is not a context of Open Badges 3.0')
  }
  if (memberOf(badge, 'id') === undefined) problems.add('id', 'is missing')
  const from = dateMembers[modelVersionOf(badge) ?? '2.0'].from
  if (memberOf(badge, from) === undefined) problems.add(from, 'is missing')
  const subject = memberOf(badge, 'credentialSubject')
  // Open Badges knows one subject; a list of one is the same in JSON-LD.
  const subjects = objectsOf(badge, 'credentialSubject')
  if (subjects.length > 1) problems.add('credentialSubject', 'names more than one subject')
  const [first] = subjects
  if (subject !== undefined && first !== undefined) checkSubject(first, problems)
}

function checkSubject(subject: JsonObject, problems: ProblemList): void {
  const identified =
    memberOf(subject, 'id') !== undefined || objectsOf(subject, 'identifier').some(hasIdentityHash)
  if (!identified) problems.add('credentialSubject', 'names nobody: it has neither id nor identifier')
  const path = 'credentialSubject.achievement'
  const achievement = memberOf(subject, 'achievement')
  if (!isJsonObject(achievement)) {
    problems.add(path, 'is missing')
    return
  }
  if (!isUrl(memberOf(achievement, 'id'))) problems.add(`${path}.id`, 'is not a URL')
  if (listOf(achievement, 'type').length === 0) problems.add(`${path}.type`, 'is missing')
  for (const name of ['name', 'description']) {
    if (textOf(achievement, name) === undefined) problems.add(`${path}.${name}`, 'is not a text')
  }
  if (objectOf(achievement, 'criteria') === undefined) problems.add(`${path}.criteria`, 'is missing')
}

function hasIdentityHash(identifier: JsonObject): boolean {
  return textOf(identifier, 'identityHash') !== undefined
}
