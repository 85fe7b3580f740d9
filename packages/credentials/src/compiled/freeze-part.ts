import type { JsonObject, JsonValue } from '@assay/core'

const unchanging = new WeakSet<object>()

/**
 * Freezes a part that many documents will share, such as an issuer or an achievement, so that it is known again by what it is and need not be
 * read again. Answers the same object.
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

/** Whether {@link freezePart} made the object. */
export function isFrozenPart(object: object): boolean {
  return unchanging.has(object)
}
