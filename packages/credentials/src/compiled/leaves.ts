import { isJsonArray, type JsonArray, type JsonObject, type JsonValue } from '@assay/core'
import { Declined } from './declined.ts'
import { isFrozenPart } from './freeze-part.ts'

/** What a leaf stands in, and where in it. */
export type Holder = JsonObject | JsonArray
export type Key = string | number

/** Members whose texts decide what others mean, or how they are written: they belong to the shape of a document and are no leaves. */
export const shapingNames: ReadonlySet<string> = new Set([
  '@context',
  '@type',
  'type',
  '@language',
  '@direction',
])

/** As deep as JSON may be (`limits.json.depth`); deeper ones came another way. */
export const MOST_LEVELS = 32

/** The leaves of one document, numbered as they come. */
export interface Leaves {
  /** Undefined in parts that {@link isFrozenPart | never change}, and for members that belong to the shape. */
  placeOf(holder: Holder, key: Key): number | undefined
  /** Whether these are the numbers of all leaves, each once. */
  areAll(places: readonly number[]): boolean
}

/** Numbers the leaves of a document in the order in which {@link Shapes} meets them. Throws {@link Declined} for a document that is deep. */
export function leavesOf(document: JsonObject): Leaves {
  const places = new Map<Holder, Map<Key, number>>()
  let count = 0
  let isTree = true

  function walk(holder: Holder, key: Key, value: JsonValue, level: number): void {
    if (level > MOST_LEVELS) throw new Declined('it is deep')
    if (typeof value !== 'object' || value === null) {
      places.get(holder)?.set(key, count)
      count += 1
    } else if (isJsonArray(value)) {
      enter(value)
      for (const [index, item] of value.entries()) walk(value, index, item, level + 1)
    } else if (!isFrozenPart(value)) walkObject(value, level)
  }

  function walkObject(object: JsonObject, level: number): void {
    enter(object)
    for (const name in object) {
      if (!shapingNames.has(name)) walk(object, name, object[name] as JsonValue, level + 1)
    }
  }

  /** The same object in two places is told apart by neither. */
  function enter(holder: Holder): void {
    if (places.has(holder)) isTree = false
    places.set(holder, new Map())
  }

  walkObject(document, 0)
  return {
    placeOf: (holder, key) => places.get(holder)?.get(key),
    areAll: (held) => isTree && held.length === count && new Set(held).size === count,
  }
}
