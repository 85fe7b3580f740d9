import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'

/**
 * Nodes of a schema with its references written out. Compiling runs in process and costs 0.2-0.6 ms a node: 9,000 nodes held
 * the event loop up for 6 s. Schemas for one kind of badge stay below 300.
 */
const MAX_NODES = 600
/**
 * Words whose cost does not follow from the size of schema and document: regular expressions of a stranger, references that
 * are found out while validating, and comparisons of all items with each other.
 */
const COSTLY = ['pattern', 'patternProperties', '$recursiveRef', '$dynamicRef', 'uniqueItems']

/**
 * Whether a schema that anyone may have written can be run in this process. Every reference must stay within the document,
 * must not lead back to itself, and written out the schema must be small: references that fan out double the work at each
 * level, which 30 short lines turn into hours.
 */
export function isAffordableSchema(schema: JsonObject): boolean {
  let nodes = 0
  const visit = (value: JsonValue, path: readonly JsonValue[]): boolean => {
    nodes += 1
    if (nodes > MAX_NODES) return false
    if (isJsonArray(value)) return value.every((item) => visit(item, path))
    if (!isJsonObject(value)) return true
    if (path.includes(value) || COSTLY.some((word) => memberOf(value, word) !== undefined)) return false
    const inner = [...path, value]
    const reference = memberOf(value, '$ref')
    if (reference !== undefined) {
      const target = resolveReference(schema, reference)
      if (target === undefined || !visit(target, inner)) return false
    }
    return Object.entries(value).every(([name, item]) => name === '$defs' || visit(item, inner))
  }
  return visit(schema, [])
}

/** Only `#/a/b` is followed. */
function resolveReference(schema: JsonObject, reference: JsonValue): JsonValue | undefined {
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return undefined
  let place: JsonValue | undefined = schema
  for (const step of reference.slice(2).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    place = isJsonObject(place) ? memberOf(place, name) : undefined
  }
  return place
}
