import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { isId } from '../../credentials/schema.ts'

/** A claim of the organization, locked, with what its letters say. Error `not_found`. */
export async function lockClaim({ db, orgId }: OrgScope, claimId: string) {
  if (!isId(claimId)) throw notFound('claim')
  const row = await db
    .selectFrom('claim')
    .innerJoin('credential', 'credential.id', 'claim.credentialId')
    .innerJoin('recipient', 'recipient.id', 'claim.recipientId')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .innerJoin('organization', 'organization.id', 'claim.orgId')
    .selectAll('claim')
    .select([
      'credential.personId',
      'credential.revokedAt',
      // Null: a member's, who has no account.
      'credential.recipientId as awardedTo',
      'recipient.address',
      'recipient.name',
      'recipient.locale',
      'achievementVersion.name as achievementName',
      'organization.name as issuer',
    ])
    .where('claim.orgId', '=', orgId)
    .where('claim.id', '=', claimId)
    .forUpdate('claim')
    .executeTakeFirst()
  if (row === undefined) throw notFound('claim')
  return row
}
