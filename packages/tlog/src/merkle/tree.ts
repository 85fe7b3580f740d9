import { concatBytes } from '@assay/core'
import { TILE_WIDTH, type Tile, tileOf } from '../tiles/tile.ts'
import { countOf, emptyRoot, type Hasher, hashesIn, hashUp, nodeHash } from './hashes.ts'
import { largestPowerBelow } from './ranges.ts'

/**
 * A tree as far as one must know it to let it grow: on each level the hashes behind the last whole tile, at most 255. They are the tiles
 * with fewer than 256 hashes, as they are stored.
 */
export interface TreeEdge {
  /** Leaves. */
  readonly size: number
  /** By level, from 0: hashes, one behind the other. */
  readonly rows: readonly Uint8Array[]
}

export const emptyTree: TreeEdge = { size: 0, rows: [] }

/** A tile as it is stored and served: its hashes, one behind the other. */
export interface TileContent {
  readonly tile: Tile
  readonly bytes: Uint8Array
}

export interface Growth {
  readonly edge: TreeEdge
  /** What has to be stored of the grown tree beyond the older one: `tilesSince` with their bytes. */
  readonly tiles: readonly TileContent[]
}

/** The tree with these leaves behind its last one; `leaves` are their hashes, one behind the other. */
export function growTree(edge: TreeEdge, leaves: Uint8Array, crypto: Hasher): Growth {
  const size = edge.size + countOf(leaves)
  const tiles: TileContent[] = []
  const rows: Uint8Array[] = []
  let fresh = leaves
  for (let level = 0; level < edge.rows.length || fresh.length > 0; level += 1) {
    const known = edge.rows[level] ?? new Uint8Array()
    const row = fresh.length === 0 ? known : concatBytes(known, fresh)
    // The number that the row's first hash has on its level.
    const first = Math.floor(edge.size / TILE_WIDTH ** level) - countOf(known)
    const whole: Uint8Array[] = []
    let at = 0
    for (; at + TILE_WIDTH <= countOf(row); at += TILE_WIDTH) {
      const bytes = hashesIn(row, at, at + TILE_WIDTH)
      tiles.push({ tile: tileOf(level, first + at, size), bytes })
      whole.push(hashUp(bytes, crypto))
    }
    const rest = hashesIn(row, at).slice()
    if (rest.length > 0 && fresh.length > 0)
      tiles.push({ tile: tileOf(level, first + at, size), bytes: rest })
    rows.push(rest)
    fresh = concatBytes(...whole)
  }
  return { edge: { size, rows }, tiles }
}

/** RFC 6962 2.1: the hash of the whole tree. */
export function rootOf({ rows }: TreeEdge, crypto: Hasher): Uint8Array {
  let root: Uint8Array | undefined
  for (const row of rows)
    for (const subtree of wholeFromTheRight(row)) {
      const hash = hashUp(subtree, crypto)
      root = root === undefined ? hash : nodeHash(hash, root, crypto)
    }
  return root ?? emptyRoot(crypto)
}

/** The groups of a row whose sizes are the powers of two that its length consists of, smallest first. */
function wholeFromTheRight(row: Uint8Array): readonly Uint8Array[] {
  const groups: Uint8Array[] = []
  for (let begin = 0; begin < countOf(row); ) {
    const width = largestPowerBelow(countOf(row) - begin + 1)
    groups.unshift(hashesIn(row, begin, begin + width))
    begin += width
  }
  return groups
}
