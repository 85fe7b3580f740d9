import { invalidField } from '../../../app-error.ts'

/**
 * The text of a file as spreadsheets save it: UTF-8 with or without a byte-order mark, UTF-16 in either order. Error `invalid_input` for
 * any other encoding: guessing one would change people's names.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw invalidField('file', 'csv_encoding', 'The file is neither UTF-8 nor UTF-16.')
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Without a mark: a file of rows begins with a letter of the Latin alphabet or a quote, whose other half is zero in UTF-16.
  if (first !== 0 && second === 0) return 'utf-16le'
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be'
  return 'utf-8'
}
