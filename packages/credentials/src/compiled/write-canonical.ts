import type { Crypto } from '@assay/core'
import { sortByCodePoints } from '../code-point-order.ts'
import { type HashName, hashText } from '../text-hash.ts'
import { type Dataset, type Edge, type Graph, type GraphNode, sortEdges } from './graph.ts'

/**
 * Canonical N-Quads (RDFC-1.0, 4.4) of a dataset in which every blank node has a first-degree hash of its own; undefined when two
 * have the same, which takes the n-degree algorithm. Every blank node has exactly one statement that leads to it, because documents
 * with labels of their own are declined.
 */
export function writeCanonical(dataset: Dataset, hash: HashName, crypto: Crypto): string | undefined {
  for (const { nodes } of dataset.graphs)
    for (const node of nodes) if (node.shared === undefined) sortEdges(node.edges)
  const labelled = labelBlankNodes(dataset.blankNodes, hash, crypto)
  if (labelled === undefined) return undefined
  return writeNamed(dataset) + writeBlank(labelled)
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
  const hashed = nodes.map((node) => ({ node, digest: digestOf(node, hash, crypto) }))
  hashed.sort((left, right) => (left.digest < right.digest ? -1 : 1))
  for (let index = 0; index < hashed.length; index += 1) {
    const { node, digest } = hashed[index] as (typeof hashed)[number]
    if (hashed[index + 1]?.digest === digest) return undefined
    node.label = labelOf(index)
  }
  return hashed.map(({ node }) => node)
}

function digestOf(node: GraphNode, hash: HashName, crypto: Crypto): string {
  const before = node.shared?.digests[hash]
  if (before !== undefined) return before
  const digest = hashText(firstDegree(node), hash, crypto)
  if (node.shared !== undefined) node.shared.digests[hash] = digest
  return digest
}

/** RDFC-1.0, 4.6 Hash First Degree Quads: what is hashed. The node itself is `_:a`, every other `_:z`. */
function firstDegree(node: GraphNode): string {
  const end = node.graph.name === undefined ? ' .\n' : ' _:z .\n'
  let text = ''
  for (const edge of node.edges) text += `_:a ${edge.text}${edge.blank === undefined ? '' : '_:z'}${end}`
  if (node.parent !== undefined && node.via !== undefined) {
    const { subject } = node.parent
    // `<` comes before `_:a`, and that before `_:z`.
    if (subject === '') text += `_:z ${node.via.text}_:a${end}`
    else text = `${subject}${node.via.text}_:a${end}${text}`
  }
  return node.names === undefined ? text : withGraph(text, node.names)
}

/** A node that names a graph takes part in each of that graph's statements. */
function withGraph(text: string, graph: Graph): string {
  const lines = text.split('\n').filter((line) => line !== '')
  for (const node of graph.nodes) {
    const subject = node.subject === '' ? '_:z ' : node.subject
    for (const { text: said, blank } of node.edges) {
      lines.push(`${subject}${said}${blank === undefined ? '' : '_:z'} _:a .`)
    }
  }
  return sortByCodePoints(lines)
    .map((line) => `${line}\n`)
    .join('')
}

function writeNamed({ graphs }: Dataset): string {
  const nodes: GraphNode[] = []
  for (const graph of graphs) for (const node of graph.nodes) if (node.subject !== '') nodes.push(node)
  nodes.sort((left, right) => (left.subject < right.subject ? -1 : left.subject > right.subject ? 1 : 0))
  let text = ''
  for (let index = 0; index < nodes.length; ) {
    const node = nodes[index] as GraphNode
    let next = index + 1
    while (nodes[next]?.subject === node.subject) next += 1
    // The same subject in several graphs: its lines are mixed.
    text += next === index + 1 ? writeNode(node, node.subject) : writeMixed(nodes.slice(index, next))
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

/** A document gives a shared node one of a few labels, since few of its blank nodes are its own. */
const MOST_BLOCKS = 16

function writeNode(node: GraphNode, subject: string): string {
  const { shared } = node
  if (shared === undefined) return writeLines(node.edges, subject, endOf(node))
  if (node.subject !== '') return writeParts(shared.parts, subject, endOf(node))
  const before = shared.blocks.get(node.label)
  if (before !== undefined) return before
  const block = writeLines(node.edges, subject, endOf(node))
  const isOwn = node.edges.every(({ blank }) => blank === undefined)
  if (isOwn && shared.blocks.size < MOST_BLOCKS) shared.blocks.set(node.label, inOnePiece(block))
  return block
}

/** Lines of a named node that do not change with labels, written once, and between them those that do. */
export function partsOf(node: GraphNode): readonly (string | readonly Edge[])[] {
  const parts: (string | Edge[])[] = []
  for (const edge of node.edges) {
    const last = parts.at(-1)
    if (edge.blank === undefined) {
      const line = `${node.subject}${edge.text}${endOf(node)}`
      if (typeof last === 'string') parts[parts.length - 1] = last + line
      else parts.push(line)
    } else if (Array.isArray(last)) last.push(edge)
    else parts.push([edge])
  }
  return parts.map((part) => (typeof part === 'string' ? inOnePiece(part) : part))
}

function writeParts(parts: readonly (string | readonly Edge[])[], subject: string, end: string): string {
  let text = ''
  for (const part of parts) text += typeof part === 'string' ? part : writeLines(part, subject, end)
  return text
}

/** Shared nodes are those of the default graph. */
function endOf({ graph }: GraphNode): string {
  return graph.name === undefined ? ' .\n' : ` ${graph.name.label} .\n`
}

/** The same text, which so far may be a tree of pieces in memory. */
function inOnePiece(text: string): string {
  text.charCodeAt(0)
  return text
}

function writeLines(edges: readonly Edge[], subject: string, end: string): string {
  let text = ''
  for (const { text: said, blank } of inOrder(edges)) {
    text += blank === undefined ? subject + said + end : subject + said + blank.label + end
  }
  return text
}

/** Blank objects of one property stand together, last; now that they have labels they can be put in order. */
function inOrder(edges: readonly Edge[]): readonly Edge[] {
  let sorted = edges
  for (let index = 1; index < edges.length; index += 1) {
    const [left, right] = [edges[index - 1], edges[index]]
    if (left?.blank === undefined || right?.blank === undefined || left.predicate !== right.predicate)
      continue
    sorted = edges.toSorted(compareLabelled)
    break
  }
  return sorted
}

function compareLabelled(left: Edge, right: Edge): number {
  if (left.predicate !== right.predicate) return left.predicate.rank - right.predicate.rank
  if (left.blank === undefined || right.blank === undefined) return 0
  return left.blank.label < right.blank.label ? -1 : 1
}
