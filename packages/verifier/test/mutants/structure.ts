import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import type { Chance } from './chance.ts'
import { changeText } from './text.ts'

type Place = readonly (string | number)[]
/** What stands at a place afterwards; undefined when nothing does. */
type Edit = (value: JsonValue, chance: Chance, whole: JsonObject) => JsonValue | undefined

const pool: readonly JsonValue[] = [
  ...[null, true, false, 0, -1, 1e300, '', 'x', 'urn:x:1'],
  ...['https://evil.example.org/', 'constructor', {}, []],
  ...['2026-01-01T00:00:00Z', '1999-01-01', 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2'],
  ...['DataIntegrityProof', 'authentication', 'eddsa-jcs-2022', ['VerifiableCredential'], { '@value': 'x' }],
]
const names = [
  ...['id', 'type', 'name', '@context', '@id', '@graph', '@type', '@included', 'proof', 'issuer'],
  ...['previousProof', 'nope', 'expires', '__proto__', 'toString', 'statusPurpose', 'Name', 'id '],
]

const edits: readonly Edit[] = [
  // Deleted, replaced, copied from elsewhere.
  () => undefined,
  (_, chance) => chance.pick(pool),
  (_, chance, whole) => valueAt(whole, chance.pick(placesOf(whole))),
  // Of another type.
  (value) => [value],
  (value) => (isJsonArray(value) && value.length === 1 ? value[0] : value),
  (value) => (typeof value === 'string' ? { id: value } : value),
  (value) => (isJsonObject(value) ? (Object.values(value)[0] ?? null) : value),
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
  (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
  // Reordered and repeated.
  (value) => (isJsonArray(value) ? [...value, ...value] : [value, value]),
  (value) => (isJsonArray(value) ? value.toReversed() : value),
  (value, chance) => (isJsonArray(value) ? value.toSorted(() => chance.below(3) - 1) : value),
  (value) => (isJsonObject(value) ? Object.fromEntries(Object.entries(value).toReversed()) : value),
  // Members added and renamed.
  (value, chance) => (isJsonObject(value) ? { ...value, [chance.pick(names)]: chance.pick(pool) } : value),
  (value, chance) => (isJsonObject(value) ? renameOne(value, chance) : value),
  // Texts and numbers changed.
  (value, chance) => (typeof value === 'string' ? changeText(value, chance) : value),
  (value, chance) => (typeof value === 'number' ? changeNumber(value, chance) : value),
]

function renameOne(value: JsonObject, chance: Chance): JsonObject {
  const entries = Object.entries(value)
  const chosen = chance.below(entries.length)
  const other = (name: string) => (chance.below(2) === 0 ? chance.pick(names) : changeText(name, chance))
  return Object.fromEntries(entries.map(([name, item], at) => [at === chosen ? other(name) : name, item]))
}

function changeNumber(value: number, chance: Chance): JsonValue {
  return chance.pick([value + 1, value - 1, -value, value * 10, value + 0.5, 0, `${value}`, 2 ** 53])
}

/** The document with one to three changes of its structure. */
export function mutateStructure(document: JsonObject, chance: Chance): JsonValue {
  let mutant: JsonValue = document
  for (let left = 1 + chance.below(3); left > 0; left -= 1) {
    if (!isJsonObject(mutant) || Object.keys(mutant).length === 0) return mutant
    mutant = changeOnce(mutant, chance)
  }
  return mutant
}

function changeOnce(document: JsonObject, chance: Chance): JsonValue {
  const place = chance.pick(placesOf(document))
  const kind = chance.below(edits.length + 3)
  const edit = edits[kind]
  if (edit !== undefined) return editAt(document, place, (value) => edit(value, chance, document)) ?? null
  return kind === edits.length ? swap(document, place, chance) : move(document, place, chance)
}

/** The values of two places change places. */
function swap(document: JsonObject, place: Place, chance: Chance): JsonValue {
  const other = chance.pick(placesOf(document))
  const [here, there] = [valueAt(document, place), valueAt(document, other)]
  const once = editAt(document, place, () => there) ?? null
  return isJsonObject(once) ? (editAt(once, other, () => here) ?? null) : once
}

/** A member leaves its object for another one, under its own name. */
function move(document: JsonObject, place: Place, chance: Chance): JsonValue {
  const value = valueAt(document, place)
  const name = String(place.at(-1))
  const rest = editAt(document, place, () => undefined) ?? null
  if (!isJsonObject(rest) || value === undefined) return rest
  const homes = [[], ...placesOf(rest)].filter((home) => isJsonObject(valueAt(rest, home)))
  return editAt(rest, chance.pick(homes), (home) => ({ ...(home as JsonObject), [name]: value })) ?? null
}

function placesOf(value: JsonValue, at: Place = []): Place[] {
  const entries: readonly (readonly [string | number, JsonValue])[] = isJsonArray(value)
    ? value.map((item, index) => [index, item])
    : isJsonObject(value)
      ? Object.entries(value)
      : []
  return entries.flatMap(([name, item]) => [[...at, name], ...placesOf(item, [...at, name])])
}

function valueAt(value: JsonValue, place: Place): JsonValue | undefined {
  const [head, ...rest] = place
  if (head === undefined) return value
  const entries = isJsonArray(value) || isJsonObject(value) ? Object.entries(value) : []
  const found = entries.find(([name]) => name === String(head))
  return found === undefined ? undefined : valueAt(found[1], rest)
}

function editAt(
  value: JsonValue,
  place: Place,
  edit: (value: JsonValue) => JsonValue | undefined,
): JsonValue | undefined {
  const [head, ...rest] = place
  if (head === undefined) return edit(value)
  const change = (item: JsonValue) => editAt(item, rest, edit)
  if (isJsonArray(value)) {
    return value.flatMap((item, index) => {
      if (index !== head) return [item]
      const changed = change(item)
      return changed === undefined ? [] : [changed]
    })
  }
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(
    ([name, item]) => [name, name === head ? change(item) : item] as const,
  )
  // `fromEntries` makes members of its own, also of `__proto__`.
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined))
}
