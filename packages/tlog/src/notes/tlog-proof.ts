import { attempt, decodeBase64, encodeBase64, encodeUtf8, limits } from '@assay/core'
import { LogError } from '../errors.ts'
import { HASH_BYTES } from '../merkle/hashes.ts'
import { MOST_PROOF_HASHES } from '../merkle/verify-proof.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { isDecimal, parseDecimal } from './decimal.ts'
import { readUtf8 } from './note-text.ts'
import { parseNote } from './signed-note.ts'

/** What shows offline that an entry is in a log (tlog-proof; TL10). Nothing of it is verified. */
export interface TlogProof {
  /** Opaque bytes that nobody signed: never trust them. Absent, or at least one byte. */
  readonly extra?: Uint8Array
  /** Index of the entry in the log, from zero; below the size of the checkpoint. */
  readonly index: number
  /** The inclusion proof (RFC 6962 2.1.1), 32 bytes each, from the leaf's sibling upwards; at most 63. */
  readonly hashes: readonly Uint8Array[]
  /** The signed checkpoint word for word, for `openCheckpoint`. */
  readonly checkpoint: string
}

const firstLine = 'c2sp.org/tlog-proof@v1'
/** The checkpoint may be as large as any note; the hashes take 3 KiB, the rest is for the extra data. */
const mostBytes = 2 * limits.signedNote.bytes

/**
 * Reads a `c2sp.org/tlog-proof@v1` whose checkpoint is a signed checkpoint by its form. `formatTlogProof` gives back what was read.
 * Throws `LogError` `proof-malformed`.
 */
export function parseTlogProof(proof: Uint8Array | string): TlogProof {
  const text = readUtf8(proof, mostBytes, malformed)
  const split = text.indexOf('\n\n')
  if (split < 0) throw malformed('it has no blank line')
  const [first, ...lines] = text.slice(0, split).split('\n')
  if (first !== firstLine) throw malformed(`its first line is not ${firstLine}`)
  const extra = readExtra(lines[0] ?? '')
  const [indexLine = '', ...hashLines] = extra === undefined ? lines : lines.slice(1)
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice(6)) : undefined
  if (index === undefined) throw malformed('it has no index that is a decimal of at most 2^53 - 1')
  if (hashLines.length > MOST_PROOF_HASHES) throw malformed(`it has more than ${MOST_PROOF_HASHES} hashes`)
  const hashes = hashLines.map(readHash)
  const checkpoint = text.slice(split + 2)
  if (index >= readSize(checkpoint)) throw malformed('its index is not below the size of its checkpoint')
  return { ...(extra && { extra }), index, hashes, checkpoint }
}

function readExtra(line: string): Uint8Array | undefined {
  if (!line.startsWith('extra ')) return undefined
  const extra = attempt(() => decodeBase64(line.slice(6)))
  if (extra === undefined || extra.length === 0) throw malformed('its extra data are not strict base64')
  return extra
}

function readHash(line: string): Uint8Array {
  const hash = attempt(() => decodeBase64(line))
  if (hash?.length !== HASH_BYTES) throw malformed('a line of it is not a hash in strict base64')
  return hash
}

function readSize(checkpoint: string): number {
  try {
    return parseCheckpoint(parseNote(checkpoint).text).size
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause
    throw new LogError('proof-malformed', `the proof is refused: ${cause.message}`, { cause })
  }
}

/**
 * A proof as text. Throws `TypeError` for a checkpoint that is no signed checkpoint, an index that is not below its size, more than 63
 * hashes, a hash of another length than 32 bytes, extra data without a byte, and beyond the size that readers accept (128 KiB).
 */
export function formatTlogProof(proof: TlogProof): string {
  const { extra, index, hashes, checkpoint } = proof
  if (extra?.length === 0) throw new TypeError('extra data without a byte are left out')
  if (hashes.length > MOST_PROOF_HASHES)
    throw new TypeError(`a proof has at most ${MOST_PROOF_HASHES} hashes`)
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) throw new TypeError('a hash of a proof has 32 bytes')
  const size = attempt(() => readSize(checkpoint))
  if (size === undefined) throw new TypeError('the checkpoint of a proof is a signed checkpoint')
  if (!isDecimal(index) || index >= size) throw new TypeError('the index of a proof is below its size')
  const lines = [firstLine, ...(extra ? [`extra ${encodeBase64(extra)}`] : []), `index ${index}`]
  const text = `${[...lines, ...hashes.map(encodeBase64)].join('\n')}\n\n${checkpoint}`
  if (encodeUtf8(text).length > mostBytes) throw new TypeError(`a proof has at most ${mostBytes} bytes`)
  return text
}

function malformed(reason: string): LogError {
  return new LogError('proof-malformed', `the proof is refused: ${reason}`)
}
