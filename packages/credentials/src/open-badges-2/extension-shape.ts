import {
  AssayError,
  isJsonArray,
  isJsonObject,
  type JsonValue,
  memberOf,
  parseDateTimeStamp,
} from '@assay/core'
import { isUrl } from '../data-model/place.ts'

/** Judges a value; answers what is wrong with it, beginning with `at`, or undefined when nothing is. */
export type Shape = (value: JsonValue, at: string) => string | undefined

export const text: Shape = (value, at) => (typeof value === 'string' ? undefined : `${at} is not a text`)

export const number: Shape = (value, at) => (typeof value === 'number' ? undefined : `${at} is not a number`)

export const yesOrNo: Shape = (value, at) =>
  typeof value === 'boolean' ? undefined : `${at} is neither true nor false`

/** JSON Schema's `uri`. */
export const address: Shape = (value, at) => (isUrl(value) ? undefined : `${at} is not an address`)

/** One of a closed list of words. */
export const oneOf =
  (...words: readonly string[]): Shape =>
  (value, at) =>
    words.some((word) => word === value) ? undefined : `${at} is none of ${words.join(', ')}`

/** A text that the pattern, which is linear, finds good. */
export const matching =
  (pattern: RegExp, what: string): Shape =>
  (value, at) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `${at} is not ${what}`

/** JSON Schema's `date-time` (RFC 3339). */
export const instant: Shape = (value, at) => {
  try {
    if (typeof value === 'string') parseDateTimeStamp(value)
    return typeof value === 'string' ? undefined : `${at} is not an instant`
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return `${at} is not an instant with a time zone`
  }
}

/** Either shape. */
export const either =
  (left: Shape, right: Shape): Shape =>
  (value, at) =>
    left(value, at) === undefined ? undefined : right(value, at)

/** Any number of values, one after the other. */
export const listOf =
  (shape: Shape): Shape =>
  (value, at) =>
    isJsonArray(value) ? firstFault(value, shape, at) : `${at} is not a list`

/** One value or a list of them. */
export const oneOrMany =
  (shape: Shape): Shape =>
  (value, at) =>
    isJsonArray(value) ? firstFault(value, shape, at) : shape(value, at)

function firstFault(values: readonly JsonValue[], shape: Shape, at: string): string | undefined {
  for (const [index, value] of values.entries()) {
    const fault = shape(value, `${at}/${index}`)
    if (fault !== undefined) return fault
  }
  return undefined
}

type Members = Readonly<Record<string, Shape>>

/**
 * An object with members that it needs and members that it may have; others are its own matter. A name may be followed by its other
 * spellings, with `|` between.
 */
export const object =
  (needed: Members, possible: Members = {}): Shape =>
  (value, at) => {
    if (!isJsonObject(value)) return `${at === '' ? 'it' : at} is not an object`
    for (const [spellings, shape] of Object.entries({ ...needed, ...possible })) {
      const names = spellings.split('|')
      const name = names.find((one) => memberOf(value, one) !== undefined)
      const member = name === undefined ? undefined : memberOf(value, name)
      if (member === undefined && !Object.hasOwn(needed, spellings)) continue
      if (name === undefined || member === undefined) return `${at}/${names[0]} is missing`
      const fault = shape(member, `${at}/${name}`)
      if (fault !== undefined) return fault
    }
    return undefined
  }
