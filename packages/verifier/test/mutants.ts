import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'

/** Numbers that follow from a seed (mulberry32), so that every mutant can be made again by its number. */
export interface Chance {
  /** A whole number below `limit`. */
  below(limit: number): number
  pick<T>(items: readonly T[]): T
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new TypeError('there is nothing to pick from')
      return item
    },
  }
}

type Place = readonly (string | number)[]
/** What stands at a place afterwards; undefined when nothing does. */
type Edit = (value: JsonValue, chance: Chance, whole: JsonObject) => JsonValue | undefined

const pool: readonly JsonValue[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1e300,
    '',
    'x',
    'urn:x:1',
    'https://evil.example.org/',
    'constructor',
    {},
    [],
  ],
  ...['2026-01-01T00:00:00Z', '1999-01-01', 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2'],
  ...['DataIntegrityProof', 'authentication', 'eddsa-jcs-2022', ['VerifiableCredential'], { '@value': 'x' }],
]

const edits: readonly Edit[] = [
  () => undefined,
  (_, chance) => chance.pick(pool),
  (value) => [value],
  (value) => (isJsonArray(value) ? [...value, ...value] : [value, value]),
  (value) => (isJsonArray(value) && value.length === 1 ? value[0] : value),
  (value) => (isJsonArray(value) ? value.toReversed() : value),
  (value) => (isJsonObject(value) ? Object.fromEntries(Object.entries(value).toReversed()) : value),
  (value, chance) => (isJsonObject(value) ? { ...value, [chance.pick(names)]: chance.pick(pool) } : value),
  (value, chance) => (isJsonObject(value) ? renameOne(value, chance) : value),
  (value, chance) => (typeof value === 'string' ? changeText(value, chance) : value),
  (_, chance, whole) => valueAt(whole, chance.pick(placesOf(whole, []))),
]
const names = [
  'id',
  'type',
  'name',
  '@context',
  '@id',
  '@graph',
  'proof',
  'issuer',
  'previousProof',
  'nope',
  'expires',
]

function renameOne(value: JsonObject, chance: Chance): JsonObject {
  const entries = Object.entries(value)
  const chosen = chance.below(entries.length)
  return Object.fromEntries(
    entries.map(([name, item], at) => [at === chosen ? chance.pick(names) : name, item]),
  )
}

function changeText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1)
  const [before, after] = [text.slice(0, at), text.slice(at)]
  return chance.pick([
    `${before}x${after}`,
    `${before}${after.slice(1)}`,
    `${before}\u200b${after}`,
    text.toUpperCase(),
    ` ${text}`,
    text.normalize('NFD'),
    `${text}#key-2`,
    text.split('').toReversed().join(''),
  ])
}

/** The document with one to three changes of its structure. */
export function mutateStructure(document: JsonObject, chance: Chance): JsonValue {
  let mutant: JsonValue = document
  for (let left = 1 + chance.below(3); left > 0; left -= 1) {
    if (!isJsonObject(mutant) || Object.keys(mutant).length === 0) return mutant
    const place: Place = chance.pick(placesOf(mutant, []))
    mutant = editAt(mutant, place, chance.pick(edits), chance, mutant) ?? null
  }
  return mutant
}

/** The bytes with one to three changes, of any kind. */
export function mutateBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  let mutant = [...bytes]
  for (let left = 1 + chance.below(3); left > 0; left -= 1) mutant = changeBytes(mutant, chance)
  return Uint8Array.from(mutant)
}

function changeBytes(bytes: readonly number[], chance: Chance): number[] {
  const at = chance.below(bytes.length + 1)
  const length = 1 + chance.below(chance.pick([1, 4, 64]))
  const [before, after] = [bytes.slice(0, at), bytes.slice(at)]
  const some = Array.from({ length }, () => chance.pick([0x20, 0x0a, 0x22, 0x2c, chance.below(256)]))
  return chance.pick([
    () => [...before, (after[0] ?? 0) ^ (1 << chance.below(8)), ...after.slice(1)],
    () => [...before, ...after.slice(length)],
    () => [...before, ...some, ...after],
    () => [...before, ...some, ...after.slice(length)],
    () => [...before, ...after.slice(0, length), ...after],
    () => before,
  ])()
}

function placesOf(value: JsonValue, at: Place): Place[] {
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
  edit: Edit,
  chance: Chance,
  whole: JsonObject,
): JsonValue | undefined {
  const [head, ...rest] = place
  if (head === undefined) return edit(value, chance, whole)
  const change = (item: JsonValue) => editAt(item, rest, edit, chance, whole)
  if (isJsonArray(value)) {
    return value.flatMap((item, index) => (index === head ? [change(item) ?? []].flat() : [item]))
  }
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(
    ([name, item]) => [name, name === head ? change(item) : item] as const,
  )
  // `fromEntries` makes members of its own, also of `__proto__`.
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined))
}
