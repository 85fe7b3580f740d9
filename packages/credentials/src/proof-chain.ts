import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'

/**
 * The proofs that a proof builds on (vc-di 2.1.2): those whose `id` its `previousProof` names, in its order; empty for a
 * proof that stands by itself. Undefined when the chain is broken: a name that no proof has or that two have, or a chain
 * that comes back to this proof (STANDARDS DI8).
 */
export function previousProofs(
  proof: JsonValue,
  proofs: readonly JsonValue[],
): readonly JsonObject[] | undefined {
  const direct = namesOf(proof).map((name) => proofsNamed(name, proofs))
  if (direct.some((found) => found.length !== 1)) return undefined
  const reached = new Set<JsonValue>()
  const waiting: JsonValue[] = direct.flat()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === proof) return undefined
    if (reached.has(next)) continue
    reached.add(next)
    waiting.push(...namesOf(next).flatMap((name) => proofsNamed(name, proofs)))
  }
  return direct.flat()
}

/** `previousProof` is a text or a list of them. */
function namesOf(proof: JsonValue): readonly JsonValue[] {
  const value = isJsonObject(proof) ? memberOf(proof, 'previousProof') : undefined
  if (value === undefined) return []
  return isJsonArray(value) ? [...new Set(value)] : [value]
}

function proofsNamed(name: JsonValue, proofs: readonly JsonValue[]): readonly JsonObject[] {
  if (typeof name !== 'string') return []
  return proofs.filter(isJsonObject).filter((proof) => memberOf(proof, 'id') === name)
}
