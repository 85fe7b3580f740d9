import { formatDateTimeStamp, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { openBadges2Url, typesOf } from './vocabulary.ts'

/**
 * A 1.x document in the words of 2.0 (STANDARDS B29): `verify` becomes `verification`, the address it was found at its `id`, seconds
 * since 1970 and plain days become instants. What is 2.0 already comes back as it is.
 */
export function upgradeOpenBadge(
  document: JsonObject,
  type: 'Assertion' | 'BadgeClass' | 'Profile',
  address: string | undefined,
): JsonObject {
  const contexts = JSON.stringify(memberOf(document, '@context') ?? '')
  if (contexts.includes(openBadges2Url)) return document
  const { verify, verification, issuedOn, expires, ...rest } = document
  const method = isJsonObject(verification) ? verification : isJsonObject(verify) ? verify : undefined
  const url = method === undefined ? undefined : memberOf(method, 'url')
  const id = memberOf(document, 'id') ?? (typeof url === 'string' ? url : address)
  return compact({
    ...rest,
    id,
    type: typesOf(document).length === 0 ? type : memberOf(document, 'type'),
    verification: method === undefined ? undefined : upgradeMethod(method),
    issuedOn: upgradeDate(issuedOn),
    expires: upgradeDate(expires),
  })
}

function upgradeMethod(method: JsonObject): JsonObject {
  const type = memberOf(method, 'type')
  const url = memberOf(method, 'url')
  if (type === 'signed') return compact({ type: 'SignedBadge', creator: memberOf(method, 'creator') ?? url })
  return type === 'hosted' ? { type: 'HostedBadge' } : method
}

function upgradeDate(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e11) {
    return formatDateTimeStamp(value * 1000)
  }
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value
}

function compact(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const kept: [string, JsonValue][] = []
  for (const [name, value] of Object.entries(members)) if (value !== undefined) kept.push([name, value])
  return Object.fromEntries(kept)
}
