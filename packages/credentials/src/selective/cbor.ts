import { AssayError, concatBytes, decodeUtf8, encodeUtf8 } from '@assay/core'
import { CredentialError } from '../errors.ts'

/** The part of CBOR (RFC 8949) that proof values are written in: no tags, no floats, nothing of unstated length. */
export type CborValue = number | string | Uint8Array | readonly CborValue[] | CborMap

/** Keys of the maps are numbers. */
export type CborMap = ReadonlyMap<number, CborValue>

/** Lists of signatures lie one level deep, label maps too. */
const MAX_DEPTH = 4

const major = { number: 0, bytes: 2, text: 3, list: 4, map: 5 } as const

/** Bytes of a value; numbers are whole, from 0 to 2^32 - 1. */
export function encodeCbor(value: CborValue): Uint8Array {
  if (typeof value === 'number') return encodeHead(major.number, value)
  if (typeof value === 'string') {
    const bytes = encodeUtf8(value)
    return concatBytes(encodeHead(major.text, bytes.length), bytes)
  }
  if (value instanceof Uint8Array) return concatBytes(encodeHead(major.bytes, value.length), value)
  if (value instanceof Map) {
    const parts = [...(value as CborMap)].flatMap(([key, item]) => [encodeCbor(key), encodeCbor(item)])
    return concatBytes(encodeHead(major.map, value.size), ...parts)
  }
  const items = value as readonly CborValue[]
  return concatBytes(encodeHead(major.list, items.length), ...items.map(encodeCbor))
}

/** The shortest form of a number behind its kind. */
function encodeHead(kind: number, value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new TypeError(`${value} is not a number from 0 to 2^32 - 1`)
  }
  const first = kind << 5
  if (value < 24) return Uint8Array.of(first | value)
  if (value < 0x100) return Uint8Array.of(first | 24, value)
  if (value < 0x1_0000) return Uint8Array.of(first | 25, value >> 8, value & 0xff)
  const bytes = new Uint8Array(5)
  bytes[0] = first | 26
  new DataView(bytes.buffer).setUint32(1, value)
  return bytes
}

/**
 * The value of bytes that hold exactly one. Throws `CredentialError` `proof-malformed` for whatever {@link encodeCbor} would
 * not write: tags, longer forms than needed, keys twice or not numbers, bytes behind the value.
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const reader = { bytes, place: 0 }
  const value = readValue(reader, 0)
  if (reader.place !== bytes.length) throw malformed('there are bytes behind it')
  return value
}

interface Reader {
  readonly bytes: Uint8Array
  place: number
}

function readValue(reader: Reader, depth: number): CborValue {
  if (depth > MAX_DEPTH) throw malformed('it is nested too deeply')
  const first = readByte(reader)
  const size = readSize(reader, first & 0x1f)
  switch (first >> 5) {
    case major.number:
      return size
    case major.bytes:
      return take(reader, size)
    case major.text:
      return readText(take(reader, size))
    case major.list:
      return readList(reader, size, depth)
    case major.map:
      return readMap(reader, size, depth)
    default:
      throw malformed('it holds a tag or another kind of value that has no place in it')
  }
}

function readSize(reader: Reader, info: number): number {
  if (info < 24) return info
  const length = info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : 0
  if (length === 0) throw malformed('it holds a length that is not stated or too large')
  const size = take(reader, length).reduce((total, byte) => total * 256 + byte, 0)
  if (size < (length === 1 ? 24 : 256 ** (length / 2))) throw malformed('a number is longer than needed')
  return size
}

function readList(reader: Reader, size: number, depth: number): readonly CborValue[] {
  requireRoom(reader, size)
  return Array.from({ length: size }, () => readValue(reader, depth + 1))
}

function readMap(reader: Reader, size: number, depth: number): CborMap {
  requireRoom(reader, size * 2)
  const map = new Map<number, CborValue>()
  for (let index = 0; index < size; index += 1) {
    const key = readValue(reader, depth + 1)
    if (typeof key !== 'number' || map.has(key)) throw malformed('a key is no number, or stands there twice')
    map.set(key, readValue(reader, depth + 1))
  }
  return map
}

function readText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw malformed('a text is not UTF-8')
  }
}

function readByte(reader: Reader): number {
  return take(reader, 1)[0] ?? 0
}

function take(reader: Reader, length: number): Uint8Array {
  requireRoom(reader, length)
  const taken = reader.bytes.slice(reader.place, reader.place + length)
  reader.place += length
  return taken
}

/** Every item takes a byte at least, so that a stated length cannot ask for more memory than the bytes themselves. */
function requireRoom(reader: Reader, length: number): void {
  if (length > reader.bytes.length - reader.place) throw malformed('it ends too early')
}

function malformed(what: string): CredentialError {
  return new CredentialError('proof-malformed', `the value of the proof is not in the form of CBOR: ${what}`)
}
