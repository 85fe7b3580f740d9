import { NodeError } from '../node-error.ts'
import type { BlobStore, StoredBlob } from './blob-store.ts'
import { parseKey } from './blob-store.ts'

/** Copies everything from one store to another. */
export interface BlobMove {
  readonly from: BlobStore
  readonly to: BlobStore
  /** Told after each blob that is done, whether it was copied or there already. */
  readonly progress: (done: StoredBlob) => void
  /** Ends the work between two blobs. */
  readonly signal: AbortSignal
  /** Blobs at a time. Default: 4. */
  readonly atOnce?: number
}

export interface BlobMoveResult {
  readonly copied: number
  /** Were there already, whole: from an earlier run. */
  readonly present: number
  /** Keys of blobs that are damaged in the store that they come from; they are not copied. */
  readonly damaged: readonly string[]
}

/**
 * Copies every blob that `to` lacks and reads each back, so that one that counts as done is whole there. Nothing is taken out of `from`.
 * Called again after an interruption it copies what is still missing. A blob that is deleted meanwhile is in neither store afterwards.
 * @throws NodeError `blob.unreachable` or `blob.refused`, after which another call goes on.
 */
export async function moveBlobs(move: BlobMove): Promise<BlobMoveResult> {
  const result = { copied: 0, present: 0, damaged: [] as string[] }
  const blobs = move.from.list()[Symbol.asyncIterator]()
  const lane = async () => {
    while (!move.signal.aborted) {
      const next = await blobs.next()
      if (next.done === true) return
      const outcome = await moveOne(move, next.value.key)
      if (outcome === 'damaged') result.damaged.push(next.value.key)
      else if (outcome !== 'gone') result[outcome] += 1
      move.progress(next.value)
    }
  }
  await Promise.all(Array.from({ length: move.atOnce ?? 4 }, lane))
  return { ...result, damaged: result.damaged.sort() }
}

async function moveOne(
  { from, to }: BlobMove,
  key: string,
): Promise<'copied' | 'present' | 'damaged' | 'gone'> {
  if ((await wholeOrNull(to, key)) !== null) return 'present'
  const bytes = await wholeOrNull(from, key)
  if (bytes === null) return (await from.exists(key)) ? 'damaged' : 'gone'
  await to.put(parseKey(key).prefix, bytes)
  if ((await to.get(key)) === null)
    throw new NodeError('blob.damaged', `The file ${key} is not there after it was copied.`)
  // Deleted while it was copied: a deletion takes it out of `from` first, so this sees it, or the deletion sees the copy.
  if (await from.exists(key)) return 'copied'
  await to.delete(key)
  return 'gone'
}

/** The bytes; null when there are none or they were damaged. */
async function wholeOrNull(store: BlobStore, key: string): Promise<Uint8Array | null> {
  try {
    return await store.get(key)
  } catch (error) {
    if (error instanceof NodeError && error.code === 'blob.damaged') return null
    throw error
  }
}
