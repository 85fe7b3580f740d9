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
  const blocks = hmacBlocks(key)
  let value = counter
  do value = encrypt(value, half, blocks)
  while (value >= size)
  return value
}

function encrypt(value: number, half: number, blocks: HmacBlocks): number {
  const mask = 2 ** half - 1
  let left = value >>> half
  let right = value & mask
  for (let round = 0; round < ROUNDS; round += 1) {
    const mixed = left ^ (roundValue(right, round, blocks) & mask)
    left = right
    right = mixed
  }
  return left * 2 ** half + right
}

function roundValue(right: number, round: number, { inner, outer }: HmacBlocks): number {
  const input = Buffer.alloc(5)
  input.writeUInt8(round, 0)
  input.writeUInt32BE(right, 1)
  const digest = hash('sha256', Buffer.concat([inner, input]), 'buffer')
  return hash('sha256', Buffer.concat([outer, digest]), 'buffer').readUInt32BE(0)
}

/** The two blocks that the key of an HMAC begins its hashes with (RFC 2104); eight rounds an index, a thousand indexes at a time. */
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
