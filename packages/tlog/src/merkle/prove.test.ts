import { concatBytes, encodeUtf8, portableCrypto } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tilePath, tilesSince } from '../tiles/tile.ts'
import { checkTile } from '../tiles/tile-bytes.ts'
import { proveConsistency, proveInclusion, type ReadTiles, readEdge } from './prove.ts'
import { emptyTree, growTree, rootOf, type TreeEdge } from './tree.ts'
import { verifyConsistency, verifyInclusion } from './verify-proof.ts'

const MOST = 1_200
const leaves = Array.from({ length: MOST }, (_, at) =>
  portableCrypto.sha256(concatBytes(Uint8Array.of(0), encodeUtf8(`leaf ${at}`))),
)

/** RFC 6962 2.1 word for word, which knows nothing of tiles. */
function merkleTreeHash(of: readonly Uint8Array[]): Uint8Array {
  if (of.length === 0) return portableCrypto.sha256(new Uint8Array())
  const [only] = of
  if (of.length === 1 && only !== undefined) return only
  let k = 1
  while (2 * k < of.length) k *= 2
  const [left, right] = [merkleTreeHash(of.slice(0, k)), merkleTreeHash(of.slice(k))]
  return portableCrypto.sha256(concatBytes(Uint8Array.of(1), left, right))
}

/** Lets a tree grow in steps to these sizes and stores each tile as a log would. */
function grown(sizes: readonly number[]) {
  const stored = new Map<string, Uint8Array>()
  let edge: TreeEdge = emptyTree
  for (const size of sizes) {
    const growth = growTree(edge, concatBytes(...leaves.slice(edge.size, size)), portableCrypto)
    expect(growth.tiles.map(({ tile }) => tile)).toEqual(
      expect.arrayContaining([...tilesSince(edge.size, size)]),
    )
    expect(growth.tiles.length).toBe(tilesSince(edge.size, size).length)
    for (const { tile, bytes } of growth.tiles) stored.set(tilePath(tile), bytes)
    edge = growth.edge
  }
  const read: ReadTiles = async (tiles) =>
    tiles.map((tile) => checkTile(tile, stored.get(tilePath(tile)) ?? new Uint8Array()))
  return { edge, read }
}

const size = fc.oneof(
  fc.integer({ min: 0, max: MOST }),
  fc.constantFrom(0, 1, 255, 256, 257, 511, 512, 513, 1_024),
)
const steps = fc
  .array(size, { minLength: 1, maxLength: 5 })
  .map((sizes) => [...new Set(sizes)].sort((left, right) => left - right))

describe('a tree of tiles', () => {
  it('TL1 has the root of RFC 6962, in whatever steps it grew, and is found again from its tiles', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sizes) => {
        const { edge, read } = grown(sizes)
        const expected = merkleTreeHash(leaves.slice(0, edge.size))
        expect(rootOf(edge, portableCrypto)).toEqual(expected)
        expect(rootOf(await readEdge(edge.size, read), portableCrypto)).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('TL1 proves each leaf at its place and at no other', async () => {
    const input = fc.tuple(fc.integer({ min: 1, max: MOST }), fc.nat(), fc.nat())
    await fc.assert(
      fc.asyncProperty(input, async ([of, some, other]) => {
        const { edge, read } = grown([of])
        const [index, wrong] = [some % of, other % of]
        const proof = await proveInclusion(index, of, read, portableCrypto)
        const claim = {
          size: of,
          root: rootOf(edge, portableCrypto),
          leaf: leaves[index] ?? new Uint8Array(),
          proof,
        }
        expect(verifyInclusion({ ...claim, index }, portableCrypto)).toBe(true)
        expect(verifyInclusion({ ...claim, index: wrong }, portableCrypto)).toBe(wrong === index)
        expect(verifyInclusion({ ...claim, index, proof: [...proof, claim.leaf] }, portableCrypto)).toBe(
          false,
        )
      }),
      { numRuns: 60 },
    )
  })

  it('TL1 proves that it begins with each older one, and with no other', async () => {
    const input = fc.tuple(size, size, fc.nat()).filter(([left, right]) => left !== right)
    await fc.assert(
      fc.asyncProperty(input, async ([left, right, some]) => {
        const [oldSize, newSize] = left < right ? [left, right] : [right, left]
        const { edge, read } = grown([oldSize, newSize])
        const proof = await proveConsistency(oldSize, newSize, read, portableCrypto)
        const old = leaves.slice(0, oldSize)
        const root = rootOf(edge, portableCrypto)
        const claim = { oldSize, oldRoot: merkleTreeHash(old), size: newSize, root, proof }
        expect(verifyConsistency(claim, portableCrypto)).toBe(true)
        if (oldSize === 0) return
        const forged = old.map((leaf, at) => (at === some % oldSize ? portableCrypto.sha256(leaf) : leaf))
        expect(verifyConsistency({ ...claim, oldRoot: merkleTreeHash(forged) }, portableCrypto)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('refuses to prove what lies outside', async () => {
    const { read } = grown([3])
    expect(() => proveInclusion(3, 3, read, portableCrypto)).toThrow(TypeError)
    expect(() => proveConsistency(4, 3, read, portableCrypto)).toThrow(TypeError)
  })
})
