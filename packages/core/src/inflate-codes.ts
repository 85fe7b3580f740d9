import { CoreError } from './errors.ts'
import type { BitReader } from './inflate-streams.ts'

/** A canonical Huffman code (RFC 1951 3.2.2); the arrays go by length of the words, of up to 15 bits. */
export interface HuffmanCode {
  readonly counts: Uint16Array
  readonly firstWord: Uint16Array
  /** Where the symbols of that length begin. */
  readonly firstIndex: Uint16Array
  readonly symbols: Uint16Array
}

const LONGEST = 15
/** The order in which the lengths of the code for lengths are given (RFC 1951 3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** The codes of a block that brings none (RFC 1951 3.2.6). */
export const fixedCodes = {
  literals: makeCode(
    Array.from({ length: 288 }, (_, symbol) => fixedLength(symbol)),
    'whole',
  ),
  distances: makeCode(new Array<number>(32).fill(5), 'whole'),
}

function fixedLength(symbol: number): number {
  if (symbol < 144) return 8
  if (symbol < 256) return 9
  return symbol < 280 ? 7 : 8
}

/** The codes at the beginning of a block. Throws `CoreError` `inflate-damaged` for what is no code. */
export function readCodes(source: BitReader) {
  const literalCount = source.take(5) + 257
  const distanceCount = source.take(5) + 1
  const givenCount = source.take(4) + 4
  if (literalCount > 286 || distanceCount > 30) throw noCode()
  const given = new Array<number>(19).fill(0)
  for (const symbol of ORDER.slice(0, givenCount)) given[symbol] = source.take(3)
  const lengths = readLengths(source, makeCode(given, 'whole'), literalCount + distanceCount)
  // A block ends somewhere.
  if (lengths[256] === 0) throw noCode()
  return {
    literals: makeCode(lengths.slice(0, literalCount), 'short'),
    distances: makeCode(lengths.slice(literalCount), 'short'),
  }
}

function readLengths(source: BitReader, code: HuffmanCode, count: number): number[] {
  const lengths: number[] = []
  while (lengths.length < count) {
    const symbol = source.symbol(code)
    if (symbol < 16) lengths.push(symbol)
    else lengths.push(...repeated(source, symbol, lengths.at(-1)))
  }
  if (lengths.length > count) throw noCode()
  return lengths
}

function repeated(source: BitReader, symbol: number, before: number | undefined): number[] {
  if (symbol === 17) return new Array<number>(source.take(3) + 3).fill(0)
  if (symbol === 18) return new Array<number>(source.take(7) + 11).fill(0)
  if (before === undefined) throw noCode()
  return new Array<number>(source.take(2) + 3).fill(before)
}

/**
 * A code from the lengths of its words; 0 for symbols that have none. It must use every word, but one that is `short` may have a single
 * word of one bit, or none.
 */
function makeCode(lengths: readonly number[], kind: 'whole' | 'short'): HuffmanCode {
  const counts = new Uint16Array(LONGEST + 1)
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1
  const firstWord = new Uint16Array(LONGEST + 1)
  const firstIndex = new Uint16Array(LONGEST + 1)
  let word = 0
  let index = 0
  for (let length = 1; length <= LONGEST; length += 1) {
    const count = counts[length] ?? 0
    word *= 2
    firstWord[length] = word
    firstIndex[length] = index
    word += count
    index += count
    if (word > 2 ** length) throw noCode()
  }
  const isWhole = word === 2 ** LONGEST
  const isShort = kind === 'short' && counts.subarray(2).every((count) => count === 0)
  if (!isWhole && !isShort) throw noCode()
  return { counts, firstWord, firstIndex, symbols: sortSymbols(lengths, firstIndex) }
}

function sortSymbols(lengths: readonly number[], firstIndex: Uint16Array): Uint16Array {
  const next = firstIndex.slice()
  const symbols = new Uint16Array(lengths.length)
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue
    const at = next[length] ?? 0
    symbols[at] = symbol
    next[length] = at + 1
  }
  return symbols
}

function noCode(): CoreError {
  return new CoreError('inflate-damaged', 'the compressed data is damaged')
}
