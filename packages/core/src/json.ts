import { isWellFormed } from './bytes.ts'
import { type CoreError, JsonError } from './errors.ts'
import { type JsonLimits, limits as standardLimits } from './limits.ts'

/** Any JSON value, never changed after it was made. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject
/** A JSON array. */
export type JsonArray = readonly JsonValue[]
/** A JSON object. Read members that come from outside with {@link memberOf}: a name may be `constructor`. */
export type JsonObject = { readonly [name: string]: JsonValue }

/**
 * Reads untrusted JSON (RFC 8259, strict). Refuses what different readers understand differently: duplicate names,
 * lone surrogates, numbers that overflow, NUL, a byte order mark, invalid UTF-8, and whatever exceeds the limits.
 * `__proto__` and the like become plain own members. Throws only {@link JsonError}.
 */
export function parseJson(input: string | Uint8Array, limits: JsonLimits = standardLimits.json): JsonValue {
  const text = textOf(input, limits.bytes)
  const plain = readPlain(text, limits)
  if (plain !== undefined) return plain
  return new JsonReader(text, limits).readDocument()
}

/** Longer texts are rare, and reading a hostile one twice would take twice as long. */
const PLAIN_CHARACTERS = 65_536

/**
 * The engine's own reader, several times as fast, for texts as programs write them. What it would pass over in silence (a name twice, white
 * space, a number that loses digits or overflows) makes the text longer than the value takes when it is written again, or lets the value be
 * written otherwise; escapes by number, which could hold NUL or half a character, are left to the strict reader, and so is every fault.
 */
function readPlain(text: string, limits: JsonLimits): JsonValue | undefined {
  if (text.length > PLAIN_CHARACTERS || text.includes('\\u')) return undefined
  try {
    const value = JSON.parse(text) as JsonValue
    const length = new Measure(limits).lengthOf(value, limits.depth)
    if (length === text.length && !text.includes('\\') && isWellFormed(text)) return value
    return length >= 0 && JSON.stringify(value) === text ? value : undefined
  } catch {
    // Not JSON, or too deep to be written again.
    return undefined
  }
}

/** Counts the characters that values take when they are written without white space and escapes. */
class Measure {
  #left: number

  constructor({ nodes }: JsonLimits) {
    this.#left = nodes
  }

  /**
   * Negative when the value holds more than the limits allow. Infinite for numbers that may have been written shorter than they are: then
   * lengths say nothing. Every other value was written at this length or at a greater one.
   */
  lengthOf(value: JsonValue, depth: number): number {
    this.#left -= 1
    if (this.#left < 0) return Number.NEGATIVE_INFINITY
    if (typeof value === 'string') return value.length + 2
    if (typeof value === 'number')
      return isNeverShorter(value) ? String(value).length : Number.POSITIVE_INFINITY
    if (typeof value === 'boolean') return value ? 4 : 5
    if (value === null) return 4
    if (depth === 0) return Number.NEGATIVE_INFINITY
    return isJsonArray(value) ? this.#lengthOfArray(value, depth - 1) : this.#lengthOfObject(value, depth - 1)
  }

  #lengthOfArray(array: JsonArray, depth: number): number {
    let length = array.length === 0 ? 2 : 1 + array.length
    for (let index = 0; index < array.length; index += 1) {
      length += this.lengthOf(array[index] as JsonValue, depth)
    }
    return length
  }

  #lengthOfObject(object: JsonObject, depth: number): number {
    let length = 1
    for (const name in object) length += name.length + 4 + this.lengthOf(object[name] as JsonValue, depth)
    return length === 1 ? 2 : length
  }
}

/** A whole number that no exponent makes shorter, and that loses no digits. */
function isNeverShorter(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && (value === 0 || value % 1000 !== 0)
}

/** The object's own member of that name, or undefined; never something inherited. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** Whether the value is a JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the value is a JSON array; narrows where `Array.isArray` does not for readonly arrays. */
export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value)
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function tooLarge(maximumBytes: number): JsonError {
  return new JsonError('json-too-large', `the text exceeds ${maximumBytes} bytes`, 0)
}

function textOf(input: string | Uint8Array, maximumBytes: number): string {
  if (input.length > maximumBytes) throw tooLarge(maximumBytes)
  if (typeof input === 'string') {
    if (input.length * 3 > maximumBytes && new TextEncoder().encode(input).length > maximumBytes) {
      throw tooLarge(maximumBytes)
    }
    return input
  }
  try {
    return decoder.decode(input)
  } catch {
    throw new JsonError('json-encoding', 'the bytes are not UTF-8', 0)
  }
}

const spaces = /[ \t\n\r]*/y
const numbers = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON forbids in strings.
const plainCharacters = /[^"\\\u0000-\u001f]*/y
const fourHexDigits = /[0-9a-fA-F]{4}/y
const words: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]
const escapes = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** Recursive descent; the depth limit bounds the stack. */
class JsonReader {
  readonly #text: string
  readonly #limits: JsonLimits
  #position = 0
  #nodes = 0

  constructor(text: string, limits: JsonLimits) {
    this.#text = text
    this.#limits = limits
  }

  readDocument(): JsonValue {
    if (this.#text.startsWith('\ufeff'))
      throw this.#refuse('json-encoding', 'the text begins with a byte order mark')
    const value = this.#readValue(0)
    this.#skipSpaces()
    if (this.#position < this.#text.length)
      throw this.#refuse('json-syntax', 'there is more text after the value')
    return value
  }

  #readValue(depth: number): JsonValue {
    this.#skipSpaces()
    this.#nodes += 1
    if (this.#nodes > this.#limits.nodes) {
      throw this.#refuse('json-too-many-nodes', `more than ${this.#limits.nodes} values`)
    }
    const character = this.#text[this.#position]
    if (character === '{') return this.#readObject(this.#deeper(depth))
    if (character === '[') return this.#readArray(this.#deeper(depth))
    if (character === '"') return this.#readString()
    return this.#readWordOrNumber()
  }

  #deeper(depth: number): number {
    if (depth >= this.#limits.depth)
      throw this.#refuse('json-too-deep', `deeper than ${this.#limits.depth} levels`)
    return depth + 1
  }

  #readObject(depth: number): JsonObject {
    const object: Record<string, JsonValue> = {}
    this.#position += 1
    if (this.#skip('}')) return object
    do {
      this.#skipSpaces()
      if (this.#text[this.#position] !== '"') throw this.#refuse('json-syntax', 'a member name is expected')
      const start = this.#position
      const name = this.#readString()
      if (Object.hasOwn(object, name)) {
        throw new JsonError('json-duplicate-key', 'a member name occurs twice in one object', start)
      }
      if (!this.#skip(':')) throw this.#refuse('json-syntax', 'a colon is expected')
      const value = this.#readValue(depth)
      // Assignment would run the setter that Object.prototype has under this name.
      if (name === '__proto__') {
        Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
      } else object[name] = value
    } while (this.#skip(','))
    if (!this.#skip('}')) throw this.#refuse('json-syntax', 'a comma or a closing brace is expected')
    return object
  }

  #readArray(depth: number): JsonArray {
    const array: JsonValue[] = []
    this.#position += 1
    if (this.#skip(']')) return array
    do {
      array.push(this.#readValue(depth))
    } while (this.#skip(','))
    if (!this.#skip(']')) throw this.#refuse('json-syntax', 'a comma or a closing bracket is expected')
    return array
  }

  #readString(): string {
    const start = this.#position
    this.#position += 1
    let value = this.#match(plainCharacters)
    while (this.#text[this.#position] === '\\') {
      value += this.#readEscape()
      value += this.#match(plainCharacters)
    }
    if (this.#text[this.#position] === '\u0000') throw this.#refuse('json-nul', 'the text holds NUL')
    if (this.#text[this.#position] !== '"') throw this.#refuse('json-syntax', 'the string is not closed')
    this.#position += 1
    if (!isWellFormed(value)) {
      throw new JsonError('json-lone-surrogate', 'the string holds a lone surrogate', start)
    }
    return value
  }

  #readEscape(): string {
    const letter = this.#text[this.#position + 1] ?? ''
    this.#position += 2
    if (letter === 'u') {
      const digits = this.#match(fourHexDigits)
      if (digits === '') throw this.#refuse('json-syntax', 'four hexadecimal digits are expected')
      // A database text cannot hold NUL, and programs in C end at it.
      if (digits === '0000') throw this.#refuse('json-nul', 'the string holds NUL')
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const character = escapes.get(letter)
    if (character === undefined) throw this.#refuse('json-syntax', 'the escape is not one of JSON')
    return character
  }

  #readWordOrNumber(): JsonValue {
    for (const [word, value] of words) {
      if (this.#text.startsWith(word, this.#position)) {
        this.#position += word.length
        return value
      }
    }
    const start = this.#position
    const digits = this.#match(numbers)
    if (digits === '') {
      const nul = this.#text[start] === '\u0000'
      throw this.#refuse(nul ? 'json-nul' : 'json-syntax', nul ? 'the text holds NUL' : 'a value is expected')
    }
    const number = Number(digits)
    if (!Number.isFinite(number))
      throw new JsonError('json-number-overflow', 'the number is too large', start)
    return number
  }

  #skipSpaces(): void {
    this.#match(spaces)
  }

  /** Skips spaces and then this character; false when another one stands there. */
  #skip(character: string): boolean {
    this.#skipSpaces()
    if (this.#text[this.#position] !== character) return false
    this.#position += 1
    return true
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#position += found.length
    return found
  }

  #refuse(code: CoreError['code'], message: string): JsonError {
    return new JsonError(code, message, this.#position)
  }
}
