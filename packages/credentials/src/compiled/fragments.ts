import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import type { ContextState } from './context-state.ts'
import { type GraphNode, sortEdges } from './graph.ts'

/**
 * A part of a document that other documents repeat word for word, above all the issuer and the achievement of a badge: read once, its
 * statements sorted, its blank nodes hashed. It stands for nothing but an object that is equal to it, member by member.
 */
export interface Fragment {
  readonly value: JsonObject
  /** Shared between documents: nothing may be added to them. */
  readonly nodes: readonly GraphNode[]
  readonly statements: number
  readonly contexts: number
}

/** Kept at most, with those that were seen once; then all begins anew. A verifier meets few issuers at a time. */
const MOST = 512
/** Longer ones hold pictures, and are rare. */
const MOST_CHARACTERS = 32_768

/** The fragments of one table of contexts, by where they stand and by their id. */
export interface Fragments {
  /** The fragment that is equal to the object; `worth`: met before, so it should be kept once it is read. */
  find(state: ContextState, id: string, value: JsonObject): Fragment | 'worth' | undefined
  keep(state: ContextState, id: string, fragment: Fragment): void
  /** For ids that documents speak of in more than one place: never kept again. */
  avoid(id: string): void
}

/** Begins empty. */
export function createFragments(): Fragments {
  let kept = new Map<ContextState, Map<string, Fragment | 'seen'>>()
  let avoided = new Set<string>()
  let count = 0

  function place(state: ContextState): Map<string, Fragment | 'seen'> {
    const before = kept.get(state)
    if (before !== undefined) return before
    const fresh = new Map<string, Fragment | 'seen'>()
    kept.set(state, fresh)
    return fresh
  }

  return {
    find(state, id, value) {
      const known = kept.get(state)?.get(id)
      if (known !== undefined && known !== 'seen') return isEqual(known.value, value) ? known : undefined
      if (avoided.has(id)) return undefined
      if (known === 'seen') return 'worth'
      count += 1
      if (count > MOST) {
        kept = new Map()
        avoided = new Set()
        count = 1
      }
      place(state).set(id, 'seen')
      return undefined
    },
    keep(state, id, fragment) {
      if (sizeOf(fragment.nodes) > MOST_CHARACTERS) return
      // A copy, because the object is the caller's and may change.
      place(state).set(id, { ...fragment, value: structuredClone(fragment.value) })
      for (const node of fragment.nodes) {
        if (node.shared !== undefined) continue
        sortEdges(node.edges)
        node.shared = { digests: {}, blocks: new Map() }
      }
    },
    avoid(id) {
      avoided.add(id)
      for (const place of kept.values()) place.delete(id)
    },
  }
}

function sizeOf(nodes: readonly GraphNode[]): number {
  let size = 0
  for (const { edges } of nodes) for (const { text } of edges) size += text.length
  return size
}

/** Whether two values say the same. Names of members are terms of a context where this is asked, so none is inherited. */
function isEqual(left: JsonValue, right: JsonValue | undefined): boolean {
  if (left === right) return true
  if (isJsonArray(left)) {
    if (!isJsonArray(right) || left.length !== right.length) return false
    for (let index = 0; index < left.length; index += 1) {
      if (!isEqual(left[index] as JsonValue, right[index])) return false
    }
    return true
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const names = Object.keys(left)
  if (Object.keys(right).length !== names.length) return false
  for (const name of names) if (!isEqual(left[name] as JsonValue, right[name])) return false
  return true
}
