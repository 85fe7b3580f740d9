import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import type { ContextState } from './context-state.ts'
import { type GraphNode, sortEdges } from './graph.ts'
import { partsOf } from './write-canonical.ts'

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

const unchanging = new WeakSet<object>()

/**
 * Freezes a part that many documents will share, such as an issuer or an achievement, so that it is known again by what it is and need not be
 * compared. Answers the same object.
 */
export function freezePart<T extends JsonObject>(part: T): T {
  freezeDeep(part)
  unchanging.add(part)
  return part
}

function freezeDeep(value: JsonValue): void {
  if (typeof value !== 'object' || value === null) return
  for (const member of Object.values(value)) freezeDeep(member)
  Object.freeze(value)
}

/** Kept at most, then all begins anew. A verifier meets few issuers at a time. */
const MOST_KEPT = 256
/** Ids remembered of what was seen; most belong to one badge only, which is made once and read once. */
const MOST_SEEN = 1_024
const OFTEN = 3
/** Longer ones hold pictures, and are rare. */
const MOST_CHARACTERS = 32_768

/** The fragments of one table of contexts, by where they stand and by their id. */
export interface Fragments {
  /** The fragment that is equal to the object; `worth`: met often, so it should be kept once it is read. */
  find(state: ContextState, id: string, value: JsonObject): Fragment | 'worth' | undefined
  keep(state: ContextState, id: string, fragment: Fragment): void
  /** For ids that documents speak of in more than one place: never kept again. */
  avoid(id: string): void
}

/** Begins empty. */
export function createFragments(): Fragments {
  let kept = new Map<ContextState, Map<string, Fragment>>()
  let count = 0
  let avoided = new Set<string>()
  let seen = new Map<string, number>()
  let seenBefore = new Map<string, number>()

  function isOften(id: string): boolean {
    const times = (seen.get(id) ?? seenBefore.get(id) ?? 0) + 1
    if (seen.size >= MOST_SEEN) {
      seenBefore = seen
      seen = new Map()
    }
    seen.set(id, times)
    return times >= OFTEN
  }

  return {
    find(state, id, value) {
      const known = kept.get(state)?.get(id)
      if (known !== undefined) return isEqual(known.value, value) ? known : undefined
      return isOften(id) && !avoided.has(id) ? 'worth' : undefined
    },
    keep(state, id, fragment) {
      if (sizeOf(fragment.nodes) > MOST_CHARACTERS) return
      if (count >= MOST_KEPT) {
        kept = new Map()
        avoided = new Set()
        count = 0
      }
      count += 1
      // A copy where the object is the caller's and may change.
      const value = unchanging.has(fragment.value) ? fragment.value : copyOf(fragment.value)
      const place = kept.get(state) ?? new Map<string, Fragment>()
      kept.set(state, place.set(id, { ...fragment, value }))
      for (const node of fragment.nodes) {
        if (node.shared !== undefined) continue
        sortEdges(node.edges)
        node.shared = { digests: {}, blocks: new Map(), parts: node.subject === '' ? [] : partsOf(node) }
      }
    },
    avoid(id) {
      if (avoided.size >= MOST_KEPT) avoided = new Set()
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

function copyOf<T extends JsonValue>(value: T): T
function copyOf(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map((item) => copyOf(item))
  if (!isJsonObject(value)) return value
  const copy: Record<string, JsonValue> = {}
  for (const name of Object.keys(value)) copy[name] = copyOf(value[name] as JsonValue)
  return copy
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
  let members = 0
  for (const name in left) {
    if (!isEqual(left[name] as JsonValue, right[name])) return false
    members += 1
  }
  for (const _ in right) members -= 1
  return members === 0
}
