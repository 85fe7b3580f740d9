/** A property as it stands in a line. */
export interface Predicate {
  /** `<iri> `. */
  readonly text: string
  /** Place among all predicates met so far, in the order of their lines. */
  rank: number
}

/** Every predicate once, so that two are compared by their ranks. */
export interface Predicates {
  of(iri: string): Predicate
}

/** An empty register. Addresses have to be ASCII, for which JavaScript's order is that of code points. */
export function createPredicates(): Predicates {
  const known = new Map<string, Predicate>()
  return {
    of(iri) {
      const before = known.get(iri)
      if (before !== undefined) return before
      const predicate: Predicate = { text: `<${iri}> `, rank: 0 }
      known.set(iri, predicate)
      const sorted = [...known.values()].sort((left, right) => (left.text < right.text ? -1 : 1))
      for (const [rank, entry] of sorted.entries()) entry.rank = rank
      return predicate
    },
  }
}
