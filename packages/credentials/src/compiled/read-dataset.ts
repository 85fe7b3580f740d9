import { canonicalJson, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import { type ContextState, type ContextStates, isAddressIn } from './context-state.ts'
import type { Fragment, Fragments } from './fragments.ts'
import type { Dataset, Graph, GraphNode } from './graph.ts'
import { booleanLiteral, jsonLiteral, languageLiteral, numberLiteral, quote } from './literals.ts'
import type { Predicate } from './predicates.ts'
import type { PropertyTerm } from './term.ts'

/** The document is of a kind that the generic engine decides on, be it to accept or to refuse it. */
export class Declined {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** Most statements and blank nodes that are read here. */
export interface DatasetCaps {
  readonly quads: number
  readonly blankNodes: number
  readonly contexts: number
}

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
/** As deep as JSON may be (`limits.json.depth`); deeper ones came another way. */
const MOST_LEVELS = 32

/**
 * Reads the statements of a JSON-LD document by compiled contexts. Throws {@link Declined} for whatever is not certain to be read as
 * the generic engine reads it: it never guesses. Throws `NotCompiled` where a context is met for the first time.
 */
export function readDataset(document: JsonObject, states: ContextStates, caps: DatasetCaps): Dataset {
  try {
    return new DatasetReader(states, caps, states.fragments).read(document)
  } catch (reason) {
    if (!(reason instanceof Entangled)) throw reason
    states.fragments.avoid(reason.id)
    return new DatasetReader(states, caps, undefined).read(document)
  }
}

/** The document speaks of a node in two places, and one of them is a part shared with other documents. */
class Entangled {
  readonly id: string
  constructor(id: string) {
    this.id = id
  }
}

/** How much has been read of a document. */
interface Place {
  readonly graphs: number
  readonly nodes: number
  readonly statements: number
  readonly contexts: number
}

/** Holds what has been read of one document. */
class DatasetReader {
  readonly #states: ContextStates
  readonly #caps: DatasetCaps
  readonly #fragments: Fragments | undefined
  readonly #rdfType: Predicate
  readonly #rdfFirst: Predicate
  readonly #rdfRest: Predicate
  readonly #graphs: Graph[] = []
  readonly #blankNodes: GraphNode[] = []
  #statements = 0
  #contexts = 0
  #levels = 0
  /** Where the first of the nodes stands that something was added to in another place; in the part that is being read. */
  #merged = Number.POSITIVE_INFINITY

  constructor(states: ContextStates, caps: DatasetCaps, fragments: Fragments | undefined) {
    this.#states = states
    this.#caps = caps
    this.#fragments = fragments
    this.#rdfType = states.predicates.of(`${rdf}type`)
    this.#rdfFirst = states.predicates.of(`${rdf}first`)
    this.#rdfRest = states.predicates.of(`${rdf}rest`)
  }

  read(document: JsonObject): Dataset {
    const graph = this.#newGraph(undefined)
    const top = this.#readNode(document, this.#states.root, graph, undefined, undefined)
    if (top.edges.length === 0) throw new Declined('it says nothing')
    return { graphs: this.#graphs, blankNodes: this.#blankNodes }
  }

  /** An object that is a node; answers what is said about it. */
  #readNode(
    object: JsonObject,
    entered: ContextState,
    graph: Graph,
    parent: GraphNode | undefined,
    via: Predicate | undefined,
  ): GraphNode {
    this.#levels += 1
    if (this.#levels > MOST_LEVELS) throw new Declined('it is deep')
    const base = Object.hasOwn(object, '@context')
      ? this.#enterContexts(entered, object['@context'])
      : entered
    const types = readTypes(object, base)
    const state = types === undefined ? base : this.#enterTypes(base, types)
    if (!state.supported) throw new Declined('its contexts are not compiled here')
    const id = readId(object, state)
    const node = id === undefined ? this.#newBlankNode(graph, parent, via) : this.#namedNode(id, graph)
    // Also what is inherited, of which there is nothing; this way of walking an object is by far the fastest.
    for (const name in object) {
      if (name === '@context') continue
      const term = this.#states.termOf(state, name)
      if (term === null) throw new Declined(`a term of its own kind: ${name}`)
      if (term.kind === 'type') this.#addTypes(node, types ?? [], base)
      else if (term.kind === 'property') this.#addMember(node, term, object[name] as JsonValue)
    }
    this.#levels -= 1
    return node
  }

  #enterContexts(state: ContextState, value: JsonValue | undefined): ContextState {
    const entries = isJsonArray(value) ? value : [value]
    this.#contexts += entries.length
    if (this.#contexts > this.#caps.contexts || entries.length === 0) throw new Declined('many contexts')
    for (const entry of entries) {
      if (typeof entry !== 'string' || !this.#states.isBundled(entry))
        throw new Declined('a context of its own')
    }
    return this.#states.withContexts(state, entries as readonly string[])
  }

  #enterTypes(base: ContextState, types: readonly string[]): ContextState {
    let state = base
    for (const type of types.length > 1 ? types.toSorted() : types) {
      const scoped = this.#states.typeOf(base, type)?.scoped
      if (scoped !== undefined) state = this.#states.withType(state, scoped)
    }
    return state
  }

  #addTypes(node: GraphNode, types: readonly string[], base: ContextState): void {
    for (const type of types) {
      const term = this.#states.typeOf(base, type)
      const defined = base.active.mappings.has(type)
      if (term === null && (defined || !isAddressIn(base, type)))
        throw new Declined(`an unknown type: ${type}`)
      this.#add(node, this.#rdfType, term === null ? `<${type}>` : term.text)
    }
  }

  #addMember(node: GraphNode, term: PropertyTerm, value: JsonValue): void {
    if (term.values === 'json') this.#addJson(node, term, value)
    else if (term.container === 'list') this.#addList(node, term, value)
    else if (!isJsonArray(value)) this.#addValue(node, term, value)
    else if (value.length === 0) throw new Declined('an empty list')
    else for (const item of value) this.#addValue(node, term, item)
  }

  #addValue(node: GraphNode, term: PropertyTerm, value: JsonValue): void {
    if (isJsonObject(value)) this.#addObject(node, term, value)
    else if (term.container === 'graph') throw new Declined('a graph that is not an object')
    else this.#add(node, term.predicate, textOf(term, value, this.#states))
  }

  #addObject(node: GraphNode, term: PropertyTerm, value: JsonObject): void {
    const isValue = Object.hasOwn(value, '@value')
    const reference = isValue ? undefined : this.#referenceOf(term, value)
    if (term.container !== 'graph') {
      if (isValue) this.#add(node, term.predicate, valueObject(value))
      else if (reference !== undefined) this.#add(node, term.predicate, reference)
      else this.#addNode(node, term, value)
    } else if (isValue || reference !== undefined) throw new Declined('a graph that is not an object')
    else this.#addGraph(node, term, value)
  }

  /** The N-Quads object of an object that holds an address and nothing else. */
  #referenceOf(term: PropertyTerm, value: JsonObject): string | undefined {
    let only: string | undefined
    for (const name in value) {
      if (only !== undefined) return undefined
      only = name
    }
    if (only === undefined) throw new Declined('an empty object')
    if (this.#states.termOf(term.reference, only)?.kind !== 'id') return undefined
    const id = value[only]
    if (typeof id !== 'string' || !isAddressIn(term.reference, id)) {
      throw new Declined('a reference of its own kind')
    }
    return `<${id}>`
  }

  #addNode(node: GraphNode, term: PropertyTerm, value: JsonObject): void {
    const { id } = value
    const fragments = node.graph.name === undefined && typeof id === 'string' ? this.#fragments : undefined
    const known = fragments?.find(term.inside, id as string, value)
    if (known !== undefined && known !== 'worth') {
      this.#adopt(known, node.graph)
      this.#add(node, term.predicate, `<${id}>`)
      return
    }
    const before = this.#place(node.graph)
    const mergedAround = this.#merged
    this.#merged = Number.POSITIVE_INFINITY
    const inner = this.#readNode(value, term.inside, node.graph, node, term.predicate)
    // A part that speaks twice of a node of its own is whole; one that adds to a node around it is not.
    const isWhole = this.#merged >= before.nodes
    this.#merged = Math.min(this.#merged, mergedAround)
    if (inner.subject === '') this.#link(node, term.predicate, inner)
    else this.#add(node, term.predicate, inner.subject.slice(0, -1))
    if (
      known === 'worth' &&
      isWhole &&
      inner.subject === `<${id}> ` &&
      this.#graphs.length === before.graphs
    ) {
      fragments?.keep(term.inside, id as string, { value, ...this.#since(before, node.graph) })
    }
  }

  /** How much has been read so far. */
  #place(graph: Graph): Place {
    const { length } = graph.nodes
    return {
      graphs: this.#graphs.length,
      nodes: length,
      statements: this.#statements,
      contexts: this.#contexts,
    }
  }

  #since(before: Place, graph: Graph): Omit<Fragment, 'value'> {
    return {
      nodes: graph.nodes.slice(before.nodes),
      statements: this.#statements - before.statements - 1,
      contexts: this.#contexts - before.contexts,
    }
  }

  #adopt({ nodes, statements, contexts }: Fragment, graph: Graph): void {
    for (const node of nodes) {
      graph.nodes.push(node)
      if (node.subject === '') this.#blankNodes.push(node)
      else if (graph.named.has(node.subject)) throw new Entangled(node.subject.slice(1, -2))
      else graph.named.set(node.subject, node)
    }
    this.#statements += statements
    this.#contexts += contexts
    this.#checkCaps()
  }

  /** JSON-LD 1.1, 9.6: each object is a graph of its own, whose name is a blank node. */
  #addGraph(node: GraphNode, term: PropertyTerm, value: JsonObject): void {
    const name = this.#newBlankNode(node.graph, node, term.predicate)
    this.#link(node, term.predicate, name)
    const graph = this.#newGraph(name)
    name.names = graph
    const inner = this.#readNode(value, term.inside, graph, undefined, undefined)
    if (inner.edges.length === 0) throw new Declined('an empty graph')
  }

  #addList(node: GraphNode, term: PropertyTerm, value: JsonValue): void {
    const items = isJsonArray(value) ? value : [value]
    if (items.length === 0) throw new Declined('an empty list')
    let [cell, via] = [node, term.predicate]
    for (const item of items) {
      if (isJsonObject(item)) throw new Declined('a list of objects')
      const next = this.#newBlankNode(node.graph, cell, via)
      this.#link(cell, via, next)
      this.#add(next, this.#rdfFirst, textOf(term, item, this.#states))
      ;[cell, via] = [next, this.#rdfRest]
    }
    this.#add(cell, via, `<${rdf}nil>`)
  }

  #addJson(node: GraphNode, term: PropertyTerm, value: JsonValue): void {
    const text = value === null ? '' : canonicalJson(value)
    // The generic engine looks for keywords in here too, and counts what it sees.
    if (text === '' || text.includes('"@') || text.includes('__proto__') || text.length > 2_000) {
      throw new Declined('JSON of its own kind')
    }
    this.#add(node, term.predicate, jsonLiteral(text))
  }

  #add(node: GraphNode, predicate: Predicate, text: string): void {
    this.#count()
    node.edges.push({ predicate, text: predicate.text + text, blank: undefined })
  }

  #link(node: GraphNode, predicate: Predicate, blank: GraphNode): void {
    this.#count()
    node.edges.push({ predicate, text: predicate.text, blank })
  }

  #count(): void {
    this.#statements += 1
    if (this.#statements > this.#caps.quads) throw new Declined('it is large')
  }

  #checkCaps(): void {
    const { quads, blankNodes, contexts } = this.#caps
    const within =
      this.#statements <= quads && this.#blankNodes.length <= blankNodes && this.#contexts <= contexts
    if (!within) throw new Declined('it is large')
  }

  #newGraph(name: GraphNode | undefined): Graph {
    const graph: Graph = { name, named: new Map(), nodes: [] }
    this.#graphs.push(graph)
    return graph
  }

  #namedNode(id: string, graph: Graph): GraphNode {
    const subject = `<${id}> `
    const before = graph.named.get(subject)
    if (before?.shared !== undefined) throw new Entangled(id)
    if (before !== undefined) {
      this.#merged = Math.min(this.#merged, graph.nodes.indexOf(before))
      return before
    }
    const node = makeNode(subject, graph, undefined, undefined)
    graph.named.set(subject, node)
    graph.nodes.push(node)
    return node
  }

  #newBlankNode(graph: Graph, parent: GraphNode | undefined, via: Predicate | undefined): GraphNode {
    const node = makeNode('', graph, parent, via)
    graph.nodes.push(node)
    this.#blankNodes.push(node)
    if (this.#blankNodes.length > this.#caps.blankNodes) throw new Declined('it is large')
    return node
  }
}

function makeNode(
  subject: string,
  graph: Graph,
  parent: GraphNode | undefined,
  via: Predicate | undefined,
): GraphNode {
  return { subject, graph, edges: [], parent, via, names: undefined, label: '', shared: undefined }
}

function readId(object: JsonObject, state: ContextState): string | undefined {
  let id: string | undefined
  for (const name of state.idNames) {
    if (!Object.hasOwn(object, name)) continue
    const value = object[name]
    if (id !== undefined || typeof value !== 'string' || !isAddressIn(state, value)) {
      throw new Declined('an id of its own kind')
    }
    id = value
  }
  return id
}

function readTypes(object: JsonObject, base: ContextState): readonly string[] | undefined {
  let types: readonly string[] | undefined
  for (const name of base.typeNames) {
    if (!Object.hasOwn(object, name)) continue
    const value = object[name] as JsonValue
    const list = isJsonArray(value) ? value : [value]
    const texts = list.every((type) => typeof type === 'string')
    if (types !== undefined || !texts || list.length === 0) throw new Declined('a type of its own kind')
    types = list as readonly string[]
  }
  return types
}

/** N-Quads object of a value that is no object. */
function textOf(term: PropertyTerm, value: JsonValue, states: ContextStates): string {
  const { datatype } = term
  if (typeof value === 'string') {
    if (term.values === 'literal') return quote(value) + term.suffix
    const word = term.values === 'vocab' ? states.typeOf(term.state, value) : null
    if (word !== null) return word.text
    const defined = term.values === 'vocab' && term.state.active.mappings.has(value)
    if (defined || !isAddressIn(term.state, value)) throw new Declined('an address of its own kind')
    return `<${value}>`
  }
  if (typeof value === 'boolean') return booleanLiteral(value, datatype)
  const text = typeof value === 'number' ? numberLiteral(value, datatype) : undefined
  if (text === undefined) throw new Declined('a value of its own kind')
  return text
}

/** A text with its language (VCDM 2.0, 11.1). */
function valueObject(value: JsonObject): string {
  const { '@value': text, '@language': language, ...more } = value
  if (typeof text !== 'string' || Object.keys(more).length > 0) throw new Declined('a value of its own kind')
  if (language === undefined) return quote(text)
  const literal = typeof language === 'string' ? languageLiteral(text, language) : undefined
  if (literal === undefined) throw new Declined('a language of its own kind')
  return literal
}
