import { equalBytes } from '@assay/core'
import { readEdge } from '../merkle/prove.ts'
import { emptyTree, rootOf } from '../merkle/tree.ts'
import { parseCheckpoint } from '../notes/checkpoint.ts'
import { crypto, origin } from '../notes/notes.fixture.ts'
import { parseNote } from '../notes/signed-note.ts'
import { type Tile, tilePath } from '../tiles/tile.ts'
import type { LogStorage, TreeGrowth } from './log-storage.ts'

/** What happens instead of a call: it fails before it did anything, or after it did everything. */
export type Fault = 'lost' | 'kept'

/** A log in memory. What is published is whatever was ever served, as somebody outside kept it. */
export interface MemoryLog {
  readonly storage: LogStorage
  /** Entries by id, in the order in which they came. */
  readonly entries: Map<string, Uint8Array>
  readonly indexes: Map<string, number>
  readonly tiles: Map<string, Uint8Array>
  readonly head: { size: number; root: Uint8Array }
  readonly checkpoints: Map<number, string>
  /** Calls so far, by the name of the method. */
  readonly calls: string[]
  /** Which call from now on fails, and how. */
  failAt(call: number, fault: Fault): void
}

/** Keeps tiles as a log does: a wider one takes the place of its beginning. */
const placeOf = ({ level, index }: Tile): string => tilePath({ level, index, width: 256 })

export function memoryLog(): MemoryLog {
  const entries = new Map<string, Uint8Array>()
  const indexes = new Map<string, number>()
  const tiles = new Map<string, Uint8Array>()
  const head = { size: 0, root: rootOf(emptyTree, crypto) }
  const checkpoints = new Map<number, string>()
  const calls: string[] = []
  let failing: { readonly call: number; readonly fault: Fault } | undefined
  const call = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    calls.push(name)
    const fault = failing?.call === calls.length ? failing.fault : undefined
    if (fault === 'lost') throw new Error(`${name} failed`)
    const answer = await work()
    if (fault === 'kept') throw new Error(`${name} failed, and was kept`)
    return answer
  }
  const grow = ({ from, to, ids, tiles: fresh }: TreeGrowth): boolean => {
    if (from.size !== head.size || !equalBytes(from.root, head.root)) return false
    if (ids.some((id) => indexes.has(id))) throw new Error('an entry got a second index')
    ids.forEach((id, at) => {
      indexes.set(id, from.size + at)
    })
    for (const { tile, bytes } of fresh) tiles.set(placeOf(tile), bytes)
    Object.assign(head, to)
    return true
  }
  const storage: LogStorage = {
    readTree: () =>
      call('readTree', async () => ({
        ...head,
        edge: await readEdge(head.size, async (asked) =>
          asked.map((tile) => (tiles.get(placeOf(tile)) ?? new Uint8Array()).subarray(0, tile.width * 32)),
        ),
      })),
    readWaiting: (most) =>
      call('readWaiting', () =>
        [...entries].flatMap(([id, entry]) => (indexes.has(id) ? [] : [{ id, entry }])).slice(0, most),
      ),
    grow: (growth) => call('grow', () => grow(growth)),
    readCheckpoint: () => call('readCheckpoint', () => checkpoints.get(Math.max(...checkpoints.keys()))),
    storeCheckpoint: (size, note) =>
      call('storeCheckpoint', () => {
        const kept = checkpoints.get(size) ?? note
        checkpoints.set(size, kept)
        return kept
      }),
  }
  const failAt = (after: number, fault: Fault) => {
    failing = { call: calls.length + after, fault }
  }
  return { storage, entries, indexes, tiles, head, checkpoints, calls, failAt }
}

export const headOf = (note: string) => {
  const head = parseCheckpoint(parseNote(note).text)
  if (head.origin !== origin) throw new Error('a checkpoint of another log')
  return head
}
