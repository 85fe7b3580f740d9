import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import type { CredentialFacts } from '../credential-facts.ts'
import { isWebAddress, objectOf, textOf } from '../json-members.ts'
import { compact } from '../make-check.ts'
import type { Parts } from './check-form.ts'
import { nodeId } from './nodes.ts'

/** The facts of a badge. `profile` is the one read at the issuer's own address; `bound`: proof and binding are good. */
export function readOpenBadge2Facts(
  parts: Parts,
  {
    issuerId,
    profile,
    bound,
  }: {
    readonly issuerId: string | undefined
    readonly profile: JsonObject | undefined
    readonly bound: boolean
  },
): CredentialFacts {
  const claimed = claimsOf(parts, issuerId)
  if (!bound || issuerId === undefined) return { established: {}, claimed }
  const issuerName = textOf(profile, 'name')
  const host = isWebAddress(issuerId) ? new URL(issuerId).host : undefined
  return {
    established: {
      issuerId,
      signedBy: issuerId,
      ...(host === undefined ? {} : { issuerHost: host }),
      ...(issuerName === undefined ? {} : { issuerName }),
    },
    claimed,
  }
}

/** Under the names that facts of Open Badges 3.0 have. */
function claimsOf({ assertion, badge, issuer }: Parts, issuerId: string | undefined): JsonObject {
  const criteria = badge === undefined ? undefined : memberOf(badge, 'criteria')
  return compact({
    id: textOf(assertion, 'id'),
    issuerId,
    issuerName: textOf(issuer, 'name'),
    issuerImage: imageOf(issuer),
    achievementId: nodeId(memberOf(assertion, 'badge')),
    achievementName: textOf(badge, 'name'),
    achievementDescription: textOf(badge, 'description'),
    achievementImage: imageOf(badge),
    criteria: isJsonObject(criteria)
      ? (textOf(criteria, 'narrative') ?? textOf(criteria, 'id'))
      : nodeId(criteria),
    validFrom: textOf(assertion, 'issuedOn'),
    validUntil: textOf(assertion, 'expires'),
    narrative: textOf(assertion, 'narrative'),
    // Whoever keeps the badge compares it with their own addresses.
    recipient: memberOf(assertion, 'recipient'),
  })
}

function imageOf(document: JsonObject | undefined): string | undefined {
  return textOf(document, 'image') ?? textOf(objectOf(document, 'image'), 'id')
}
