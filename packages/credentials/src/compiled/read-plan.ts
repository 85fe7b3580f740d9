import { canonicalJson, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import { type ContextState, type ContextStates, isAddressIn } from './context-state.ts'
import { Declined } from './declined.ts'
import { textOfLeaf } from './leaf-text.ts'
import { type Holder, type Key, type Leaves, MOST_LEVELS } from './leaves.ts'
import { jsonLiteral, languageSuffix } from './literals.ts'
import {
  type Edge,
  type Graph,
  type GraphNode,
  hasBlankSiblings,
  inOnePiece,
  inOrderOfSubjects,
  isOrderedByValues,
  orderLines,
  type Plan,
  quotesOf,
  type Slot,
  type SlotForm,
} from './plan.ts'
import type { Predicate } from './predicates.ts'
import type { PropertyTerm } from './term.ts'

/** Most statements and blank nodes that are read here. */
export interface DatasetCaps {
  readonly quads: number
  readonly blankNodes: number
  readonly contexts: number
}

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

/**
 * Reads the statements of a JSON-LD document by compiled contexts, and which leaf of it each of them holds. Throws {@link Declined} for
 * whatever is not certain to be read as the generic engine reads it: it never guesses. Throws `NotCompiled` where a context is met for the
 * first time.
 */
export function readPlan(
  document: JsonObject,
  leaves: Leaves,
  states: ContextStates,
  caps: DatasetCaps,
): Plan {
  return new PlanReader(leaves, states, caps).read(document)
}

/** Holds what has been read of one document. */
class PlanReader {
  readonly #leaves: Leaves
  readonly #states: ContextStates
  readonly #caps: DatasetCaps
  readonly #rdfType: Predicate
  readonly #rdfFirst: Predicate
  readonly #rdfRest: Predicate
  readonly #graphs: Graph[] = []
  readonly #blankNodes: GraphNode[] = []
  readonly #slots: Slot[] = []
  #statements = 0
  #contexts = 0
  #levels = 0

  constructor(leaves: Leaves, states: ContextStates, caps: DatasetCaps) {
    this.#leaves = leaves
    this.#states = states
    this.#caps = caps
    this.#rdfType = states.predicates.of(`${rdf}type`)
    this.#rdfFirst = states.predicates.of(`${rdf}first`)
    this.#rdfRest = states.predicates.of(`${rdf}rest`)
  }

  read(document: JsonObject): Plan {
    const graph = this.#newGraph(undefined)
    const top = this.#readNode(document, this.#states.root, graph, undefined, undefined)
    if (top.edges.length === 0) throw new Declined('it says nothing')
    const nodes = this.#graphs.flatMap((one) => one.nodes)
    for (const node of nodes) {
      node.lines = orderLines(node.edges)
      node.isMixed = isOrderedByValues(node.edges)
      node.hasBlankSiblings = hasBlankSiblings(node.edges)
    }
    return {
      graphs: this.#graphs,
      blankNodes: this.#blankNodes,
      named: inOrderOfSubjects(nodes.filter(({ subject }) => subject !== '')),
      isRenamed: false,
      slots: this.#slots,
      // A leaf that no statement holds was read in a way that is not known here.
      isReusable: this.#leaves.areAll(this.#slots.map(({ place }) => place)),
    }
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
    const idName = nameOfId(object, state)
    const node =
      idName === undefined
        ? this.#newBlankNode(graph, parent, via)
        : this.#namedNode(object, idName, state, graph)
    // Also what is inherited, of which there is nothing; this way of walking an object is by far the fastest.
    for (const name in object) {
      if (name === '@context') continue
      const term = this.#states.termOf(state, name)
      if (term === null) throw new Declined(`a term of its own kind: ${name}`)
      if (term.kind === 'type') this.#addTypes(node, types ?? [], base)
      else if (term.kind === 'property') this.#addMember(node, term, object, name)
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
      this.#add(node, this.#rdfType, term === null ? `<${type}>` : term.text, undefined)
    }
  }

  #addMember(node: GraphNode, term: PropertyTerm, object: JsonObject, name: string): void {
    const value = object[name] as JsonValue
    if (term.values === 'json') this.#addJson(node, term, value)
    else if (term.container === 'list') this.#addList(node, term, object, name)
    else if (!isJsonArray(value)) this.#addValue(node, term, object, name, value)
    else if (value.length === 0) throw new Declined('an empty list')
    else for (const [index, item] of value.entries()) this.#addValue(node, term, value, index, item)
  }

  #addValue(node: GraphNode, term: PropertyTerm, holder: Holder, key: Key, value: JsonValue): void {
    if (isJsonObject(value)) this.#addObject(node, term, value)
    else if (term.container === 'graph') throw new Declined('a graph that is not an object')
    else this.#addLeaf(node, term.predicate, { kind: 'value', term }, holder, key, value)
  }

  #addObject(node: GraphNode, term: PropertyTerm, value: JsonObject): void {
    const isValue = Object.hasOwn(value, '@value')
    const idName = isValue ? undefined : this.#nameOfReference(term, value)
    if (term.container !== 'graph') {
      if (isValue) this.#addText(node, term.predicate, value)
      else if (idName !== undefined) {
        const form: SlotForm = { kind: 'address', state: term.reference }
        this.#addLeaf(node, term.predicate, form, value, idName, value[idName] as JsonValue)
      } else this.#addNode(node, term, value)
    } else if (isValue || idName !== undefined) throw new Declined('a graph that is not an object')
    else this.#addGraph(node, term, value)
  }

  /** The member of an object that holds an address and nothing else. */
  #nameOfReference(term: PropertyTerm, value: JsonObject): string | undefined {
    let only: string | undefined
    for (const name in value) {
      if (only !== undefined) return undefined
      only = name
    }
    if (only === undefined) throw new Declined('an empty object')
    return this.#states.termOf(term.reference, only)?.kind === 'id' ? only : undefined
  }

  /** A text with its language (VCDM 2.0, 11.1). */
  #addText(node: GraphNode, predicate: Predicate, value: JsonObject): void {
    const { '@value': text, '@language': language, ...more } = value
    if (Object.keys(more).length > 0) throw new Declined('a value of its own kind')
    const suffix = typeof language === 'string' ? languageSuffix(language) : ''
    if (suffix === undefined || (language !== undefined && typeof language !== 'string')) {
      throw new Declined('a language of its own kind')
    }
    this.#addLeaf(node, predicate, { kind: 'text', suffix }, value, '@value', text ?? null)
  }

  #addNode(node: GraphNode, term: PropertyTerm, value: JsonObject): void {
    const inner = this.#readNode(value, term.inside, node.graph, node, term.predicate)
    if (inner.subject === '') this.#link(node, term.predicate, inner)
    else this.#add(node, term.predicate, inner.subject.slice(0, -1), inner.ids.at(-1))
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

  #addList(node: GraphNode, term: PropertyTerm, object: JsonObject, name: string): void {
    const value = object[name] as JsonValue
    const [holder, items] = isJsonArray(value) ? [value, value] : [object, [value]]
    if (items.length === 0) throw new Declined('an empty list')
    let [cell, via] = [node, term.predicate]
    for (const [index, item] of items.entries()) {
      if (isJsonObject(item)) throw new Declined('a list of objects')
      const next = this.#newBlankNode(node.graph, cell, via)
      this.#link(cell, via, next)
      const key = holder === value ? index : name
      this.#addLeaf(next, this.#rdfFirst, { kind: 'value', term }, holder, key, item)
      ;[cell, via] = [next, this.#rdfRest]
    }
    this.#add(cell, via, `<${rdf}nil>`, undefined)
  }

  #addJson(node: GraphNode, term: PropertyTerm, value: JsonValue): void {
    const text = value === null ? '' : canonicalJson(value)
    // The generic engine looks for keywords in here too, and counts what it sees.
    if (text === '' || text.includes('"@') || text.includes('__proto__') || text.length > 2_000) {
      throw new Declined('JSON of its own kind')
    }
    this.#add(node, term.predicate, jsonLiteral(text), undefined)
  }

  #addLeaf(
    node: GraphNode,
    predicate: Predicate,
    form: SlotForm,
    holder: Holder,
    key: Key,
    value: JsonValue,
  ): void {
    this.#add(node, predicate, textOfLeaf(form, value, this.#states), this.#slotAt(holder, key, form, value))
  }

  /** The leaf there; undefined in a part that is the same object in all documents of the shape. */
  #slotAt(holder: Holder, key: Key, form: SlotForm, value: JsonValue): Slot | undefined {
    const place = this.#leaves.placeOf(holder, key)
    if (place === undefined) return undefined
    const slot: Slot = { place, form, value, edges: [], node: undefined }
    this.#slots.push(slot)
    return slot
  }

  #add(node: GraphNode, predicate: Predicate, object: string, slot: Slot | undefined): void {
    this.#count()
    const { end } = node.graph
    const [open, close] = slot === undefined ? ['', ''] : quotesOf(slot.form)
    const edge: Edge = {
      owner: node,
      predicate,
      text: predicate.text + object + end,
      ...{ open: inOnePiece(predicate.text + open), close: inOnePiece(close + end) },
      ...{ blank: undefined, slot },
    }
    node.edges.push(edge)
    slot?.edges.push(edge)
  }

  #link(node: GraphNode, predicate: Predicate, blank: GraphNode): void {
    this.#count()
    const { text } = predicate
    node.edges.push({ owner: node, predicate, text, open: '', close: '', blank, slot: undefined })
  }

  #count(): void {
    this.#statements += 1
    if (this.#statements > this.#caps.quads) throw new Declined('it is large')
  }

  #newGraph(name: GraphNode | undefined): Graph {
    const end = name === undefined ? ' .\n' : ''
    const graph: Graph = { name, end, named: new Map(), nodes: [] }
    this.#graphs.push(graph)
    return graph
  }

  #namedNode(object: JsonObject, name: string, state: ContextState, graph: Graph): GraphNode {
    const id = object[name] as JsonValue
    const form: SlotForm = { kind: 'address', state }
    const subject = `${textOfLeaf(form, id, this.#states)} `
    const before = graph.named.get(subject)
    const node = before ?? makeNode(subject, graph, undefined, undefined)
    if (before === undefined) {
      graph.named.set(subject, node)
      graph.nodes.push(node)
    }
    const slot = this.#slotAt(object, name, form, id)
    if (slot === undefined) node.isFixed = true
    else {
      slot.node = node
      node.ids.push(slot)
    }
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
  const mutable = {
    names: undefined,
    digest: '',
    label: '',
    kept: undefined,
    isChanged: true,
    isMixed: false,
    isFixed: false,
    hasBlankSiblings: false,
  }
  return { subject, graph, edges: [], lines: [], parent, via, ids: [], ...mutable }
}

function nameOfId(object: JsonObject, state: ContextState): string | undefined {
  let name: string | undefined
  for (const candidate of state.idNames) {
    if (!Object.hasOwn(object, candidate)) continue
    if (name !== undefined) throw new Declined('an id of its own kind')
    name = candidate
  }
  return name
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
