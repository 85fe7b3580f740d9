import { hash, randomBytes } from 'node:crypto'
import { emptyTree, growTree, hashLeaves, rootOf, type TreeEdge } from '@assay/tlog'
import { crypto, repeat } from './keys.ts'
import type { Line, Scenario } from './measure.ts'

/** Leaves that one checkpoint adds, as a bulk issue does in a second. */
const AT_ONCE = 2_000
/** Bytes of an entry. */
const ENTRY = 34
const [SMALL, LARGE] = [10_000, 1_000_000]

const entries = Array.from({ length: AT_ONCE }, () => new Uint8Array(randomBytes(ENTRY)))

/** Entries to the tree that they become part of, with its tiles and its root. */
const append = (edge: TreeEdge): TreeEdge => {
  const grown = growTree(edge, hashLeaves(entries, crypto), crypto).edge
  rootOf(grown, crypto)
  return grown
}

function treeOf(size: number): TreeEdge {
  let edge = emptyTree
  while (edge.size < size) edge = append(edge)
  return edge
}

/** Growing a tree of a million leaves, beside the hashes that it takes: one of the leaf and one of a node for each. */
export const logScenarios: readonly Scenario[] = [
  {
    ...{ name: 'log.append', against: '2xsha256', unit: 'leaves/s' },
    async prepare() {
      let edge = treeOf(LARGE)
      const node = new Uint8Array(randomBytes(65))
      return {
        ours: () => {
          edge = append(edge)
          return AT_ONCE
        },
        theirs: repeat(() => {
          hash('sha256', node, 'buffer')
          hash('sha256', node, 'buffer')
        }, AT_ONCE),
      }
    },
  },
]

/** Rounds of either tree; the median is kept. */
const ROUNDS = 101

/** A leaf of a tree of ten thousand beside one of a tree of a million. 1: flat. */
export async function measureFlatness(): Promise<Line> {
  const trees = [treeOf(SMALL), treeOf(LARGE)]
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const [small = 0, large = 0] = trees.map(microsecondsOf)
    ratios.push(small / large)
  }
  const ratio = ratios.toSorted((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? Number.NaN
  return {
    ...{ name: 'log.append.flat', value: LARGE, unit: 'leaves', ratio: Math.round(ratio * 1000) / 1000 },
    against: `${SMALL} leaves`,
  }
}

function microsecondsOf(edge: TreeEdge): number {
  const before = process.cpuUsage()
  for (let grown = edge; grown.size < edge.size + 5 * AT_ONCE; ) grown = append(grown)
  const { user, system } = process.cpuUsage(before)
  return user + system
}
