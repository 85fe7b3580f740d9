const xsd = 'http://www.w3.org/2001/XMLSchema#'

/** Addresses that mean themselves and need no escapes in N-Quads: absolute, ASCII. Others are left to the generic engine. */
const plainIri = /^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-[\]_a-z~]*$/

/** Whether the text is an address that stands in N-Quads as it is. */
export function isPlainIri(text: string): boolean {
  return plainIri.test(text)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that have to be escaped.
const escaped = /["\\\u0000-\u001f\u007f]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const escapedAll = /["\\\u0000-\u001f\u007f]/g
const shortEscapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

/** A text as it stands between quotation marks, as canonical N-Quads want it (RDFC-1.0, A. A Canonical form of N-Quads). */
export function escapeText(text: string): string {
  return escaped.test(text) ? text.replace(escapedAll, escapeOne) : text
}

function escapeOne(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase()
  return shortEscapes[character] ?? `\\u${code.padStart(4, '0')}`
}

/** What follows the closing quotation mark of a literal of this type. */
export function datatypeSuffix(datatype: string | undefined): string {
  return datatype === undefined || datatype === `${xsd}string` ? '' : `^^<${datatype}>`
}

/** Types whose texts JSON-LD changes, or that need more than a type. */
export const peculiarDatatypes: ReadonlySet<string> = new Set([
  `${xsd}double`,
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString',
])

/** N-Quads literal of `true` or `false`. */
export function booleanLiteral(value: boolean, datatype: string | undefined): string {
  return `"${value}"${datatypeSuffix(datatype ?? `${xsd}boolean`)}`
}

/**
 * N-Quads literal of a number (JSON-LD API 8.6): whole numbers as `xsd:integer`, others as `xsd:double` in its canonical form. Undefined
 * for those that are better left to the generic engine: very large and very small ones.
 */
export function numberLiteral(value: number, datatype: string | undefined): string | undefined {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    return `"${value}"${datatypeSuffix(datatype ?? `${xsd}integer`)}`
  }
  const size = Math.abs(value)
  if (!(size >= 1e-4 && size < 1e15)) return undefined
  return `"${canonicalDouble(value)}"${datatypeSuffix(datatype ?? `${xsd}double`)}`
}

/** `1.25E1`: one digit before the point, at least one after it, no plus sign. */
function canonicalDouble(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential(15).split('e')
  let end = digits.length
  while (digits[end - 1] === '0' && digits[end - 2] !== '.') end -= 1
  return `${digits.slice(0, end)}E${exponent.replace('+', '')}`
}

/** RFC 5646, as far as JSON-LD asks for it. */
const languageTag = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/

/** What follows the closing quotation mark of a text in a language; undefined when the tag is none. */
export function languageSuffix(language: string): string | undefined {
  return languageTag.test(language) ? `@${language.toLowerCase()}` : undefined
}

/** N-Quads literal of a JSON value in its canonical text. */
export function jsonLiteral(canonicalJson: string): string {
  return `"${escapeText(canonicalJson)}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>`
}
