import type { JsonObject, JsonValue } from '@assay/core'

/** The members that say something: undefined and empty arrays are left out (STANDARDS OI2). */
export function compactObject(members: { readonly [name: string]: JsonValue | undefined }): JsonObject {
  const kept: [string, JsonValue][] = []
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) kept.push([name, value])
  }
  return Object.fromEntries(kept)
}
