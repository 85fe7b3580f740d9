import { concatBytes } from '@assay/core'
import { LogError } from '../errors.ts'
import { HASH_BYTES } from '../merkle/hashes.ts'
import type { EntryBundle, Tile } from './tile.ts'

/**
 * The same bytes, when they are as many hashes as the tile has. Throws `LogError` `tile-malformed` otherwise: a server that answers a whole
 * tile where a part was asked for is not believed either.
 */
export function checkTile({ width }: Tile, bytes: Uint8Array): Uint8Array {
  if (bytes.length !== width * HASH_BYTES)
    throw new LogError(
      'tile-malformed',
      `a tile of ${width} hashes has ${width * HASH_BYTES} bytes, and these are ${bytes.length}`,
    )
  return bytes
}

/** Bytes of the length before each entry, and the longest entry that it can tell of. */
const [LENGTH_BYTES, LONGEST] = [2, 0xffff]

/** The bytes of a bundle: each entry behind its length as a big-endian number of 16 bits. Throws `TypeError` for an entry of 64 KiB or more. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    if (entry.length > LONGEST) throw new TypeError('an entry of a log is shorter than 64 KiB')
    return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]
  })
  return concatBytes(...parts)
}

/** The entries of a bundle. Throws `LogError` `tile-malformed` for bytes that are cut, go on, or hold another number of entries. */
export function decodeEntryBundle({ width }: EntryBundle, bytes: Uint8Array): readonly Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const begin = at + LENGTH_BYTES
    const end = begin + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0))
    if (end > bytes.length) throw new LogError('tile-malformed', 'the bundle ends inside an entry')
    entries.push(bytes.slice(begin, end))
    at = end
  }
  if (entries.length !== width)
    throw new LogError('tile-malformed', `the bundle holds ${entries.length} entries and not ${width}`)
  return entries
}
