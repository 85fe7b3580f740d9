import type { TileContent, TreeEdge } from '../merkle/tree.ts'

/** An entry that has no index yet. */
export interface WaitingEntry {
  /** By which the storage knows it. */
  readonly id: string
  readonly entry: Uint8Array
}

/** The tree as it was committed last. */
export interface StoredTree {
  readonly size: number
  readonly root: Uint8Array
  /** From the tiles: it is not believed before it gives the root. */
  readonly edge: TreeEdge
}

/** What makes a tree larger; all of it or nothing. */
export interface TreeGrowth {
  /** What is grown. When the stored head is another by then, nothing happens: the fence against two who grow one log. */
  readonly from: Pick<StoredTree, 'size' | 'root'>
  readonly to: Pick<StoredTree, 'size' | 'root'>
  /** Ids in the order of their indexes, the first of which is `from.size`. */
  readonly ids: readonly string[]
  readonly tiles: readonly TileContent[]
}

/**
 * Where a log is kept. Every promise that resolves was kept durably; one that rejects may have been kept or not, and whoever called begins
 * again by reading.
 */
export interface LogStorage {
  /** Head and unfinished tiles, read at one moment. */
  readTree(): Promise<StoredTree>
  /** Entries without an index, in the order in which they are to get one, at most so many. One that got an index never comes again. */
  readWaiting(most: number): Promise<readonly WaitingEntry[]>
  /** Answers whether the head was still `from`, and everything is stored. */
  grow(growth: TreeGrowth): Promise<boolean>
  /** The signed checkpoint of the largest size that is stored; undefined before the first. */
  readCheckpoint(): Promise<string | undefined>
  /** Keeps the first note of a size for ever, and answers it: a later one is dropped. */
  storeCheckpoint(size: number, note: string): Promise<string>
}
