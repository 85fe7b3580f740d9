/** What an array may hold that is sent to PostgreSQL. */
export type ArrayValue = string | number | boolean | Date | Uint8Array | null | undefined

/** Characters of an id. */
const ID = 36

/** As {@link arrayLiteral}, of ids, which need no quotes. */
export function idsLiteral(values: readonly ArrayValue[]): string {
  let text = ''
  for (const value of values) {
    // What is no id is refused by its type, and must not look like two.
    const isOne = value == null || (typeof value === 'string' && value.length === ID && !value.includes(','))
    if (!isOne) return arrayLiteral(values)
    text += `,${value ?? 'NULL'}`
  }
  return `{${text.slice(1)}}`
}

/** PostgreSQL's text form of an array. The driver's own takes many times as long. */
export function arrayLiteral(values: readonly ArrayValue[]): string {
  return `{${values.map(elementLiteral).join(',')}}`
}

function elementLiteral(value: ArrayValue): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Date) return `"${value.toISOString()}"`
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`
  return String(value)
}

const SPECIAL = /[\\"]/

const quoted = (text: string): string =>
  SPECIAL.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : `"${text}"`
