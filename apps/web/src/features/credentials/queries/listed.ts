import { sql } from 'kysely'

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
  'achievementVersion.name as achievementName',
  'achievementVersion.number as versionNumber',
] as const

/** Who was awarded, as the organization knows them: what it typed where it awarded to an address. */
export const holderName = sql<string>`coalesce(recipient.name, recipient.address, person.name, '')`.as(
  'holderName',
)
