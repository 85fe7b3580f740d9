import { type Crypto, equalBytes } from '@assay/core'
import { LogError } from '../errors.ts'
import { emptyRoot } from '../merkle/hashes.ts'
import { verifyConsistency } from '../merkle/verify-proof.ts'
import type { VerifierKey } from '../notes/verifier-key.ts'
import { verifyNote } from '../notes/verify-note.ts'
import type { ReadAddCheckpoint } from './add-checkpoint.ts'

/** What a witness knows of a log that it watches. */
export interface WatchedLog {
  readonly origin: string
  /** Of kind `note`, each named like the origin: more than one while a log changes its key. */
  readonly keys: readonly VerifierKey[]
  /** What it cosigned last; size 0 with the hash of the empty tree at first. */
  readonly size: number
  readonly root: Uint8Array
}

/** What a witness makes of a checkpoint; see {@link answerStatus}. */
export type WitnessVerdict =
  /** Grown consistently. To be cosigned only after size and root were stored, if the stored size was still `oldSize` (TL9). */
  | {
      readonly kind: 'consistent'
      readonly oldSize: number
      readonly size: number
      readonly root: Uint8Array
    }
  | { readonly kind: 'unknown-log' }
  | { readonly kind: 'not-signed'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string }
  /** The log forgot, or never heard, what was cosigned; `size` tells it. */
  | { readonly kind: 'stale'; readonly size: number }
  /** Not shown to have grown. `isFork`: the log signed another root for a size that was cosigned, and the note proves it. */
  | { readonly kind: 'inconsistent'; readonly reason: string; readonly isFork: boolean }

/**
 * Whether a witness cosigns a checkpoint (tlog-witness, add-checkpoint; TL8), in the order in which the document asks: is the log known, did
 * it sign, is its size possible, is it the next after what was cosigned, does it only grow. `log` is the one of the checkpoint's origin.
 * Never throws for what a log may send.
 */
export async function judgeCheckpoint(
  request: ReadAddCheckpoint,
  log: WatchedLog | undefined,
  crypto: Pick<Crypto, 'verify' | 'sha256'>,
): Promise<WitnessVerdict> {
  const { oldSize, proof, checkpoint } = request
  if (log === undefined || log.origin !== checkpoint.origin) return { kind: 'unknown-log' }
  const fault = await signatureFault(request, log, crypto)
  if (fault !== undefined) return { kind: 'not-signed', reason: fault }
  const { size, root } = checkpoint
  if (oldSize > size) return { kind: 'malformed', reason: 'the old size is above that of the checkpoint' }
  if (oldSize !== log.size) return { kind: 'stale', size: log.size }
  if (size === 0 && !equalBytes(root, emptyRoot(crypto)))
    return inconsistent('the root of an empty tree is the hash of nothing', true)
  if (size === log.size && !equalBytes(root, log.root))
    return inconsistent('another root was cosigned for this size', true)
  if (!verifyConsistency({ oldSize, oldRoot: log.root, size, root, proof }, crypto))
    return inconsistent('the proof does not show that the log only grew', false)
  return { kind: 'consistent', oldSize, size, root }
}

const inconsistent = (reason: string, isFork: boolean): WitnessVerdict => ({
  kind: 'inconsistent',
  reason,
  isFork,
})

/** Why it does not count as signed by the log; undefined when it does. */
async function signatureFault(
  { signed }: ReadAddCheckpoint,
  { keys }: WatchedLog,
  crypto: Pick<Crypto, 'verify'>,
): Promise<string | undefined> {
  try {
    await verifyNote(signed, keys, crypto)
    return undefined
  } catch (error) {
    if (error instanceof LogError) return error.message
    throw error
  }
}

/** The HTTP status of each verdict (TL8); 409 comes with the size as text, `text/x.tlog.size`. */
export const answerStatus: Readonly<Record<WitnessVerdict['kind'], number>> = {
  consistent: 200,
  'unknown-log': 404,
  'not-signed': 403,
  malformed: 400,
  stale: 409,
  inconsistent: 422,
}
