import { TILE_WIDTH, type Tile, tileOf, tilePath } from '../tiles/tile.ts'
import { type Hasher, hashesIn, hashUp, nodeHash } from './hashes.ts'
import { divide, exponentOf, type Range, wholeSubtrees, widthOf } from './ranges.ts'
import type { TreeEdge } from './tree.ts'

/** Answers the bytes of tiles, in the order in which they are asked for. Each is as long as its tile: `checkTile`. */
export type ReadTiles = (tiles: readonly Tile[]) => Promise<readonly Uint8Array[]>

/**
 * The hashes that show that a tree of `size` leaves has the leaf `index` (RFC 6962 2.1.1). Throws `TypeError` for an index outside the tree;
 * what `read` throws.
 */
export function proveInclusion(
  index: number,
  size: number,
  read: ReadTiles,
  crypto: Hasher,
): Promise<readonly Uint8Array[]> {
  assertCounts(index + 1, size)
  return hashesOf(besideLeaf(index, { begin: 0, end: size }), size, read, crypto)
}

/**
 * The hashes that show that a tree of `size` leaves begins with the one of `oldSize` (RFC 6962 2.1.2); none from the empty tree. Throws
 * `TypeError` for an older tree that is larger; what `read` throws.
 */
export function proveConsistency(
  oldSize: number,
  size: number,
  read: ReadTiles,
  crypto: Hasher,
): Promise<readonly Uint8Array[]> {
  assertCounts(oldSize, size)
  const ranges = oldSize === 0 ? [] : besideTree(oldSize, { begin: 0, end: size }, true)
  return hashesOf(ranges, size, read, crypto)
}

/** What one must know of a stored tree to let it grow: its unfinished tiles. */
export async function readEdge(size: number, read: ReadTiles): Promise<TreeEdge> {
  const unfinished: (Tile | undefined)[] = []
  for (let level = 0; TILE_WIDTH ** level <= size; level += 1) {
    const count = Math.floor(size / TILE_WIDTH ** level)
    unfinished.push(count % TILE_WIDTH === 0 ? undefined : tileOf(level, count - 1, size))
  }
  const rows = await read(unfinished.filter((tile) => tile !== undefined))
  let next = 0
  return {
    size,
    rows: unfinished.map((tile) => (tile === undefined ? new Uint8Array() : bytesAt(rows, next++))),
  }
}

/** PATH of RFC 6962 2.1.1, as the ranges whose hashes it consists of. */
function besideLeaf(index: number, range: Range): readonly Range[] {
  if (widthOf(range) === 1) return []
  const [left, right] = divide(range)
  return index < left.end ? [...besideLeaf(index, left), right] : [...besideLeaf(index, right), left]
}

/** SUBPROOF of RFC 6962 2.1.2: `isKnown` while the older tree's own hash needs not be said. */
function besideTree(oldSize: number, range: Range, isKnown: boolean): readonly Range[] {
  if (oldSize === range.end) return isKnown ? [] : [range]
  const [left, right] = divide(range)
  return oldSize <= left.end
    ? [...besideTree(oldSize, left, isKnown), right]
    : [...besideTree(oldSize, right, false), left]
}

async function hashesOf(ranges: readonly Range[], size: number, read: ReadTiles, crypto: Hasher) {
  const places = ranges.map((range) => wholeSubtrees(range).map((subtree) => placeOf(subtree, size)))
  const tiles = new Map(places.flat().map(({ tile }) => [tilePath(tile), tile]))
  const contents = await read([...tiles.values()])
  const byPath = new Map([...tiles.keys()].map((path, at) => [path, bytesAt(contents, at)]))
  return places.map((parts) =>
    parts
      .map(({ tile, begin, end }) =>
        hashUp(hashesIn(byPath.get(tilePath(tile)) ?? new Uint8Array(), begin, end), crypto),
      )
      .reduceRight((right, left) => nodeHash(left, right, crypto)),
  )
}

function bytesAt(tiles: readonly Uint8Array[], at: number): Uint8Array {
  const bytes = tiles[at]
  if (bytes === undefined) throw new TypeError('fewer tiles were answered than asked for')
  return bytes
}

/** Levels of the tree that lie in one tile. */
const TILE_HEIGHT = Math.log2(TILE_WIDTH)

/** The tile that holds the hashes below a whole subtree, and which of them they are. */
function placeOf(subtree: Range, size: number) {
  const height = exponentOf(widthOf(subtree)) ?? 0
  const level = Math.floor(height / TILE_HEIGHT)
  const first = subtree.begin / TILE_WIDTH ** level
  const begin = first % TILE_WIDTH
  return { tile: tileOf(level, first, size), begin, end: begin + 2 ** (height % TILE_HEIGHT) }
}

function assertCounts(smaller: number, larger: number): void {
  if (!Number.isSafeInteger(smaller) || !Number.isSafeInteger(larger) || smaller < 0 || smaller > larger)
    throw new TypeError('a proof is of a smaller number up to a larger')
}
