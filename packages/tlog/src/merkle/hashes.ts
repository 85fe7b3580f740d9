import type { Crypto } from '@assay/core'

/** The hash function of a tree. */
export type Hasher = Pick<Crypto, 'sha256'>

/** Bytes of every hash in a tree. */
export const HASH_BYTES = 32

/** RFC 6962 2.1: the hash of the tree without leaves is that of no bytes. */
export const emptyRoot = (crypto: Hasher): Uint8Array => crypto.sha256(new Uint8Array())

/** RFC 6962 2.1: SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array, crypto: Hasher): Uint8Array {
  const leaf = new Uint8Array(1 + entry.length)
  leaf.set(entry, 1)
  return crypto.sha256(leaf)
}

/** The hashes of these entries, one behind the other. */
export function hashLeaves(entries: readonly Uint8Array[], crypto: Hasher): Uint8Array {
  const row = new Uint8Array(entries.length * HASH_BYTES)
  entries.forEach((entry, at) => {
    row.set(leafHash(entry, crypto), at * HASH_BYTES)
  })
  return row
}

/** RFC 6962 2.1: SHA-256(0x01 ‖ left ‖ right), of two hashes of 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array, crypto: Hasher): Uint8Array {
  const node = new Uint8Array(NODE_BYTES)
  node[0] = 1
  node.set(left, 1)
  node.set(right, 1 + HASH_BYTES)
  return crypto.sha256(node)
}

const NODE_BYTES = 1 + 2 * HASH_BYTES

/** Some of the hashes that lie one behind the other in a row, without a copy; default: to its end. */
export const hashesIn = (row: Uint8Array, begin: number, end?: number): Uint8Array =>
  row.subarray(begin * HASH_BYTES, end === undefined ? undefined : end * HASH_BYTES)

export const countOf = (row: Uint8Array): number => row.length / HASH_BYTES

/** The hash over a row of hashes, which number a power of two and at least one. */
export function hashUp(row: Uint8Array, crypto: Hasher): Uint8Array {
  if (row.length === 0) throw new TypeError('no hash has nothing above it')
  const node = new Uint8Array(NODE_BYTES)
  node[0] = 1
  let below = row
  while (below.length > HASH_BYTES) {
    const above = new Uint8Array(below.length / 2)
    for (let at = 0; at < above.length; at += HASH_BYTES) {
      node.set(below.subarray(2 * at, 2 * (at + HASH_BYTES)), 1)
      above.set(crypto.sha256(node), at)
    }
    below = above
  }
  return below
}
