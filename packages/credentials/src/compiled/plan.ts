import type { JsonValue } from '@assay/core'
import { compareCodePoints } from '../code-point-order.ts'
import type { ContextState } from './context-state.ts'
import type { Predicate } from './predicates.ts'
import type { PropertyTerm } from './term.ts'

/**
 * The statements of all documents of one shape, as those of the last document that was read: filled with the values of the next, it says what
 * that one says.
 */
export interface Plan {
  readonly graphs: readonly Graph[]
  readonly blankNodes: readonly GraphNode[]
  /** Nodes with an id, in the order of their lines. */
  named: readonly GraphNode[]
  /** Whether ids have changed since `named` was put in order. */
  isRenamed: boolean
  readonly slots: readonly Slot[]
  /** False where something other than its values is decided by a document's content, so that the plan is of this one alone. */
  readonly isReusable: boolean
}

/** One statement about a node: what follows the subject in its line. */
export interface Edge {
  readonly owner: GraphNode
  readonly predicate: Predicate
  /** What follows the subject, to the end of the line where the graph has no name; the predicate alone where the object is a blank node. */
  text: string
  /** What stands before and behind the value of the leaf, where it is a text. */
  readonly open: string
  readonly close: string
  readonly blank: GraphNode | undefined
  /** The leaf that the object is; undefined where it is the same in all documents of the shape. */
  readonly slot: Slot | undefined
}

/** What is said about one subject in one graph. */
export interface GraphNode {
  /** `<iri> `; empty for a blank node. */
  subject: string
  readonly graph: Graph
  /** As they were read. */
  readonly edges: Edge[]
  /** In the order of their lines, each once. */
  lines: readonly Edge[]
  /** Whether the values decide in which order the lines stand, or whether two are one. */
  isMixed: boolean
  /** Whether labels decide in which order the lines stand. */
  hasBlankSiblings: boolean
  /** Of a blank node: the one statement that leads to it; undefined at the top of the document. */
  readonly parent: GraphNode | undefined
  readonly via: Predicate | undefined
  /** The graph that a blank node names, if it names one. */
  names: Graph | undefined
  /** Of a blank node: its first-degree hash, and `_:c14nN`, in the document just written. */
  digest: string
  label: string
  /** Leaves that hold its id: more than one where a document speaks of it in several places. */
  readonly ids: Slot[]
  /** Whether a part that is the same in all documents of the shape holds its id. */
  isFixed: boolean
  /** What was written of it when it had not changed for a while; undefined as soon as it does. */
  kept: KeptText | undefined
  /** Whether it differs from what it was in the document before. */
  isChanged: boolean
}

/** What has been written of a node, to be written again while it stays as it is. */
export interface KeptText {
  /** Its first-degree hashes. */
  readonly digests: { sha256?: string; sha384?: string }
  /** Its lines, by its label; only where none of them names another blank node. */
  readonly blocks: Map<string, string>
  /** Of a node with a name of its own: its lines in parts, those that change with labels and those that do not. */
  parts: readonly (string | readonly Edge[])[] | undefined
}

/** A graph of the dataset. */
export interface Graph {
  /** Undefined for the default graph. */
  readonly name: GraphNode | undefined
  /** How lines end; empty where they end in the label of the graph. */
  readonly end: string
  readonly named: Map<string, GraphNode>
  readonly nodes: GraphNode[]
}

/** How the value of a leaf is written: as the term says, as the address of a thing, as the text of an object with a language. */
export type SlotForm =
  | { readonly kind: 'value'; readonly term: PropertyTerm }
  | { readonly kind: 'address'; readonly state: ContextState }
  | { readonly kind: 'text'; readonly suffix: string }

/** What stands around a text of this form. */
export function quotesOf(form: SlotForm): readonly [open: string, close: string] {
  if (form.kind === 'text') return ['"', `"${form.suffix}`]
  return form.kind === 'value' && form.term.values === 'literal' ? ['"', `"${form.term.suffix}`] : ['<', '>']
}

/** A leaf of the document: a text, number or boolean, which may be another in the next document of the shape. */
export interface Slot {
  /** Which leaf, in the order in which documents are walked. */
  readonly place: number
  readonly form: SlotForm
  /** As in the document that was read last. */
  value: JsonValue
  /** Statements whose object it is. */
  readonly edges: Edge[]
  /** The node whose id it is. */
  node: GraphNode | undefined
}

/** Says of a node that it is not what it was. */
export function markChanged(node: GraphNode): void {
  node.isChanged = true
  node.kept = undefined
}

/** The nodes in the order of their lines: by subject, those of one subject as they come. */
export function inOrderOfSubjects(nodes: readonly GraphNode[]): GraphNode[] {
  return nodes.toSorted((left, right) =>
    left.subject < right.subject ? -1 : left.subject > right.subject ? 1 : 0,
  )
}

/** Inserting is fastest for the dozen statements that a node has; it takes time in the square of their number. */
const FEW_EDGES = 24

/** The statements about a node in the order of their lines, without repetitions. */
export function orderLines(edges: readonly Edge[]): readonly Edge[] {
  const sorted = edges.slice()
  if (sorted.length > FEW_EDGES) sorted.sort(compareEdges)
  else insertInOrder(sorted)
  let kept = 0
  for (const edge of sorted) {
    const last = sorted[kept - 1]
    const isRepeated = kept > 0 && edge.blank === undefined && last?.blank === undefined
    if (isRepeated && last?.text === edge.text) continue
    sorted[kept] = edge
    kept += 1
  }
  sorted.length = kept
  return sorted
}

/** Whether the values of leaves decide in which order the statements stand, or whether two are one. */
export function isOrderedByValues(edges: readonly Edge[]): boolean {
  const values = edges.filter(({ blank }) => blank === undefined)
  const varying = new Set(values.flatMap(({ slot, predicate }) => (slot === undefined ? [] : [predicate])))
  const seen = new Set<Predicate>()
  return values.some(({ predicate }) => {
    const isRepeated = seen.has(predicate)
    seen.add(predicate)
    return isRepeated && varying.has(predicate)
  })
}

/** Whether two blank nodes are objects of one property. */
export function hasBlankSiblings(edges: readonly Edge[]): boolean {
  const blank = edges.filter((edge) => edge.blank !== undefined).map(({ predicate }) => predicate)
  return new Set(blank).size < blank.length
}

/** The same text, which so far may be a tree of pieces in memory: pieces that are used often are better put together once. */
export function inOnePiece(text: string): string {
  text.charCodeAt(0)
  return text
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
