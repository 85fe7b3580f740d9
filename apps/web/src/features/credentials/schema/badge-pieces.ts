import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { HIDEABLE, type Hideable } from './hideable.ts'

/** A part of a badge that is shown or hidden as one. */
interface Piece {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string
  /** Hidden as soon as one of these is; none: shown always. */
  readonly groups: readonly Hideable[]
}

/** The groups that a badge has something of, in their order. */
export function hideableIn(badge: JsonObject): readonly Hideable[] {
  const found = new Set(piecesOf(badge).flatMap(({ groups }) => groups))
  return HIDEABLE.filter((group) => found.has(group))
}

/**
 * Pointers to everything in a badge but what is hidden: the selection for a derived proof. What its issuer made mandatory is shown
 * besides; `id` and `type` of an object come by themselves.
 */
export function pointersWithout(badge: JsonObject, hidden: readonly Hideable[]): readonly string[] {
  return piecesOf(badge)
    .filter(({ groups }) => !groups.some((group) => hidden.includes(group)))
    .map(({ pointer }) => pointer)
}

/** Come with whatever is shown beside them; the proof is made anew. */
const BY_THEMSELVES: ReadonlySet<string> = new Set(['@context', 'id', 'type', 'proof'])

function piecesOf(badge: JsonObject): readonly Piece[] {
  const awarded = groupsOfAward(badge)
  return namesOf(badge).flatMap((name): readonly Piece[] => {
    const pointer = pointerTo('', name)
    if (name === 'credentialSubject') return subjectPieces(objectAt(badge, name), pointer, awarded)
    if (name === 'evidence') return itemsAt(badge, name, pointer).flatMap(evidencePieces)
    return [{ pointer, groups: name === 'awardedDate' ? awarded : [] }]
  })
}

/** Where the day of the award is that of the signature, which stays, to hide it would hide nothing. */
const groupsOfAward = (badge: JsonObject): readonly Hideable[] =>
  memberOf(badge, 'awardedDate') === memberOf(badge, 'validFrom') ? [] : ['awarded']

function subjectPieces(subject: JsonObject, pointer: string, awarded: readonly Hideable[]): readonly Piece[] {
  const facts = factsOf(objectAt(subject, 'achievement'))
  return namesOf(subject).flatMap((name): readonly Piece[] => {
    const at = pointerTo(pointer, name)
    const items = () => itemsAt(subject, name, at)
    if (name === 'achievement') return achievementPieces(objectAt(subject, name), at, awarded, facts)
    if (name === 'identifier')
      return items().map((item) => ({ pointer: item.pointer, groups: [groupOfIdentifier(item.value)] }))
    if (name !== 'result') return [{ pointer: at, groups: [] }]
    return items().map((item) => {
      const described = memberOf(item.value, 'resultDescription')
      return { pointer: item.pointer, groups: [facts.has(described) ? 'assessment' : 'results'] }
    })
  })
}

const groupOfIdentifier = (identifier: JsonObject): Hideable =>
  memberOf(identifier, 'identityType') === 'name' ? 'name' : 'address'

type Facts = ReadonlySet<JsonValue | undefined>

/** Ids of what describes the record of the assessment; the other results are levels that were reached. */
function factsOf(achievement: JsonObject): Facts {
  const records = itemsAt(achievement, 'resultDescription', '').filter(({ value }) => isRecord(value))
  return new Set(records.map(({ value }) => memberOf(value, 'id')))
}

const isRecord = (description: JsonObject): boolean =>
  String(memberOf(description, 'resultType')).startsWith('ext:')

function achievementPieces(
  achievement: JsonObject,
  pointer: string,
  awarded: readonly Hideable[],
  facts: Facts,
): readonly Piece[] {
  return namesOf(achievement).flatMap((name): readonly Piece[] => {
    const at = pointerTo(pointer, name)
    // The address of the picture says the year of the award.
    if (name === 'image') return [{ pointer: at, groups: awarded }]
    if (name !== 'resultDescription') return [{ pointer: at, groups: [] }]
    // Of a large rubric only some levels are described, the one that was reached among them.
    return itemsAt(achievement, name, at).map((item) => ({
      pointer: item.pointer,
      groups: [facts.has(memberOf(item.value, 'id')) ? 'assessment' : 'results'],
    }))
  })
}

const evidencePieces = ({ value, pointer }: Item): readonly Piece[] =>
  namesOf(value).map((name) => ({
    pointer: pointerTo(pointer, name),
    groups: WORDS.has(name) ? ['evidence', 'evidence_words'] : ['evidence'],
  }))

/** What somebody wrote of a piece of evidence; its kind and digest say nothing by themselves. */
const WORDS: ReadonlySet<string> = new Set(['name', 'narrative', 'description'])

interface Item {
  readonly value: JsonObject
  readonly pointer: string
}

/** The objects of a member that is one or a list of them. */
function itemsAt(parent: JsonObject, name: string, pointer: string): readonly Item[] {
  const value = memberOf(parent, name)
  if (value !== undefined && isJsonObject(value)) return [{ value, pointer }]
  if (value === undefined || !isJsonArray(value)) return []
  return value.flatMap((item, at) =>
    isJsonObject(item) ? [{ value: item, pointer: `${pointer}/${at}` }] : [],
  )
}

function objectAt(parent: JsonObject, name: string): JsonObject {
  const value = memberOf(parent, name)
  return value !== undefined && isJsonObject(value) ? value : {}
}

const namesOf = (object: JsonObject): readonly string[] =>
  Object.keys(object).filter((name) => !BY_THEMSELVES.has(name))

const pointerTo = (parent: string, name: string): string =>
  `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
