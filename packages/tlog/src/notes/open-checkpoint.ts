import { type Crypto, equalBytes } from '@assay/core'
import { LogError } from '../errors.ts'
import { type Checkpoint, type CheckpointOptions, parseCheckpoint } from './checkpoint.ts'
import { type Note, parseNote } from './signed-note.ts'
import { sameVerifierKey, type VerifierKey } from './verifier-key.ts'
import { type Cosignature, verifyNote } from './verify-note.ts'

/** Whom to believe about a log. */
export interface CheckpointTrust extends CheckpointOptions {
  readonly origin: string
  /** Of kind `note`; its name is the origin (TL3). */
  readonly logKey: VerifierKey
  /** Each of kind `cosignature`, each with a public key of its own. */
  readonly witnessKeys: readonly VerifierKey[]
}

/** A checkpoint that the log signed. */
export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly note: Note
  /** The key that the log signed with. */
  readonly logKey: VerifierKey
  /** By the witnesses that were asked for, in the order of the lines; one witness may have several. See `checkQuorum`. */
  readonly cosignatures: readonly Cosignature[]
}

/**
 * Reads and verifies a signed checkpoint: the origin is the expected one, the log's own key signed, and no signature in the name of a
 * known key is bad. How many witnesses cosigned is not judged here. Throws `LogError` `note-malformed`, `checkpoint-malformed` (also
 * for the checkpoint of another log) or `note-signature`; `TypeError` for trust that contradicts itself, see {@link requireTrust}.
 */
export async function openCheckpoint(
  bytes: Uint8Array | string,
  trust: CheckpointTrust,
  crypto: Pick<Crypto, 'verify'>,
): Promise<OpenedCheckpoint> {
  const { origin, logKey, witnessKeys } = trust
  requireTrust(logKey, witnessKeys)
  if (logKey.name !== origin) throw new TypeError('the name of the key of a log is its origin')
  const note = parseNote(bytes)
  const checkpoint = parseCheckpoint(note.text, trust)
  if (checkpoint.origin !== origin)
    throw new LogError('checkpoint-malformed', 'the checkpoint is refused: it is of another log')
  const verified = await verifyNote(note, [logKey, ...witnessKeys], crypto)
  if (!verified.some(({ key }) => sameVerifierKey(key, logKey)))
    throw new LogError('note-signature', 'the log did not sign its checkpoint')
  return { checkpoint, note, logKey, cosignatures: verified.filter((each) => each.kind === 'cosignature') }
}

/**
 * Throws `TypeError` where the key of a log is not of kind `note`, a witness is not of kind `cosignature`, or a public key is there
 * twice: a cosignature does not commit to the name of its cosigner, so one key must not count as two (tlog-cosignature, Ed25519 signed
 * message), and a log must not be its own witness.
 */
export function requireTrust(logKey: VerifierKey, witnessKeys: readonly VerifierKey[]): void {
  if (logKey.kind !== 'note') throw new TypeError('the key of a log is of kind note')
  if (witnessKeys.some(({ kind }) => kind !== 'cosignature'))
    throw new TypeError('the key of a witness is of kind cosignature')
  const publicKeys = [logKey, ...witnessKeys].map(({ publicKey }) => publicKey.bytes)
  publicKeys.forEach((key, index) => {
    if (publicKeys.slice(0, index).some((other) => equalBytes(other, key)))
      throw new TypeError('a log and its witnesses each have a public key of their own')
  })
}
