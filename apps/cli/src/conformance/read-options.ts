import {
  AssayError,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parseDateTimeStamp,
} from '@assay/core'
import { refuse } from './answer.ts'
import { RequestError } from './request-error.ts'

/** Says what is wrong with the value of an option; undefined when nothing is. */
type Rule = (value: JsonValue) => string | undefined

/** The options that an endpoint knows. Any other might change what is meant, and is refused (STANDARDS VA7). */
export type OptionRules = Readonly<Record<string, Rule>>

/** The member `options` of a request, each checked by its rule. Throws `RequestError`. */
export function readOptions(body: JsonObject, rules: OptionRules): JsonObject {
  const options = memberOf(body, 'options') ?? {}
  if (!isJsonObject(options)) throw badRequest('The options are not an object.')
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) throw badRequest(`The option ${name.slice(0, 80)} is not known here.`)
    const fault = rule(value)
    if (fault !== undefined) throw badRequest(`The option ${name} ${fault}.`)
  }
  return options
}

/** The member that a request is about. Throws `RequestError` when it is missing or not an object. */
export function readSubject(body: JsonObject, name: string): JsonObject {
  const value = memberOf(body, name)
  if (isJsonObject(value)) return value
  throw badRequest(`The member ${name} is ${value === undefined ? 'missing' : 'not an object'}.`)
}

/** A refusal with status 400. */
export function badRequest(detail: string): RequestError {
  return new RequestError(refuse(400, detail))
}

/** Text. */
export const isText: Rule = (value) => (typeof value === 'string' ? undefined : 'is not text')

/** One text or several. */
export const isTexts: Rule = (value) =>
  (isJsonArray(value) ? value : [value]).every((one) => typeof one === 'string')
    ? undefined
    : 'is neither text nor a list of texts'

/** A list of texts. */
export const isTextList: Rule = (value) =>
  isJsonArray(value) && value.every((one) => typeof one === 'string') ? undefined : 'is not a list of texts'

/** True or false. */
export const isFlag: Rule = (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false')

/** A date and time with its zone. */
export const isInstant: Rule = (value) =>
  instantOf(value) === undefined ? 'is not a date and time with a time zone' : undefined

/** This value and no other: an option that may be named, but changes nothing. */
export const isOnly =
  (expected: string): Rule =>
  (value) =>
    value === expected ? undefined : `can only be ${expected} here`

/** Milliseconds of an option that {@link isInstant}. */
export function instantOf(value: JsonValue | undefined): number | undefined {
  if (typeof value !== 'string') return undefined
  try {
    return parseDateTimeStamp(value)
  } catch (error) {
    if (error instanceof AssayError) return undefined
    throw error
  }
}
