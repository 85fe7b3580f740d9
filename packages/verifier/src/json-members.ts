import {
  attempt,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parseDateTimeStamp,
} from '@assay/core'

/** The member as a list: JSON-LD lets one value stand for a list of one. */
export function listOf(object: JsonObject, name: string): readonly JsonValue[] {
  const value = memberOf(object, name)
  if (value === undefined) return []
  return isJsonArray(value) ? value : [value]
}

/** Objects among the member's values. */
export function objectsOf(object: JsonObject, name: string): readonly JsonObject[] {
  return listOf(object, name).filter(isJsonObject)
}

/** Whether `type` holds this name. */
export function hasType(object: JsonObject, name: string): boolean {
  return listOf(object, 'type').includes(name)
}

/** The member when it is a text. */
export function textOf(object: JsonObject | undefined, name: string): string | undefined {
  const value = object === undefined ? undefined : memberOf(object, name)
  return typeof value === 'string' ? value : undefined
}

/** The member when it is an object. */
export function objectOf(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object === undefined ? undefined : memberOf(object, name)
  return isJsonObject(value) ? value : undefined
}

/** `issuer` of a credential: an address, or an object with one. */
export function issuerIdOf(credential: JsonObject): string | undefined {
  const issuer = memberOf(credential, 'issuer')
  return isJsonObject(issuer) ? textOf(issuer, 'id') : typeof issuer === 'string' ? issuer : undefined
}

/** Milliseconds of a date with time zone, undefined when the text is not one. */
export function instantOf(text: string): number | undefined {
  return attempt(() => parseDateTimeStamp(text))
}

/** Addresses are compared after URL normalisation, other names to the letter (STANDARDS KY6). */
export function sameAddress(left: string, right: string): boolean {
  return left === right || (isWebAddress(left) && isWebAddress(right) && normalise(left) === normalise(right))
}

/** Whether the text is an http or https address. Which of them may be fetched is for the fetching side to say. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text)
}

function normalise(address: string): string {
  return new URL(address).href
}

/** The text under that name when the value is an object which has one. */
export function textWithin(value: JsonValue | undefined, name: string): string | undefined {
  return isJsonObject(value) ? textOf(value, name) : undefined
}
