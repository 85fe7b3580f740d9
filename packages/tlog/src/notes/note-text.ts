import { attempt, decodeUtf8, encodeUtf8, isWellFormed, limits } from '@assay/core'
import { LogError } from '../errors.ts'

/**
 * Text of a note, or of a part of one, that came from outside (signed-note, Format): UTF-8 that ends in a newline and has no other
 * control character below U+0020. Throws `LogError` `note-malformed`, also beyond the bytes of `limits.signedNote`.
 */
export function readNoteText(input: Uint8Array | string): string {
  const text = readUtf8(input, limits.signedNote.bytes, malformedNote)
  if (hasControlCharacter(text)) throw malformedNote('it has a control character')
  if (!text.endsWith('\n')) throw malformedNote('it does not end in a newline')
  return text
}

/** Text that came as bytes or as text; throws what `refuse` makes of the reason when it is not UTF-8 or has more bytes than `most`. */
export function readUtf8(
  input: Uint8Array | string,
  most: number,
  refuse: (reason: string) => LogError,
): string {
  const tooLarge = `it is larger than ${most} bytes`
  // A text has at least as many bytes as UTF-16 units.
  if (input.length > most) throw refuse(tooLarge)
  const bytes = typeof input === 'string' ? attempt(() => encodeUtf8(input)) : input
  const text = bytes && attempt(() => decodeUtf8(bytes))
  if (bytes === undefined || text === undefined) throw refuse('it is not UTF-8')
  if (bytes.length > most) throw refuse(tooLarge)
  return text
}

/** Whether a text can be signed as a note: it ends in a newline and UTF-8 and the rule on control characters allow it. */
export function isNoteText(text: string): boolean {
  return text.endsWith('\n') && isWellFormed(text) && !hasControlCharacter(text)
}

/** The document forbids what is below U+0020; it allows U+007F and the controls from U+0080. */
function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code < 0x20 && code !== 0x0a) return true
  }
  return false
}

/** `note-malformed` with its reason, a sentence about `it`. */
export function malformedNote(reason: string): LogError {
  return new LogError('note-malformed', `the note is refused: ${reason}`)
}
