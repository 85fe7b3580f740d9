import { isJsonArray } from '@assay/core'
import type { ModelVersion, Rule } from './credential-rules.ts'
import { isOpenBadge } from './open-badge-rules.ts'
import { holdsObject, isUrl, itemsAt, memberAt, type ObjectPlace, stringsAt } from './place.ts'
import { type Place, type Problem, problem } from './problem.ts'

/** Members whose entries say by a type what they are, and the versions in which such an entry must have an id. */
const typedEntries: Readonly<Record<string, readonly ModelVersion[]>> = {
  credentialStatus: ['1.1'],
  credentialSchema: ['1.1', '2.0'],
  refreshService: ['1.1'],
  termsOfUse: [],
  evidence: [],
}

/** VM6: entries are objects with a type; those that are looked up have an id too. */
export const checkEntries: Rule = (root, version) =>
  Object.keys(typedEntries).flatMap((name) => checkTypedEntries(root, name, version))

function checkTypedEntries(root: ObjectPlace, name: string, version: ModelVersion): readonly Problem[] {
  const place = memberAt(root, name)
  if (isJsonArray(place.value) && place.value.length === 0 && !isOpenBadge(root.value)) {
    // Of an Open Badge the empty array is reported as the warning that its serialization asks for (OI2).
    return [problem('entry', place.pointer, `The member ${name} must not be empty.`)]
  }
  return itemsAt(place).flatMap((entry) => checkEntry(name, entry, version))
}

function checkEntry(name: string, entry: Place, version: ModelVersion): readonly Problem[] {
  if (!holdsObject(entry)) return [problem('entry', entry.pointer, `An entry of ${name} must be an object.`)]
  const problems: Problem[] = []
  const type = memberAt(entry, 'type')
  if (stringsAt(type).length === 0 || itemsAt(type).some(({ value }) => !isName(value))) {
    problems.push(problem('entry-type', type.pointer, `An entry of ${name} must have a type.`))
  }
  const id = memberAt(entry, 'id')
  const needed = typedEntries[name]?.includes(version) === true
  if ((needed || id.value !== undefined) && !isUrl(id.value)) {
    problems.push(problem('entry-id', id.pointer, `The id of an entry of ${name} must be a URL.`))
  }
  return problems
}

const isName = (value: Place['value']): boolean => typeof value === 'string' && value !== ''
