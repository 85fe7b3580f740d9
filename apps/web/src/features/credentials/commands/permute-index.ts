import { hash } from 'node:crypto'

/** Rounds of the network. Four make a strong pseudo-random permutation (Luby and Rackoff); twice that costs nothing here. */
const ROUNDS = 8

/**
 * A keyed permutation of the numbers below `size`: the counter of a status group goes in, the index comes out, so that an index tells
 * nothing of the order or number of awards. A Feistel network over the next even number of bits; what falls outside walks on until it
 * falls inside (cycle walking keeps it a bijection). Throws `TypeError` outside the range.
 */
export function permuteIndex(counter: number, size: number, key: Uint8Array): number {
  if (!Number.isInteger(size) || size < 2 || size > 2 ** 30)
    throw new TypeError('the size is between 2 and 2^30')
  if (!Number.isInteger(counter) || counter < 0 || counter >= size)
    throw new TypeError('the counter is outside')
  const half = Math.ceil(Math.log2(size) / 2)
  const rounds = roundsOf(key, half)
  let value = counter
  do value = encrypt(value, half, rounds)
  while (value >= size)
  return value
}

function encrypt(value: number, half: number, rounds: Rounds): number {
  const mask = 2 ** half - 1
  let left = value >>> half
  let right = value & mask
  for (let round = 0; round < ROUNDS; round += 1) {
    const mixed = left ^ (roundValue(right, round, half, rounds) & mask)
    left = right
    right = mixed
  }
  return left * 2 ** half + right
}

/**
 * What the rounds make of each half, under one key: a list of 131,072 entries has 512 halves, which are met over and over. -1 where it is
 * not known yet.
 */
interface Rounds {
  readonly blocks: HmacBlocks
  readonly known: Float64Array
}

/** Halves of more bits are too many to be remembered. */
const MOST_BITS = 10
/** Organizations that award at one time; a table has 32 to 64 kB. */
const MOST_TABLES = 16
const tables = new Map<string, Rounds>()

function roundsOf(key: Uint8Array, half: number): Rounds {
  const name = `${half}:${Buffer.from(key).toString('base64')}`
  const before = tables.get(name)
  if (before !== undefined) return before
  const size = half <= MOST_BITS ? ROUNDS * 2 ** half : 0
  const rounds = { blocks: hmacBlocks(key), known: new Float64Array(size).fill(-1) }
  if (tables.size >= MOST_TABLES) tables.clear()
  tables.set(name, rounds)
  return rounds
}

function roundValue(right: number, round: number, half: number, { blocks, known }: Rounds): number {
  const place = round * 2 ** half + right
  const before = known[place]
  if (before !== undefined && before !== -1) return before
  const value = hmacOf(right, round, blocks)
  if (place < known.length) known[place] = value
  return value
}

function hmacOf(right: number, round: number, { inner, outer }: HmacBlocks): number {
  const input = Buffer.alloc(5)
  input.writeUInt8(round, 0)
  input.writeUInt32BE(right, 1)
  const digest = hash('sha256', Buffer.concat([inner, input]), 'buffer')
  return hash('sha256', Buffer.concat([outer, digest]), 'buffer').readUInt32BE(0)
}

/** The two blocks that the key of an HMAC begins its hashes with (RFC 2104). */
interface HmacBlocks {
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}

/** Of SHA-256, which longer keys would have to be hashed for. */
const BLOCK = 64

function hmacBlocks(key: Uint8Array): HmacBlocks {
  if (key.length > BLOCK) throw new TypeError('a key has at most 64 bytes')
  const padded = Buffer.alloc(BLOCK)
  padded.set(key)
  return { inner: padded.map((byte) => byte ^ 0x36), outer: padded.map((byte) => byte ^ 0x5c) }
}
