import { equalBytes } from '@assay/core'
import { emptyRoot, HASH_BYTES, type Hasher, nodeHash } from './hashes.ts'
import { largestPowerBelow, type Range, widthOf } from './ranges.ts'

/** No tree of fewer than 2^63 leaves needs more. */
export const MOST_PROOF_HASHES = 63

export interface InclusionClaim {
  /** Of the leaf, from 0. */
  readonly index: number
  /** Leaves of the tree. */
  readonly size: number
  readonly leaf: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** Whether the proof shows that the tree has this leaf at this place (RFC 9162 2.1.3.2). False for whatever is no such proof. */
export function verifyInclusion({ index, size, leaf, root, proof }: InclusionClaim, crypto: Hasher): boolean {
  if (!areCounts(index, size) || index >= size || !areHashes(leaf, root, ...proof)) return false
  let [node, last, hash] = [index, size - 1, leaf]
  for (const beside of proof) {
    if (last === 0) return false
    if (isOdd(node) || node === last) {
      hash = nodeHash(beside, hash, crypto)
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)]
    } else hash = nodeHash(hash, beside, crypto)
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && equalBytes(hash, root)
}

export interface ConsistencyClaim {
  /** Leaves of the older tree. */
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  /** Leaves of the newer tree. */
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * Whether the proof shows that the newer tree begins with all leaves of the older (RFC 9162 2.1.4.2). Every tree begins with the empty one,
 * which needs no proof. False for whatever is no such proof.
 */
export function verifyConsistency(claim: ConsistencyClaim, crypto: Hasher): boolean {
  const { oldSize, oldRoot, size, root, proof } = claim
  // What an empty subtree says of the tree around it is nothing; of the empty tree, that it is empty.
  if (oldSize === 0 && !(size === 0 ? equalBytes(oldRoot, root) : areHashes(root))) return false
  const subtree = { begin: 0, end: oldSize }
  return verifySubtreeConsistency({ subtree, subtreeRoot: oldRoot, size, root, proof }, crypto)
}

/**
 * Whether neighbouring leaves can have a hash of their own in every larger tree (draft-ietf-plants-merkle-tree-certs, 4.1): the first one's
 * number is a multiple of the smallest power of two that is not smaller than their count.
 */
export function isSubtree(range: Range): boolean {
  const { begin, end } = range
  if (!areCounts(begin, end) || begin >= end) return false
  const width = widthOf(range)
  const room = width === 1 ? 1 : 2 * largestPowerBelow(width)
  return begin % room === 0
}

export interface SubtreeInclusionClaim extends Omit<InclusionClaim, 'size'> {
  readonly subtree: Range
}

/** As {@link verifyInclusion}, in a subtree; `index` is that of the whole tree. */
export function verifySubtreeInclusion(claim: SubtreeInclusionClaim, crypto: Hasher): boolean {
  const { subtree, index, ...rest } = claim
  if (!isSubtree(subtree) || !areCounts(index) || index < subtree.begin) return false
  return verifyInclusion({ ...rest, index: index - subtree.begin, size: widthOf(subtree) }, crypto)
}

export interface SubtreeConsistencyClaim extends Omit<ConsistencyClaim, 'oldSize' | 'oldRoot'> {
  readonly subtree: Range
  readonly subtreeRoot: Uint8Array
}

/**
 * Whether the proof shows that the tree has this subtree at its place (draft-ietf-plants-merkle-tree-certs, 4.4). The empty subtree is in
 * every tree. False for whatever is no such proof.
 */
export function verifySubtreeConsistency(claim: SubtreeConsistencyClaim, crypto: Hasher): boolean {
  const { subtree, subtreeRoot, size, root, proof } = claim
  const { begin, end } = subtree
  if (!areCounts(begin, end, size) || begin > end || end > size) return false
  if (begin === end) return proof.length === 0 && equalBytes(subtreeRoot, emptyRoot(crypto))
  if (begin === 0 && end === size) return proof.length === 0 && equalBytes(subtreeRoot, root)
  if (!isSubtree(subtree) || !areHashes(subtreeRoot, root, ...proof)) return false
  return climb(claim, crypto)
}

function climb(
  { subtree, subtreeRoot, size, root, proof }: SubtreeConsistencyClaim,
  crypto: Hasher,
): boolean {
  let { first, last, end } = lowestKnown(subtree, size)
  // The subtree itself is where the proof begins, when it stands as a node in the tree.
  const [seed, ...rest] = first === last ? [subtreeRoot, ...proof] : proof
  if (seed === undefined) return false
  let [inner, outer] = [seed, seed]
  for (const beside of rest) {
    if (end === 0) return false
    if (isOdd(last) || last === end) {
      if (first < last) inner = nodeHash(beside, inner, crypto)
      outer = nodeHash(beside, outer, crypto)
      while (!isOdd(last) && last > 0) [first, last, end] = [half(first), half(last), half(end)]
    } else outer = nodeHash(outer, beside, crypto)
    ;[first, last, end] = [half(first), half(last), half(end)]
  }
  return end === 0 && equalBytes(inner, subtreeRoot) && equalBytes(outer, root)
}

/** The level on which subtree and tree part: numbers there of the subtree's first and last node, and of the tree's last. */
function lowestKnown(subtree: Range, size: number) {
  let [first, last, end] = [subtree.begin, subtree.end - 1, size - 1]
  const isBelow = () => (last === end ? first !== last : first !== last && isOdd(last))
  while (isBelow()) [first, last, end] = [half(first), half(last), half(end)]
  return { first, last, end }
}

const half = (value: number): number => Math.floor(value / 2)
const isOdd = (value: number): boolean => value % 2 === 1
const areCounts = (...values: readonly number[]): boolean =>
  values.every((value) => Number.isSafeInteger(value) && value >= 0)
const areHashes = (...values: readonly Uint8Array[]): boolean =>
  values.every((value) => value.length === HASH_BYTES)
