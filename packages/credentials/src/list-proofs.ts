import { isJsonArray, type JsonObject, type JsonValue, memberOf } from '@assay/core'

/** Every proof of a document, in its order. Empty when it has none. */
export function listProofs(document: JsonObject): readonly JsonValue[] {
  const proofs = memberOf(document, 'proof')
  if (proofs === undefined) return []
  return isJsonArray(proofs) ? proofs : [proofs]
}
