import { compareCodePoints } from '../code-point-order.ts'
import type { Predicate } from './predicates.ts'

/** One statement about a node: what follows the subject in its line. */
export interface Edge {
  readonly predicate: Predicate
  /** Predicate and object in N-Quads; the predicate alone where the object is a blank node. */
  readonly text: string
  readonly blank: GraphNode | undefined
}

/** What is said about one subject in one graph. */
export interface GraphNode {
  /** `<iri> `; empty for a blank node. */
  readonly subject: string
  readonly graph: Graph
  readonly edges: Edge[]
  /** Of a blank node: the one statement that leads to it; undefined at the top of the document. */
  readonly parent: GraphNode | undefined
  readonly via: Predicate | undefined
  /** The graph that a blank node names, if it names one. */
  names: Graph | undefined
  /** `_:c14nN`, once it is known; of a shared node, that of the document just written. */
  label: string
  /** Set on nodes that several documents share, which therefore do not change any more. */
  shared: SharedText | undefined
}

/** What has been written of a shared node. */
export interface SharedText {
  /** Its first-degree hashes. */
  readonly digests: { sha256?: string; sha384?: string }
  /** Its lines, by its label; only where none of them names another blank node. */
  readonly blocks: Map<string, string>
  /** Of a node with a name of its own: its lines in parts, those that change with labels and those that do not. */
  readonly parts: readonly (string | readonly Edge[])[]
}

/** A graph of the dataset. */
export interface Graph {
  /** Undefined for the default graph. */
  readonly name: GraphNode | undefined
  readonly named: Map<string, GraphNode>
  readonly nodes: GraphNode[]
}

/** The statements of a document. */
export interface Dataset {
  readonly graphs: readonly Graph[]
  readonly blankNodes: readonly GraphNode[]
}

/** Inserting is fastest for the dozen statements that a node has; it takes time in the square of their number. */
const FEW_EDGES = 24

/** Puts the statements about a node into the order of their lines and leaves out repetitions. */
export function sortEdges(edges: Edge[]): void {
  if (edges.length > FEW_EDGES) edges.sort(compareEdges)
  else insertInOrder(edges)
  let kept = 0
  for (let index = 0; index < edges.length; index += 1) {
    const edge = edges[index] as Edge
    const before = kept === 0 ? undefined : edges[kept - 1]
    // A dataset is a set: what is said twice is said once.
    if (before !== undefined && edge.blank === undefined && compareEdges(edge, before) === 0) continue
    edges[kept] = edge
    kept += 1
  }
  edges.length = kept
}

function insertInOrder(edges: Edge[]): void {
  for (let index = 1; index < edges.length; index += 1) {
    const edge = edges[index] as Edge
    let place = index
    while (place > 0 && compareEdges(edge, edges[place - 1] as Edge) < 0) {
      edges[place] = edges[place - 1] as Edge
      place -= 1
    }
    edges[place] = edge
  }
}

/** Literals (`"`) come before addresses (`<`), and those before blank nodes (`_`), whose order depends on their labels. */
function compareEdges(left: Edge, right: Edge): number {
  if (left.predicate !== right.predicate) return left.predicate.rank - right.predicate.rank
  if (left.blank !== undefined || right.blank !== undefined) {
    return (left.blank === undefined ? 0 : 1) - (right.blank === undefined ? 0 : 1)
  }
  return left.text === right.text ? 0 : compareCodePoints(left.text, right.text)
}
