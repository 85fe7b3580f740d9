import { type Crypto, isWellFormed, type JsonObject } from '@assay/core'
import type { ContextTable } from '../document-contexts.ts'
import type { HashName } from '../text-hash.ts'
import { type ContextStates, createContextStates, NotCompiled } from './context-state.ts'
import { Declined } from './declined.ts'
import { fillPlan } from './fill-plan.ts'
import { leavesOf } from './leaves.ts'
import type { Plan } from './plan.ts'
import { type DatasetCaps, readPlan } from './read-plan.ts'
import { writeCanonical } from './write-canonical.ts'

/** What {@link canonicalizeCompiled} needs. */
export interface CompiledOptions {
  readonly crypto: Crypto
  readonly hash: HashName
  readonly contexts: ContextTable
  /** Beyond them a document is declined; they lie well below those of the generic engine, which decides near its own. */
  readonly caps: DatasetCaps
}

/** Steps that one document may take to compile what it names. A badge takes a dozen, once in the life of the program. */
const MOST_STEPS = 40

const statesOf = new WeakMap<ContextTable, ContextStates>()

/**
 * The fast path of canonicalising: contexts are compiled when they are first met, after which a document is read by looking up.
 * Answers the canonical N-Quads, exactly as the generic engine would, or why that one has to decide, be it to accept or to refuse.
 * Answers at once where everything is compiled. Never throws for what a document holds.
 */
export function canonicalizeCompiled(
  document: JsonObject,
  options: CompiledOptions,
): string | Declined | Promise<string | Declined> {
  const states = statesFor(options.contexts)
  const answer = canonicalizeBy(states, document, options)
  return answer instanceof NotCompiled ? compileFor(answer, states, document, options) : answer
}

async function compileFor(
  missing: NotCompiled,
  states: ContextStates,
  document: JsonObject,
  options: CompiledOptions,
): Promise<string | Declined> {
  let answer: string | Declined | NotCompiled = missing
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await answer.compile()
    answer = canonicalizeBy(states, document, options)
    if (!(answer instanceof NotCompiled)) return answer
  }
  return new Declined('it takes long to compile')
}

function canonicalizeBy(
  states: ContextStates,
  document: JsonObject,
  { crypto, hash, caps }: CompiledOptions,
): string | Declined | NotCompiled {
  try {
    const nquads = writeCanonical(planFor(states, document, caps), hash, crypto)
    if (nquads === undefined) return new Declined('blank nodes that look alike')
    // UTF-8 has no form for a lone surrogate; the generic engine says what is wrong.
    return isWellFormed(nquads) ? nquads : new Declined('a lone surrogate')
  } catch (reason) {
    if (reason instanceof Declined || reason instanceof NotCompiled) return reason
    throw reason
  }
}

/** The plan of the document's shape, filled with its values; read anew where there is none. */
function planFor(states: ContextStates, document: JsonObject, caps: DatasetCaps): Plan {
  const { shapes } = states
  const known = shapes.find(document)
  if (known !== undefined && fillPlan(known, shapes.values, states)) return known
  const plan = readPlan(document, leavesOf(document), states, caps)
  if (known === undefined && plan.isReusable) shapes.keep(document, plan)
  return plan
}

function statesFor(contexts: ContextTable): ContextStates {
  const known = statesOf.get(contexts)
  if (known !== undefined && !known.isFull()) return known
  const fresh = createContextStates(contexts)
  statesOf.set(contexts, fresh)
  return fresh
}
