import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { CredentialError } from '../errors.ts'

/** The parts of a document that pointers name: all of a value, or some of its members. */
export type Selection = 'all' | Members

interface Members extends Map<string, Selection> {}

/** Members without which the others would say something else, or nothing; they come with whatever is selected beside them. */
const always: ReadonlySet<string> = new Set(['id', 'type', '@context'])

/**
 * What JSON pointers (RFC 6901) name in a document; the empty pointer names all of it. Throws `CredentialError`
 * `selective-pointer` for one that is malformed or matches nothing (STANDARDS DI11).
 */
export function readPointers(document: JsonObject, pointers: readonly string[]): Selection {
  let selected: Selection = new Map()
  for (const pointer of pointers) {
    const path = parsePointer(pointer)
    requireMatch(document, path, pointer)
    selected = include(selected, path)
  }
  return selected
}

/** The selected part. Lists close up; `id`, `type` and contexts of every object on the way stay (vc-di-ecdsa 3.4.12, 3.4.13). */
export function selectDocument(document: JsonObject, selection: Selection): JsonObject {
  if (selection === 'all') return document
  const kept = Object.entries(document).flatMap(([name, member]): [string, JsonValue][] => {
    if (always.has(name)) return [[name, member]]
    const inner = selection.get(name)
    return inner === undefined ? [] : [[name, selectValue(member, inner)]]
  })
  return Object.fromEntries(kept)
}

function selectValue(value: JsonValue, selection: Selection): JsonValue {
  if (selection === 'all') return value
  if (isJsonObject(value)) return selectDocument(value, selection)
  if (!isJsonArray(value)) return value
  return value.flatMap((item, index) => {
    const inner = selection.get(String(index))
    return inner === undefined ? [] : [selectValue(item, inner)]
  })
}

function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
    throw refused(pointer, 'is not formed as the standard says')
  }
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function requireMatch(document: JsonObject, path: readonly string[], pointer: string): void {
  let value: JsonValue | undefined = document
  for (const part of path) {
    value = memberAt(value, part)
    if (value === undefined) throw refused(pointer, 'matches nothing in the document')
  }
}

function memberAt(value: JsonValue, part: string): JsonValue | undefined {
  if (isJsonArray(value)) return /^(0|[1-9]\d{0,8})$/.test(part) ? value[Number(part)] : undefined
  return isJsonObject(value) ? memberOf(value, part) : undefined
}

function include(selection: Selection, path: readonly string[]): Selection {
  if (selection === 'all') return 'all'
  const [part, ...rest] = path
  if (part === undefined) return 'all'
  return new Map([...selection, [part, include(selection.get(part) ?? new Map(), rest)]])
}

function refused(pointer: string, what: string): CredentialError {
  return new CredentialError('selective-pointer', `the pointer ${pointer.slice(0, 120)} ${what}`)
}
