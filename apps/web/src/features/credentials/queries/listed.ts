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
  'achievementVersion.name as achievementName',
  'achievementVersion.number as versionNumber',
] as const
