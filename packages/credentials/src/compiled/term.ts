import type { ContextState } from './context-state.ts'
import { datatypeSuffix, isPlainIri, peculiarDatatypes } from './literals.ts'
import type { Predicate, Predicates } from './predicates.ts'

/** What a member's name means in a state. */
export type Term = { readonly kind: 'id' | 'type' } | PropertyTerm

/** A property. */
export interface PropertyTerm {
  readonly kind: 'property'
  readonly predicate: Predicate
  /** How texts are read: as literals, as addresses, as words or addresses, as JSON whatever they are. */
  readonly values: 'literal' | 'iri' | 'vocab' | 'json'
  readonly datatype: string | undefined
  /** What follows the closing quotation mark of a text. */
  readonly suffix: string
  readonly container: 'set' | 'list' | 'graph'
  /** State in which texts are read. */
  readonly state: ContextState
  /** State in which objects are read, before their own context and types. */
  readonly inside: ContextState
  /** State in which the address of an object that is nothing but an address is read. */
  readonly reference: ContextState
}

/** A term's definition, as the library keeps it. */
export interface Definition {
  readonly '@id'?: unknown
  readonly '@type'?: unknown
  readonly '@container'?: unknown
  readonly '@context'?: unknown
  readonly '@language'?: unknown
  readonly '@direction'?: unknown
  readonly '@nest'?: unknown
  readonly '@index'?: unknown
  readonly reverse?: unknown
}

const containers: ReadonlyMap<string, PropertyTerm['container']> = new Map([
  ['', 'set'],
  ['@set', 'set'],
  ['@list', 'list'],
  ['@graph', 'graph'],
  ['@graph,@set', 'graph'],
])

/** What is needed beside the definition: the states that the term leads to. */
export interface TermStates {
  readonly state: ContextState
  readonly inside: ContextState
  readonly reference: ContextState
}

/** The term of a definition, or null for kinds that are left to the generic engine. */
export function compileTerm(
  definition: Definition,
  valueDefinition: Definition,
  states: TermStates,
  predicates: Predicates,
): Term | null {
  const iri = definition['@id']
  if (iri === '@id') return { kind: 'id' }
  if (iri === '@type') return { kind: 'type' }
  if (typeof iri !== 'string' || !isPlainIri(iri)) return null
  if (definition.reverse === true || '@nest' in definition || '@index' in definition) return null
  const container = containers.get([definition['@container'] ?? []].flat().sort().join(','))
  const speaks = (name: '@language' | '@direction') => (valueDefinition[name] ?? null) !== null
  if (container === undefined || speaks('@language') || speaks('@direction')) return null
  const json = definition['@type'] === '@json'
  const read = json ? jsonValues : readType(valueDefinition['@type'] ?? null)
  if (read === null || (json && container !== 'set')) return null
  return { kind: 'property', predicate: predicates.of(iri), container, ...read, ...states }
}

type Values = Pick<PropertyTerm, 'values' | 'datatype' | 'suffix'>

const plain = { datatype: undefined, suffix: '' }
const jsonValues: Values = { values: 'json', ...plain }

function readType(type: unknown): Values | null {
  if (type === null || type === '@none') return { values: 'literal', ...plain }
  if (type === '@id') return { values: 'iri', ...plain }
  if (type === '@vocab') return { values: 'vocab', ...plain }
  if (typeof type !== 'string' || !isPlainIri(type) || peculiarDatatypes.has(type)) return null
  return { values: 'literal', datatype: type, suffix: datatypeSuffix(type) }
}
