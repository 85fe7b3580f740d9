import { sql } from 'kysely'

/** The one that renews it, and was not revoked. */
export const renewedById = sql<
  string | null
>`(SELECT newer.id FROM credential newer WHERE newer.org_id = credential.org_id
  AND newer.renews_id = credential.id AND newer.revoked_at IS NULL ORDER BY newer.ordered_at DESC LIMIT 1)`.as(
  'renewedById',
)

/** What lists and views of credentials read of each. */
export const LISTED = [
  'credential.id',
  'credential.orgId',
  'credential.url',
  'credential.personId',
  'credential.achievementId',
  'credential.achievementVersionId',
  'credential.validFrom',
  'credential.validUntil',
  'credential.revokedAt',
  'credential.suspendedAt',
  'credential.orderedAt',
  'credential.issuedAt',
  'credential.recipientId',
  'credential.renewsId',
  renewedById,
  'achievementVersion.name as achievementName',
  'achievementVersion.number as versionNumber',
] as const

/** Who was awarded, as the organization knows them: what it typed where it awarded to an address. */
export const holderName = sql<string>`coalesce(recipient.name, recipient.address, person.name, '')`.as(
  'holderName',
)
