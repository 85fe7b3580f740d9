import { LogError } from '../errors.ts'

/** Hashes of a whole tile, or entries of a whole bundle (tlog-tiles). */
export const TILE_WIDTH = 256

/** Part of one level of a tree. A hash of level L is that of a whole subtree of 256^L leaves. */
export interface Tile {
  /** 0 for hashes of leaves. */
  readonly level: number
  /** Of the tile in its level, from 0. */
  readonly index: number
  /** How many hashes it holds: 256, or from 1 to 255 at the right edge of the tree. */
  readonly width: number
}

/** Entries of the log, side by side: the leaves of the tile of level 0 of this index and width. */
export interface EntryBundle extends Omit<Tile, 'level'> {
  readonly level: 'entries'
}

/** How many hashes a tree of this size has on a level: whole subtrees only, since what is unfinished is never hashed upwards. */
export const hashesOn = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level)

/** The tile of a tree of this size in which a hash of a level stands; `at` is the number of the hash in its level. */
export function tileOf(level: number, at: number, size: number): Tile {
  const index = Math.floor(at / TILE_WIDTH)
  return { level, index, width: Math.min(TILE_WIDTH, hashesOn(level, size) - index * TILE_WIDTH) }
}

/** The tiles that a tree of this size has beyond those of an older one: new ones, and those that have grown. Lowest level first. */
export function tilesSince(oldSize: number, size: number): readonly Tile[] {
  const tiles: Tile[] = []
  for (let level = 0; hashesOn(level, size) > 0; level += 1) {
    const [before, now] = [hashesOn(level, oldSize), hashesOn(level, size)]
    for (let at = before - (before % TILE_WIDTH); before < now && at < now; at += TILE_WIDTH)
      tiles.push(tileOf(level, at, size))
  }
  return tiles
}

/** The bundles of entries beyond those of an older tree, as {@link tilesSince}. */
export const bundlesSince = (oldSize: number, size: number): readonly EntryBundle[] =>
  tilesSince(oldSize, size)
    .filter(({ level }) => level === 0)
    .map((tile) => ({ ...tile, level: 'entries' }))

/** Where a tile or bundle is served, below the log's own address: `tile/0/x001/x234/067.p/12`. */
export function tilePath({ level, index, width }: Tile | EntryBundle): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const name = groups.map((group, at) => (at + 1 === groups.length ? group : `x${group}`)).join('/')
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** Levels that a tree of fewer than 2^53 leaves can have. */
const LEVELS = 7
const PATH = /^tile\/(entries|\d)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/**
 * Reads the path of a tile or bundle: only the one spelling that {@link tilePath} gives. Throws `LogError` `tile-malformed` for every other,
 * and for indexes that cannot be counted to.
 */
export function parseTilePath(path: string): Tile | EntryBundle {
  const [, level = '', groups = '', partial] = PATH.exec(path) ?? []
  const tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  } as Tile | EntryBundle
  const isKnown = tile.level === 'entries' || tile.level < LEVELS
  if (groups === '' || !isKnown || !Number.isSafeInteger(tile.index * TILE_WIDTH) || tilePath(tile) !== path)
    throw new LogError('tile-malformed', 'the path names no tile')
  return tile
}
