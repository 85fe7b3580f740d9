import { isJsonArray, isJsonObject, type JsonObject, memberOf } from '@assay/core'
import type { Place } from './problem.ts'

/** The member of the object at a place. */
export function memberAt(
  place: { readonly value: JsonObject; readonly pointer: string },
  name: string,
): Place {
  const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1')
  return { value: memberOf(place.value, name), pointer: `${place.pointer}/${escaped}` }
}

/** The values at a place: the items of an array, the one value, or none. */
export function itemsAt(place: Place): readonly Place[] {
  if (place.value === undefined) return []
  if (!isJsonArray(place.value)) return [place]
  return place.value.map((value, index) => ({ value, pointer: `${place.pointer}/${index}` }))
}

/** A place that holds an object. */
export interface ObjectPlace {
  readonly value: JsonObject
  readonly pointer: string
}

/** Narrows to places that hold objects. */
export function holdsObject(place: Place): place is ObjectPlace {
  return isJsonObject(place.value)
}

/** Strings at a place, whether one or many. */
export function stringsAt(place: Place): readonly string[] {
  return itemsAt(place).flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
}

/**
 * Whether a value is an absolute URL in the wide sense of VCDM 2.0 (any scheme, DIDs and URNs included), without white
 * space. Web addresses have a host too.
 */
export function isUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(value)) return false
  return !/^https?:/i.test(value) || (/^https?:\/\//i.test(value) && URL.canParse(value))
}
