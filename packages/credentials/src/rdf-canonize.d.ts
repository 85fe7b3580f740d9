declare module 'rdf-canonize' {
  interface Term {
    readonly termType: 'NamedNode' | 'BlankNode' | 'Literal' | 'DefaultGraph'
    readonly value: string
    readonly datatype?: { readonly termType: 'NamedNode'; readonly value: string }
    readonly language?: string
  }
  interface MessageDigest {
    update(text: string): void
    digest(): string
  }
  export function canonize(
    nquads: string,
    options: {
      readonly algorithm: 'RDFC-1.0'
      readonly inputFormat: 'application/n-quads'
      readonly createMessageDigest: () => MessageDigest
      readonly canonicalIdMap: Map<string, string>
      readonly maxWorkFactor: number
    },
  ): Promise<string>
  export const NQuads: {
    serializeQuadComponents(subject: Term, predicate: Term, object: Term, graph: Term): string
  }
}
