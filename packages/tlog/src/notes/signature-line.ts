import { attempt, concatBytes, decodeBase64, encodeBase64, limits } from '@assay/core'
import { isNoteText, malformedNote, readNoteText } from './note-text.ts'

/** One signature line of a note (signed-note, Signatures). Whose it is, and whether it is good, is not known yet. */
export interface NoteSignature {
  /** Name of the key. */
  readonly name: string
  /** 4 bytes, see {@link keyId}. */
  readonly keyId: Uint8Array
  /** What follows the id; at least one byte. Its form is the affair of the key's type. */
  readonly signature: Uint8Array
}

/** Bytes of a key id. */
export const keyIdSize = 4
const emDash = '\u2014'
/** The document names Unicode spaces and plus; what has the property White_Space is what its first implementation refuses. */
const notInNames = /[\p{White_Space}+]/u

/** Whether a text is a name of a key by signed-note: not empty, no Unicode white space, no plus, nothing that no note may have. */
export function isKeyName(name: string): boolean {
  return name !== '' && isNoteText(`${name}\n`) && !notInNames.test(name)
}

/**
 * Reads lines that are signatures and nothing else, as a witness answers them (tlog-witness, add-checkpoint). At least one line.
 * Throws `LogError` `note-malformed`.
 */
export function parseSignatureLines(lines: Uint8Array | string): readonly NoteSignature[] {
  return readSignatureLines(readNoteText(lines))
}

/** As {@link parseSignatureLines}, for what has gone through `readNoteText` already. */
export function readSignatureLines(text: string): readonly NoteSignature[] {
  if (text === '') throw malformedNote('it has no signature')
  const lines = text.slice(0, -1).split('\n')
  if (lines.length > limits.signedNote.signatures)
    throw malformedNote(`it has more than ${limits.signedNote.signatures} signatures`)
  return lines.map(readSignatureLine)
}

function readSignatureLine(line: string): NoteSignature {
  const [dash, name, base64, ...more] = line.split(' ')
  if (dash !== emDash || name === undefined || base64 === undefined || more.length > 0)
    throw malformedNote('a line below its last blank line is not a signature')
  if (!isKeyName(name)) throw malformedNote('a signature has no name of a key')
  const bytes = attempt(() => decodeBase64(base64))
  if (bytes === undefined) throw malformedNote('a signature is not strict base64')
  if (bytes.length <= keyIdSize) throw malformedNote('a signature is too short')
  return { name, keyId: bytes.slice(0, keyIdSize), signature: bytes.slice(keyIdSize) }
}

/**
 * Lines of signatures, each with its newline. Throws `TypeError` for a name that is none, an id of another length than 4 bytes and an
 * empty signature.
 */
export function formatSignatureLines(signatures: readonly NoteSignature[]): string {
  return signatures.map(formatSignatureLine).join('')
}

function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name)) throw new TypeError('the name of a key has no white space and no plus')
  if (keyId.length !== keyIdSize) throw new TypeError('a key id has 4 bytes')
  if (signature.length === 0) throw new TypeError('a signature has at least one byte')
  return `${emDash} ${name} ${encodeBase64(concatBytes(keyId, signature))}\n`
}
