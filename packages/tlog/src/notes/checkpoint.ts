import { attempt, decodeBase64, encodeBase64 } from '@assay/core'
import { LogError } from '../errors.ts'
import { HASH_BYTES } from '../merkle/hashes.ts'
import { isDecimal, parseDecimal } from './decimal.ts'
import { isNoteText } from './note-text.ts'
import { isKeyName } from './signature-line.ts'

/** State of a log at one size. */
export interface TreeHead {
  /** Who the log is: its URL prefix without scheme and trailing slash (TL3). */
  readonly origin: string
  /** Number of entries, at most 2^53 - 1. */
  readonly size: number
  /** Root hash of the tree of that size, 32 bytes (RFC 6962 2.1). */
  readonly root: Uint8Array
}

/** What the text of a checkpoint says (tlog-checkpoint, Note text). */
export interface Checkpoint extends TreeHead {
  /** Opaque lines below the root; none in checkpoints of ours. */
  readonly extensions: readonly string[]
}

/** How a checkpoint is read. */
export interface CheckpointOptions {
  /** Whether extension lines may be there. Default `accepted`, as the document has it; `refused` is for logs of ours (TL3). */
  readonly extensions?: 'accepted' | 'refused'
}

/**
 * Reads the text of a checkpoint, which is the text of its note. It says nothing about signatures; see `openCheckpoint`. Throws
 * `LogError` `checkpoint-malformed`, also for a size beyond 2^53 - 1.
 */
export function parseCheckpoint(text: string, options: CheckpointOptions = {}): Checkpoint {
  if (!isNoteText(text)) throw malformed('it is no text of a note')
  const [origin, decimal, base64, ...extensions] = text.slice(0, -1).split('\n')
  if (origin === undefined || decimal === undefined || base64 === undefined)
    throw malformed('it has fewer than three lines')
  if (origin === '' || extensions.includes('')) throw malformed('it has an empty line')
  if (options.extensions === 'refused' && extensions.length > 0) throw malformed('it has extension lines')
  const size = parseDecimal(decimal)
  if (size === undefined) throw malformed('its size is not a decimal of at most 2^53 - 1')
  const root = attempt(() => decodeBase64(base64))
  if (root?.length !== HASH_BYTES) throw malformed('its root is not 32 bytes in strict base64')
  return { origin, size, root, extensions }
}

/**
 * The text of a checkpoint of ours, to be signed: three lines, no extensions (TL3). Throws `TypeError` for an origin that cannot be the
 * name of a key as well, a size that is not an integer from 0 to 2^53 - 1, and a root of another length than 32 bytes.
 */
export function formatCheckpoint(head: TreeHead): string {
  const text = `${head.origin}\n${head.size}\n${encodeBase64(head.root)}\n`
  if (!isKeyName(head.origin))
    throw new TypeError('the origin of a log is the name of its key: no white space, plus or control')
  if (!isDecimal(head.size)) throw new TypeError('the size of a log is a whole number from 0 to 2^53 - 1')
  if (head.root.length !== HASH_BYTES) throw new TypeError('the root of a log has 32 bytes')
  return text
}

function malformed(reason: string): LogError {
  return new LogError('checkpoint-malformed', `the checkpoint is refused: ${reason}`)
}
