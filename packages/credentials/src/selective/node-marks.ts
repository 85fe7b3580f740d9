import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import type { Quad } from '../rdf.ts'

const rdfType = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'

/**
 * The document with a type of its own at every object, so that the blank node that an object becomes can be found again in
 * the graph of any part of the document: `<prefix>0` for the outermost object, then in the order of the text. Objects whose number
 * is in `skip` get none. JSON-LD processing decides what is a node; objects that are none (values, literals in JSON) show the mark in
 * a literal, where {@link strayMarks} finds it.
 */
export function markNodes(document: JsonObject, prefix: string, skip: ReadonlySet<number>): JsonObject {
  let count = 0
  function mark(value: JsonValue): JsonValue {
    if (isJsonArray(value)) return value.map(mark)
    return isJsonObject(value) ? markObject(value) : value
  }
  function markObject(object: JsonObject): JsonObject {
    const own = count
    count += 1
    const inner = Object.entries(object).map(([name, member]): [string, JsonValue] => [
      name,
      name === '@context' ? member : mark(member),
    ])
    const marked = Object.fromEntries(inner)
    if (skip.has(own) || Object.hasOwn(object, '@value')) return marked
    const type = memberOf(object, 'type') ?? []
    return { ...marked, type: [...(isJsonArray(type) ? type : [type]), `${prefix}${own}`] }
  }
  return markObject(document)
}

/** Marks that did not become the type of a node, by their numbers. */
export function strayMarks(nquads: string, prefix: string): ReadonlySet<number> {
  const numbers = nquads.split(prefix).slice(1)
  return new Set(numbers.map((rest) => Number.parseInt(rest, 10)))
}

/** A graph without its marks, and what they told. */
export interface UnmarkedGraph {
  readonly quads: readonly Quad[]
  /** Names that stay the same in every part of the document, to the blank node; a node may have several. */
  readonly names: ReadonlyMap<string, string>
}

/**
 * Takes the marks out of a graph. A blank node is named by its own marks; the graph that a node lies in by that node's; a node of an
 * ordered list, which is no object in the document, by the statement that leads to it. Nodes that can be told by none of these
 * stay without a name.
 */
export function unmarkGraph(marked: readonly Quad[], prefix: string): UnmarkedGraph {
  const isMark = ({ predicate, object }: Quad) =>
    predicate.value === rdfType && object.termType === 'NamedNode' && object.value.startsWith(prefix)
  const quads = marked.filter((quad) => !isMark(quad))
  const names = new Map<string, string>()
  for (const { subject, object, graph } of marked.filter(isMark)) {
    const number = object.value.slice(prefix.length)
    if (subject.termType === 'BlankNode') names.set(`n${number}`, subject.value)
    if (graph.termType === 'BlankNode') names.set(`g${number}`, graph.value)
  }
  return { quads, names: new Map([...names, ...nameListNodes(quads, names)]) }
}

/** Follows the statements that lead to nodes without a name, as long as one of them can be named by where it comes from. */
function nameListNodes(
  quads: readonly Quad[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const nameOf = new Map([...names].map(([name, node]) => [node, name]))
  const found = new Map<string, string[]>()
  const isReady = ({ subject }: Quad) => subject.termType === 'NamedNode' || nameOf.has(subject.value)
  const leads = ({ object }: Quad) => object.termType === 'BlankNode' && !nameOf.has(object.value)
  for (let links = quads.filter(leads); links.some(isReady); links = links.filter(leads)) {
    for (const { subject, predicate, object, graph } of links.filter(isReady)) {
      const from = nameOf.get(subject.value) ?? subject.value
      const name = JSON.stringify([from, predicate.value, nameOf.get(graph.value) ?? graph.value])
      nameOf.set(object.value, name)
      found.set(name, [...(found.get(name) ?? []), object.value])
    }
  }
  // Two lists under one word: which is which cannot be said, so that neither has a name.
  return new Map(
    [...found].flatMap(([name, [node = '', ...others]]) => (others.length > 0 ? [] : [[name, node]])),
  )
}
