import ContextResolver from 'jsonld/lib/ContextResolver.js'
import context, { type ActiveContext } from 'jsonld/lib/context.js'
import type { ContextTable } from '../document-contexts.ts'
import { processingMode, useShallowContexts } from '../shallow-contexts.ts'
import { isPlainIri } from './literals.ts'
import { createPredicates, type Predicates } from './predicates.ts'
import { Shapes } from './shapes.ts'
import { compileTerm, type Definition, type Term } from './term.ts'

/**
 * What the words of an object mean at one place of a document: an active context of JSON-LD, compiled. Its terms, and the
 * states that lead on from it, are derived by the JSON-LD library when they are first met, and kept; from then on reading a
 * document is looking up. It speaks of bundled contexts only, so it never changes.
 */
export interface ContextState {
  readonly active: ActiveContext
  /** False where words could mean something that is not looked up here; documents that get there are declined. */
  readonly supported: boolean
  /** By name of the member; null for what is declined. */
  readonly terms: Map<string, Term | null>
  /** By type as written; null for what is declined. */
  readonly types: Map<string, TypeTerm | null>
  /** By how and by what one comes there. */
  readonly next: Readonly<Record<How, Map<unknown, ContextState>>>
  /** Names that stand for `@id`. */
  readonly idNames: readonly string[]
  /** Names that stand for `@type`. */
  readonly typeNames: readonly string[]
}

/** A type. */
export interface TypeTerm {
  /** N-Quads object. */
  readonly text: string
  /** The context that belongs to it, if one does. */
  readonly scoped: unknown
}

/**
 * Something is not compiled yet: run the step and read the document again. Thrown, because it happens a few dozen times in the life of
 * a program and would otherwise stand in every line of the reading.
 */
export class NotCompiled {
  readonly compile: () => Promise<void>
  constructor(compile: () => Promise<void>) {
    this.compile = compile
  }
}

/** How a context is applied: as `@context` of a document, scoped to a property, scoped to a type. */
type How = 'document' | 'property' | 'type'

const settings = {
  document: {},
  property: { propagate: true, overrideProtected: true },
  type: { propagate: false },
} as const

/**
 * The bundled contexts lead to some 60 states, each compiled in one step; with more, somebody is trying out combinations, and declining is
 * cheaper. Steps that lead nowhere count, for they are remembered too.
 */
const MOST_STEPS = 2_000

/** The states of one table of contexts. */
export interface ContextStates {
  /** Nothing but JSON-LD itself. */
  readonly root: ContextState
  readonly predicates: Predicates
  readonly shapes: Shapes
  isBundled(url: string): boolean
  /** Whether so many were asked for that all are better forgotten. */
  isFull(): boolean
  withContexts(state: ContextState, urls: readonly string[]): ContextState
  withType(state: ContextState, scoped: unknown): ContextState
  termOf(state: ContextState, name: string): Term | null
  typeOf(state: ContextState, type: string): TypeTerm | null
}

/** Begins with the root alone. */
export function createContextStates(table: ContextTable): ContextStates {
  const predicates = createPredicates()
  const known = new Map<ActiveContext, ContextState>()
  const contextResolver = new ContextResolver({ sharedCache: new Map() })
  let steps = 0
  const nowhere = makeState(context.getInitialContext({ processingMode }), false)
  const root = stateOf(context.getInitialContext({ processingMode }), true)

  function stateOf(active: ActiveContext, clean: boolean): ContextState {
    const before = known.get(active)
    if (before !== undefined) return before
    const state = makeState(active, clean && isPlain(active))
    known.set(active, state)
    return state
  }

  /** Scoped contexts are told apart by what they are, not by the terms that name them. */
  function follow(from: ContextState, how: How, localCtx: unknown, key = localCtx): ContextState {
    const next = from.next[how].get(key)
    if (next !== undefined) return next
    if (!from.supported || steps >= MOST_STEPS) return nowhere
    throw new NotCompiled(async () => {
      from.next[how].set(key, await compile(from, localCtx, how))
    })
  }

  async function compile(from: ContextState, localCtx: unknown, how: How): Promise<ContextState> {
    useShallowContexts()
    steps += 1
    let clean = true
    const options = {
      ...{ processingMode, base: null, contextResolver },
      documentLoader: async (url: string) => {
        const document = structuredClone(table.get(url)?.document)
        return { documentUrl: url, document, tag: 'static' }
      },
      // An event is the library's way of saying that something was dropped or is doubtful.
      eventHandler: [
        () => {
          clean = false
        },
      ],
    }
    try {
      const active = await context.process({ activeCtx: from.active, localCtx, ...settings[how], options })
      return stateOf(active, clean)
    } catch {
      // Not allowed; the generic engine says why.
      return nowhere
    }
  }

  /** jsonld `expand`: objects leave the context of their parent's type, and enter that of the property. */
  function inside(state: ContextState, name: string): ContextState {
    const { previousContext } = state.active
    const reverted = previousContext === undefined ? state : stateOf(previousContext, state.supported)
    return scopedTo(reverted, definitionOf(state, name)?.['@context'])
  }

  function scopedTo(state: ContextState, scoped: unknown): ContextState {
    return scoped === undefined ? state : follow(state, 'property', scoped)
  }

  function makeTerm(state: ContextState, name: string): Term | null {
    const definition = definitionOf(state, name)
    if (definition === undefined) return null
    const own = scopedTo(state, definition['@context'])
    const inOwn = definitionOf(own, name)
    if (inOwn === undefined) return null
    const reference = scopedTo(own, inOwn['@context'])
    const states = { state: own, inside: inside(own, name), reference }
    return compileTerm(definition, inOwn, states, predicates)
  }

  return {
    root,
    predicates,
    shapes: new Shapes(),
    isBundled: (url) => table.has(url),
    isFull: () => steps >= MOST_STEPS,
    withContexts: (state, urls) => follow(state, 'document', urls, urls.join(' ')),
    withType: (state, scoped) => follow(state, 'type', scoped),
    termOf(state, name) {
      const before = state.terms.get(name)
      if (before !== undefined) return before
      // What is not defined is not remembered: there is no end of names.
      if (!state.active.mappings.has(name)) return null
      const term = makeTerm(state, name)
      state.terms.set(name, term)
      return term
    },
    typeOf(state, type) {
      const before = state.types.get(type)
      if (before !== undefined) return before
      if (!state.active.mappings.has(type)) return null
      const definition = definitionOf(state, type)
      const iri = definition?.['@id']
      const known = typeof iri === 'string' && isPlainIri(iri)
      const term = known ? { text: `<${iri}>`, scoped: definition?.['@context'] } : null
      state.types.set(type, term)
      return term
    },
  }
}

/** An address is an abbreviation where its scheme is a term. */
export function isAddressIn(state: ContextState, text: string): boolean {
  if (!isPlainIri(text)) return false
  const colon = text.indexOf(':')
  return text.startsWith('//', colon + 1) || !state.active.mappings.has(text.slice(0, colon))
}

function definitionOf(state: ContextState, name: string): Definition | undefined {
  return (state.active.mappings.get(name) ?? undefined) as Definition | undefined
}

/** A default language, direction or vocabulary gives meaning to what no term says. */
function isPlain(active: ActiveContext): boolean {
  return !['@language', '@direction', '@vocab', '@base'].some((name) => name in active)
}

function makeState(active: ActiveContext, supported: boolean): ContextState {
  const namesOf = (keyword: string) =>
    [...active.mappings].flatMap(([name, definition]) =>
      (definition as Definition | null)?.['@id'] === keyword ? [name] : [],
    )
  const next = { document: new Map(), property: new Map(), type: new Map() }
  const names = { idNames: namesOf('@id'), typeNames: namesOf('@type') }
  return { active, supported, ...names, terms: new Map(), types: new Map(), next }
}
