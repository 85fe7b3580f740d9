import type { OrgScope, PersonScope } from '../../../db/scopes.ts'
import type { Definition } from '../../achievements/schema.ts'

/**
 * Which of `achievementIds` a person holds in force now: issued, not revoked, not suspended, not expired. Within an organization its own
 * credentials count; for the person themselves, all.
 */
export async function heldInForce(
  scope: OrgScope | PersonScope,
  personId: string,
  achievementIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (achievementIds.length === 0) return new Set()
  const now = scope.deps.now()
  let query = scope.db
    .selectFrom('credential')
    .select('achievementId')
    .distinct()
    .where('personId', '=', personId)
    .where('achievementId', 'in', [...achievementIds])
    .where('revokedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .where((eb) => eb.or([eb('validUntil', 'is', null), eb('validUntil', '>', now)]))
  if (scope.kind === 'org') query = query.where('orgId', '=', scope.orgId)
  const rows = await query.execute()
  return new Set(rows.map((row) => row.achievementId))
}

/** What a definition asks to be held first. */
export const prerequisitesOf = ({ criteria }: Pick<Definition, 'criteria'>): readonly string[] =>
  criteria.flatMap((criterion) => (criterion.kind === 'prerequisite' ? [criterion.achievementId] : []))
