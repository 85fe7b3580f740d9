import { encodeUtf8, limits } from '@assay/core'
import { isNoteText, malformedNote, readNoteText } from './note-text.ts'
import { formatSignatureLines, type NoteSignature, readSignatureLines } from './signature-line.ts'

/** A signed note that was read and not verified: do nothing with the text before `verifyNote`. */
export interface Note {
  /** With its final newline, without the blank line behind it. */
  readonly text: string
  /** In the order of the note; at least one. */
  readonly signatures: readonly NoteSignature[]
}

/**
 * Reads a signed note (signed-note, Format; TL5): text, the **last** blank line, signature lines. Every note has one text only, so
 * `formatNote` gives back what was read. Throws `LogError` `note-malformed`, also beyond `limits.signedNote`.
 */
export function parseNote(note: Uint8Array | string): Note {
  const whole = readNoteText(note)
  const split = whole.lastIndexOf('\n\n')
  if (split < 0) throw malformedNote('it has no text with a blank line and signatures below it')
  return { text: whole.slice(0, split + 1), signatures: readSignatureLines(whole.slice(split + 2)) }
}

/**
 * A signed note as text. Throws `TypeError` for a text that does not end in a newline or has control characters, without signatures,
 * for signatures that cannot be written (see `formatSignatureLines`), and beyond `limits.signedNote`.
 */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  requireNoteText(text)
  if (signatures.length === 0) throw new TypeError('a note has at least one signature')
  const note = `${text}\n${formatSignatureLines(signatures)}`
  if (signatures.length > limits.signedNote.signatures || encodeUtf8(note).length > limits.signedNote.bytes) {
    throw new TypeError('the note would be beyond the limits of its readers')
  }
  return note
}

/** Throws `TypeError` for a text that no note may have. */
export function requireNoteText(text: string): void {
  if (!isNoteText(text))
    throw new TypeError('the text of a note ends in a newline and has no other control character')
}
