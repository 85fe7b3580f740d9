import { NQuads } from 'rdf-canonize'

/** An RDF term as JSON-LD processing yields it. Blank node labels come without `_:`. */
export interface Term {
  readonly termType: 'NamedNode' | 'BlankNode' | 'Literal' | 'DefaultGraph'
  readonly value: string
  readonly datatype?: { readonly termType: 'NamedNode'; readonly value: string }
  readonly language?: string
}

/** An RDF statement with its graph. */
export interface Quad {
  readonly subject: Term
  readonly predicate: Term
  readonly object: Term
  readonly graph: Term
}

/** One N-Quads line, with the end of line; blank nodes are renamed by `label`. */
export function serializeQuad(quad: Quad, label: (name: string) => string = (name) => name): string {
  const renamed = (term: Term): Term =>
    term.termType === 'BlankNode' ? { termType: 'BlankNode', value: label(term.value) } : term
  return NQuads.serializeQuadComponents(
    renamed(quad.subject),
    quad.predicate,
    renamed(quad.object),
    renamed(quad.graph),
  )
}

/** The statements that each blank node takes part in. */
export function quadsOfBlankNodes(quads: readonly Quad[]): ReadonlyMap<string, ReadonlySet<Quad>> {
  const quadsOf = new Map<string, Set<Quad>>()
  for (const quad of quads) {
    for (const { termType, value } of [quad.subject, quad.object, quad.graph]) {
      if (termType !== 'BlankNode') continue
      const own = quadsOf.get(value)
      if (own === undefined) quadsOf.set(value, new Set([quad]))
      else own.add(quad)
    }
  }
  return quadsOf
}
