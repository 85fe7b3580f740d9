import { constants, deflateRawSync } from 'node:zlib'

/**
 * Some bytes, and what they are in a deflated stream (RFC 1951): whole blocks, of which none is the last, that end at a byte and refer to
 * nothing before them. So parts can be put behind one another, and what many texts have in common is deflated once.
 */
export interface DeflatedPart {
  readonly plain: Uint8Array
  readonly deflated: Uint8Array
}

export interface DeflatePartOptions {
  /** Whether many texts will have this part, which is then worth more time. Default: false. */
  readonly often?: boolean
}

/** Bytes that repeat themselves. */
export function deflatePart(plain: Uint8Array, { often = false }: DeflatePartOptions = {}): DeflatedPart {
  const effort = often ? { level: 9, memLevel: 9 } : { level: 1, windowBits: 13, memLevel: 6 }
  return { plain, deflated: deflateRawSync(plain, { ...effort, finishFlush: constants.Z_SYNC_FLUSH }) }
}

/** What a stored block may hold (RFC 1951, 3.2.4). */
const MOST_STORED = 65_535

/** Bytes that are short, or do not repeat themselves: stored as they are. */
export function storedPart(plain: Uint8Array): DeflatedPart {
  const blocks: Uint8Array[] = []
  for (let begin = 0; begin < plain.length; begin += MOST_STORED) {
    const block = plain.subarray(begin, begin + MOST_STORED)
    const [low, high] = [block.length & 0xff, block.length >>> 8]
    blocks.push(Uint8Array.of(0, low, high, low ^ 0xff, high ^ 0xff), block)
  }
  return { plain, deflated: Buffer.concat(blocks) }
}

/** The last block of a stream: one that holds nothing. */
const LAST_BLOCK = Uint8Array.of(0x03, 0x00)

/** The whole stream. */
export const joinDeflated = (parts: readonly DeflatedPart[]): Uint8Array =>
  Buffer.concat([...parts.map(({ deflated }) => deflated), LAST_BLOCK])
