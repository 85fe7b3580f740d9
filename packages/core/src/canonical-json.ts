import { isWellFormed } from './bytes.ts'
import { CoreError } from './errors.ts'
import { isJsonArray, type JsonValue } from './json.ts'

/**
 * Canonical JSON text (RFC 8785): members sorted by UTF-16 units, numbers and strings as ECMAScript writes them, no
 * white space. Throws `CoreError` `not-canonicalizable` for what I-JSON cannot carry (lone surrogates, non-finite
 * numbers) and for values that are not JSON at all.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return canonicalString(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new CoreError('not-canonicalizable', 'a number is not finite')
    return JSON.stringify(value)
  }
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object') throw new CoreError('not-canonicalizable', `a ${typeof value} is not JSON`)
  // Array.prototype.sort without a comparator compares UTF-16 units, which is what the RFC asks for.
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${canonicalString(name)}:${canonicalJson(value[name] as JsonValue)}`).join(',')}}`
}

function canonicalString(text: string): string {
  if (!isWellFormed(text)) throw new CoreError('not-canonicalizable', 'a string holds a lone surrogate')
  return JSON.stringify(text)
}
