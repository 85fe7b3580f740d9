import { concatBytes, equalBytes } from './bytes.ts'
import { crc32 } from './crc32.ts'
import { CoreError } from './errors.ts'
import { fixedCodes, type HuffmanCode, readCodes } from './inflate-codes.ts'
import { BitReader, ByteWriter } from './inflate-streams.ts'

/**
 * Expands a zlib stream (RFC 1950) in plain JavaScript, for browsers, whose own expansion cannot answer at once. Never makes more than
 * `maximumBytes`. Throws `CoreError` `inflate-too-large`; `inflate-damaged`, also when anything follows the stream.
 */
export function portableInflate(bytes: Uint8Array, maximumBytes: number): Uint8Array {
  const source = new BitReader(bytes)
  const [method, flags] = source.takeBytes(2)
  const sound = method !== undefined && (method & 0x8f) === 8
  if (!sound || flags === undefined || (flags & 0x20) !== 0 || (method * 256 + flags) % 31 !== 0)
    throw damaged()
  const target = new ByteWriter(maximumBytes)
  expandBlocks(source, target)
  const expanded = target.written()
  if (!equalBytes(source.takeBytes(4), adler32(expanded)) || !source.isAtEnd()) throw damaged()
  return expanded
}

/** Expands GZIP (RFC 1952), of any number of members; limits and errors as {@link portableInflate}. */
export function portableGunzip(bytes: Uint8Array, maximumBytes: number): Uint8Array {
  const source = new BitReader(bytes)
  const members: Uint8Array[] = []
  let left = maximumBytes
  do {
    const member = expandMember(source, left)
    left -= member.length
    members.push(member)
  } while (!source.isAtEnd())
  return members.length === 1 && members[0] !== undefined ? members[0] : concatBytes(...members)
}

function expandMember(source: BitReader, maximumBytes: number): Uint8Array {
  skipGzipHeader(source)
  const target = new ByteWriter(maximumBytes)
  expandBlocks(source, target)
  const expanded = target.written()
  const tail = concatBytes(littleEndian(crc32(expanded)), littleEndian(expanded.length))
  if (!equalBytes(source.takeBytes(8), tail)) throw damaged()
  return expanded
}

const CHECKED = 2
const EXTRA = 4
const NAME = 8
const COMMENT = 16
const RESERVED = 0xe0

function skipGzipHeader(source: BitReader): void {
  const start = source.position()
  const [first, second, method, flags = RESERVED] = source.takeBytes(10)
  if (first !== 0x1f || second !== 0x8b || method !== 8 || (flags & RESERVED) !== 0) throw damaged()
  if ((flags & EXTRA) !== 0) {
    const [low = 0, high = 0] = source.takeBytes(2)
    source.takeBytes(low + high * 256)
  }
  if ((flags & NAME) !== 0) source.skipText()
  if ((flags & COMMENT) !== 0) source.skipText()
  if ((flags & CHECKED) === 0) return
  const checksum = littleEndian(crc32(source.since(start))).subarray(0, 2)
  if (!equalBytes(source.takeBytes(2), checksum)) throw damaged()
}

/** RFC 1951 3.2.3. */
function expandBlocks(source: BitReader, target: ByteWriter): void {
  let last = false
  while (!last) {
    last = source.take(1) === 1
    const kind = source.take(2)
    if (kind === 0) copyStored(source, target)
    else if (kind === 1) expandBlock(source, target, fixedCodes)
    else if (kind === 2) expandBlock(source, target, readCodes(source))
    else throw damaged()
  }
  source.toNextByte()
}

function copyStored(source: BitReader, target: ByteWriter): void {
  source.toNextByte()
  const [a = 0, b = 0, c = 0, d = 0] = source.takeBytes(4)
  const length = a + b * 256
  if (length !== (~(c + d * 256) & 0xffff)) throw damaged()
  target.append(source.takeBytes(length))
}

const END_OF_BLOCK = 256

function expandBlock(
  source: BitReader,
  target: ByteWriter,
  { literals, distances }: { readonly literals: HuffmanCode; readonly distances: HuffmanCode },
): void {
  for (;;) {
    const symbol = source.symbol(literals)
    if (symbol === END_OF_BLOCK) return
    if (symbol < END_OF_BLOCK) target.push(symbol)
    else target.repeat(readLength(source, symbol - END_OF_BLOCK - 1), readDistance(source, distances))
  }
}

/** RFC 1951 3.2.5: how far each length and distance begins, and how many bits are added to it. */
function readLength(source: BitReader, index: number): number {
  if (index > 28) throw damaged()
  if (index === 28) return 258
  if (index < 8) return 3 + index
  const extra = (index - 4) >> 2
  return 3 + ((4 + (index & 3)) << extra) + source.take(extra)
}

function readDistance(source: BitReader, distances: HuffmanCode): number {
  const index = source.symbol(distances)
  if (index > 29) throw damaged()
  if (index < 4) return 1 + index
  const extra = (index >> 1) - 1
  return 1 + ((2 + (index & 1)) << extra) + source.take(extra)
}

/** RFC 1950 8.2, big-endian. */
function adler32(bytes: Uint8Array): Uint8Array {
  let a = 1
  let b = 0
  for (let start = 0; start < bytes.length; start += 3_000) {
    // So many additions stay below 2^32.
    for (const byte of bytes.subarray(start, start + 3_000)) {
      a += byte
      b += a
    }
    a %= 65_521
    b %= 65_521
  }
  return Uint8Array.of(b >> 8, b & 255, a >> 8, a & 255)
}

function littleEndian(number: number): Uint8Array {
  return Uint8Array.of(number & 255, (number >>> 8) & 255, (number >>> 16) & 255, (number >>> 24) & 255)
}

function damaged(): CoreError {
  return new CoreError('inflate-damaged', 'the compressed data is damaged')
}
