import { CoreError } from './errors.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 bytes of a text. Throws `CoreError` `utf8` for a lone surrogate, which UTF-8 cannot carry. */
export function encodeUtf8(text: string): Uint8Array {
  if (!isWellFormed(text)) throw new CoreError('utf8', 'the text holds a lone surrogate')
  return encoder.encode(text)
}

/** Text of UTF-8 bytes; a byte order mark is kept. Throws `CoreError` `utf8` when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new CoreError('utf8', 'the bytes are not UTF-8')
  }
}

/** Whether the text is free of lone surrogates, so that it survives UTF-8. */
export function isWellFormed(text: string): boolean {
  // ES2024, in Node since 20 and in browsers since 2023.
  return (text as string & { isWellFormed(): boolean }).isWellFormed()
}

/** One array holding the parts in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Whether both hold the same bytes; the time taken depends on the lengths only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index += 1) difference |= (left[index] ?? 0) ^ (right[index] ?? 0)
  return difference === 0
}

const hexOf: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hexadecimal form. */
export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += hexOf[byte]
  return text
}

/** Bytes of hexadecimal text in either case. Throws `CoreError` `hex` for anything else. */
export function decodeHex(text: string): Uint8Array {
  if (text.length % 2 !== 0) throw notHexadecimal()
  const bytes = new Uint8Array(text.length / 2)
  for (let index = 0; index < bytes.length; index += 1) {
    const high = digitOf(text.charCodeAt(2 * index))
    const low = digitOf(text.charCodeAt(2 * index + 1))
    if (high < 0 || low < 0) throw notHexadecimal()
    bytes[index] = 16 * high + low
  }
  return bytes
}

/** Value of a hexadecimal digit by its character code; -1 for other characters. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

function notHexadecimal(): CoreError {
  return new CoreError('hex', 'the text is not hexadecimal')
}
