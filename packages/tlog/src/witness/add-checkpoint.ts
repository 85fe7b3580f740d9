import { attempt, decodeBase64, encodeBase64, limits } from '@assay/core'
import { LogError } from '../errors.ts'
import { HASH_BYTES } from '../merkle/hashes.ts'
import { MOST_PROOF_HASHES } from '../merkle/verify-proof.ts'
import { type Checkpoint, parseCheckpoint } from '../notes/checkpoint.ts'
import { isDecimal, parseDecimal } from '../notes/decimal.ts'
import { readUtf8 } from '../notes/note-text.ts'
import { type Note, parseNote } from '../notes/signed-note.ts'

/** What a log sends to a witness to have a checkpoint cosigned (tlog-witness, add-checkpoint). Nothing of it is verified. */
export interface AddCheckpoint {
  /** Leaves of the last checkpoint that the log knows this witness cosigned; 0 at the first time. */
  readonly oldSize: number
  /** That the new tree begins with the old one; none from 0. */
  readonly proof: readonly Uint8Array[]
  /** The signed checkpoint word for word. */
  readonly note: string
}

/** A request as a witness reads it. */
export interface ReadAddCheckpoint extends AddCheckpoint {
  readonly signed: Note
  readonly checkpoint: Checkpoint
}

/** A note as large as readers accept, the proof of 63 lines and the line of the size. */
const MOST_BYTES = limits.signedNote.bytes + 4 * 1024

/** Reads the body of a request. Throws `LogError` `proof-malformed`, also for what the note itself is refused for (400, TL8). */
export function parseAddCheckpoint(body: Uint8Array | string): ReadAddCheckpoint {
  const text = readUtf8(body, MOST_BYTES, malformed)
  const end = text.indexOf('\n\n')
  if (end < 0) throw malformed('it has no blank line')
  const [first = '', ...lines] = text.slice(0, end).split('\n')
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice(4)) : undefined
  if (oldSize === undefined) throw malformed('it does not begin with the old size')
  if (lines.length > MOST_PROOF_HASHES) throw malformed(`it has more than ${MOST_PROOF_HASHES} hashes`)
  const note = text.slice(end + 2)
  return { oldSize, proof: lines.map(readHash), note, ...readNote(note) }
}

function readHash(line: string): Uint8Array {
  const hash = attempt(() => decodeBase64(line))
  if (hash?.length !== HASH_BYTES) throw malformed('a line of its proof is not a hash in strict base64')
  return hash
}

function readNote(note: string) {
  try {
    const signed = parseNote(note)
    return { signed, checkpoint: parseCheckpoint(signed.text) }
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause
    throw new LogError('proof-malformed', `the request is refused: ${cause.message}`, { cause })
  }
}

/** The body of a request. Throws `TypeError` for a size that is none, and for hashes of another number or length than readers accept. */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  if (!isDecimal(oldSize)) throw new TypeError('the size of a log is a whole number from 0 to 2^53 - 1')
  if (proof.length > MOST_PROOF_HASHES) throw new TypeError(`a proof has at most ${MOST_PROOF_HASHES} hashes`)
  if (proof.some((hash) => hash.length !== HASH_BYTES)) throw new TypeError('a hash of a proof has 32 bytes')
  return `${[`old ${oldSize}`, ...proof.map(encodeBase64)].join('\n')}\n\n${note}`
}

function malformed(reason: string): LogError {
  return new LogError('proof-malformed', `the request is refused: ${reason}`)
}
