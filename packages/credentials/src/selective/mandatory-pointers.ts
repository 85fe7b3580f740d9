import { isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'

/**
 * What stays in every part of a badge that is shown: by whom it was given, for what and how long, how to see that it was revoked. A holder
 * who could leave these out could hide that the badge has ended; without the others it would be no Open Badge any more (OB3, annex
 * "Data Models"). `id` and `type` of an object stay by themselves.
 */
const always: readonly string[] = [
  '/name',
  '/issuer',
  '/validFrom',
  '/validUntil',
  '/issuanceDate',
  '/expirationDate',
  '/credentialStatus',
  '/credentialSchema',
  '/refreshService',
  '/termsOfUse',
  '/credentialSubject/achievement/name',
  '/credentialSubject/achievement/description',
  '/credentialSubject/achievement/criteria',
]

/**
 * The `mandatoryPointers` of a badge that is issued with `ecdsa-sd-2023`: with these, whatever its holder selects verifies as an Open Badge.
 * The identifiers of the learner are among them only where the subject has no `id`.
 */
export function mandatoryBadgePointers(badge: JsonObject): readonly string[] {
  const subject = memberOf(badge, 'credentialSubject')
  const named = isJsonObject(subject ?? null) && memberOf(subject as JsonObject, 'id') !== undefined
  const wanted = named ? always : [...always, '/credentialSubject/identifier']
  return wanted.filter((pointer) => holds(badge, pointer))
}

function holds(badge: JsonObject, pointer: string): boolean {
  let value: JsonValue | undefined = badge
  for (const name of pointer.slice(1).split('/')) {
    value = isJsonObject(value) ? memberOf(value, name) : undefined
    if (value === undefined) return false
  }
  return true
}
