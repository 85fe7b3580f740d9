import type { Crypto } from '@assay/core'
import { sortByCodePoints } from '../code-point-order.ts'
import { type HashName, hashText } from '../text-hash.ts'
import {
  type Edge,
  type Graph,
  type GraphNode,
  inOnePiece,
  type KeptText,
  markChanged,
  orderLines,
  type Plan,
} from './plan.ts'

/**
 * Canonical N-Quads (RDFC-1.0, 4.4) of a dataset in which every blank node has a first-degree hash of its own; undefined when two
 * have the same, which takes the n-degree algorithm. Every blank node has exactly one statement that leads to it, because documents
 * with labels of their own are declined.
 */
export function writeCanonical(plan: Plan, hash: HashName, crypto: Crypto): string | undefined {
  for (const { nodes } of plan.graphs) {
    for (const node of nodes) {
      // Labels of graphs stand in the lines of others.
      if (plan.graphs.length > 1) markChanged(node)
      if (node.isMixed && node.isChanged) node.lines = orderLines(node.edges)
    }
  }
  const labelled = labelBlankNodes(plan.blankNodes, hash, crypto)
  if (labelled === undefined) return undefined
  const text = writeNamed(plan) + writeBlank(labelled)
  for (const { nodes } of plan.graphs) for (const node of nodes) node.isChanged = false
  return text
}

const labels: string[] = []

/** `_:c14n0` and so on, each made once. */
function labelOf(index: number): string {
  const label = labels[index] ?? `_:c14n${index}`
  labels[index] = label
  return label
}

/** Gives the blank nodes their labels (RDFC-1.0, 4.4 step 3 and 4) and answers them in the order of their hashes. */
function labelBlankNodes(
  nodes: readonly GraphNode[],
  hash: HashName,
  crypto: Crypto,
): readonly GraphNode[] | undefined {
  const [only] = nodes
  if (only !== undefined && nodes.length === 1) {
    only.label = labelOf(0)
    return nodes
  }
  for (const node of nodes) node.digest = digestOf(node, hash, crypto)
  const hashed = nodes.toSorted(byDigest)
  for (let index = 0; index < hashed.length; index += 1) {
    const node = hashed[index] as GraphNode
    if (hashed[index + 1]?.digest === node.digest) return undefined
    node.label = labelOf(index)
  }
  return hashed
}

const byDigest = (left: GraphNode, right: GraphNode): number => (left.digest < right.digest ? -1 : 1)

function digestOf(node: GraphNode, hash: HashName, crypto: Crypto): string {
  const before = node.kept?.digests[hash]
  if (before !== undefined) return before
  const digest = hashText(firstDegree(node), hash, crypto)
  if (!node.isChanged) keptOf(node).digests[hash] = digest
  return digest
}

function keptOf(node: GraphNode): KeptText {
  node.kept ??= { digests: {}, blocks: new Map(), parts: undefined }
  return node.kept
}

/** RDFC-1.0, 4.6 Hash First Degree Quads: what is hashed. The node itself is `_:a`, every other `_:z`. */
function firstDegree(node: GraphNode): string {
  const rest = node.graph.name === undefined ? '' : ' _:z .\n'
  const end = ` .\n`
  let text = ''
  for (const edge of node.lines) {
    text += edge.blank === undefined ? `_:a ${edge.text}${rest}` : `_:a ${edge.text}_:z${rest || end}`
  }
  if (node.parent !== undefined && node.via !== undefined) {
    const { subject } = node.parent
    const line = `${node.via.text}_:a${rest || end}`
    // `<` comes before `_:a`, and that before `_:z`.
    text = subject === '' ? `${text}_:z ${line}` : subject + line + text
  }
  return node.names === undefined ? text : withGraph(text, node.names)
}

/** A node that names a graph takes part in each of that graph's statements. */
function withGraph(text: string, graph: Graph): string {
  const lines = text.split('\n').filter((line) => line !== '')
  for (const node of graph.nodes) {
    const subject = node.subject === '' ? '_:z ' : node.subject
    for (const { text: said, blank } of node.lines) {
      lines.push(`${subject}${said}${blank === undefined ? '' : '_:z'} _:a .`)
    }
  }
  return sortByCodePoints(lines)
    .map((line) => `${line}\n`)
    .join('')
}

function writeNamed({ named }: Plan): string {
  let text = ''
  for (let index = 0; index < named.length; ) {
    const node = named[index] as GraphNode
    let next = index + 1
    while (named[next]?.subject === node.subject) next += 1
    // The same subject in several graphs, or twice in one: its lines are mixed.
    text += next === index + 1 ? writeNode(node, node.subject) : writeMixed(named.slice(index, next))
    index = next
  }
  return text
}

function writeMixed(nodes: readonly GraphNode[]): string {
  const lines = nodes.flatMap((node) =>
    writeNode(node, node.subject)
      .split('\n')
      .filter((line) => line !== ''),
  )
  return [...new Set(sortByCodePoints(lines))].map((line) => `${line}\n`).join('')
}

function writeBlank(nodes: readonly GraphNode[]): string {
  // Labels are ordered as texts: `_:c14n10` comes before `_:c14n2`.
  const sorted =
    nodes.length > 10 ? nodes.toSorted((left, right) => (left.label < right.label ? -1 : 1)) : nodes
  let text = ''
  for (const node of sorted) text += writeNode(node, `${node.label} `)
  return text
}

/** A node that stays as it is gets one of a few labels, since few of the blank nodes around it change. */
const MOST_BLOCKS = 8
/** Longer ones are put together again. */
const BLOCK_CHARACTERS = 512

function writeNode(node: GraphNode, subject: string): string {
  if (node.isChanged) return writeLines(node, node.lines, subject)
  const kept = keptOf(node)
  if (node.subject !== '') {
    kept.parts ??= partsOf(node)
    return writeParts(node, kept.parts)
  }
  const before = kept.blocks.get(node.label)
  if (before !== undefined) return before
  const block = writeLines(node, node.lines, subject)
  const isOwn = block.length <= BLOCK_CHARACTERS && node.lines.every(({ blank }) => blank === undefined)
  if (isOwn && kept.blocks.size < MOST_BLOCKS) kept.blocks.set(node.label, inOnePiece(block))
  return block
}

/** Lines of a named node that do not change with labels, written once, and between them those that do. */
function partsOf(node: GraphNode): readonly (string | readonly Edge[])[] {
  const parts: (string | Edge[])[] = []
  for (const edge of node.lines) {
    const last = parts.at(-1)
    if (edge.blank === undefined) {
      const line = writeLines(node, [edge], node.subject)
      if (typeof last === 'string') parts[parts.length - 1] = last + line
      else parts.push(line)
    } else if (Array.isArray(last)) last.push(edge)
    else parts.push([edge])
  }
  return parts.map((part) => (typeof part === 'string' ? inOnePiece(part) : part))
}

function writeParts(node: GraphNode, parts: readonly (string | readonly Edge[])[]): string {
  let text = ''
  for (const part of parts) text += typeof part === 'string' ? part : writeLines(node, part, node.subject)
  return text
}

function writeLines({ graph, hasBlankSiblings }: GraphNode, lines: readonly Edge[], subject: string): string {
  const sorted = hasBlankSiblings ? lines.toSorted(compareLabelled) : lines
  const rest = graph.name === undefined ? '' : ` ${graph.name.label} .\n`
  let text = ''
  for (let index = 0; index < sorted.length; index += 1) {
    const { text: said, blank } = sorted[index] as Edge
    if (blank !== undefined) text += subject + said + blank.label + (rest === '' ? ' .\n' : rest)
    else text += rest === '' ? subject + said : subject + said + rest
  }
  return text
}

/** Blank objects of one property stand together, last; now that they have labels they can be put in order. */
function compareLabelled(left: Edge, right: Edge): number {
  if (left.predicate !== right.predicate) return left.predicate.rank - right.predicate.rank
  if (left.blank === undefined || right.blank === undefined) return 0
  return left.blank.label < right.blank.label ? -1 : 1
}
