import type { JsonObject, JsonValue } from '@assay/core'

/** The members that say something: undefined and empty arrays are left out (STANDARDS OI2). */
export function compactObject(members: { readonly [name: string]: JsonValue | undefined }): JsonObject {
  const kept: Record<string, JsonValue> = {}
  for (const name of Object.keys(members)) {
    const value = members[name]
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) kept[name] = value
  }
  return kept
}
