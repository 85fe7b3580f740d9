import { type JsonObject, memberOf } from '@assay/core'
import { bitEntryType, readStatusEntry } from '../status-entry.ts'
import type { Rule } from './credential-rules.ts'
import { holdsObject, itemsAt, memberAt, stringsAt } from './place.ts'
import { problem } from './problem.ts'

/** Documents of Open Badges, in which a number for an index is a warning of the step on the status (STANDARDS BS2). */
const badgeTypes = ['OpenBadgeCredential', 'AchievementCredential', 'EndorsementCredential', 'ClrCredential']

/** Whether the document is of a profile that lets a status index be a number. */
export function allowsNumericIndex(document: JsonObject): boolean {
  const types = stringsAt(memberAt({ value: document, pointer: '' }, 'type'))
  return badgeTypes.some((type) => types.includes(type))
}

/** BS1, BS2, BS5: entries of status lists are formed as Bitstring Status List 2.1 says. */
export const checkStatusEntries: Rule = (root) =>
  itemsAt(memberAt(root, 'credentialStatus')).flatMap((place) => {
    if (!holdsObject(place) || bitEntryType(place.value) === undefined) return []
    const { faults = [] } = readStatusEntry(place.value, { numericIndex: allowsNumericIndex(root.value) })
    return faults.map(({ member, message }) =>
      problem('status-entry', memberAt(place, member).pointer, message),
    )
  })

/** BS3: what calls itself a status list has the members of one. */
export const checkStatusList: Rule = (root) => {
  const types = stringsAt(memberAt(root, 'type'))
  if (!types.includes('BitstringStatusListCredential')) return []
  const subjects = itemsAt(memberAt(root, 'credentialSubject'))
  return subjects.flatMap((subject) => {
    if (!holdsObject(subject)) return []
    const purposes = itemsAt(memberAt(subject, 'statusPurpose'))
    const wrong = [
      ['type', !stringsAt(memberAt(subject, 'type')).includes('BitstringStatusList')],
      ['statusPurpose', purposes.length === 0 || purposes.some(({ value }) => typeof value !== 'string')],
      ['encodedList', !isEncodedList(memberOf(subject.value, 'encodedList'))],
    ] as const
    return wrong
      .filter(([, present]) => present)
      .map(([member]) =>
        problem(
          'status-list',
          memberAt(subject, member).pointer,
          `The ${member} is not that of a status list.`,
        ),
      )
  })
}

function isEncodedList(value: unknown): boolean {
  return typeof value === 'string' && /^u[A-Za-z0-9_-]+$/.test(value)
}
