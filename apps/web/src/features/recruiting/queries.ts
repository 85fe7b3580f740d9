import type { OrgScope } from '../../db/scopes.ts'

/**
 * Members who hold a micro-credential in force and show it publicly, by name. The address is that of the badge's public page.
 */
export async function listPublicHolders(
  scope: OrgScope,
  {
    achievementId,
    limit,
    offset,
  }: { readonly achievementId: string; readonly limit: number; readonly offset: number },
) {
  const now = scope.deps.now()
  const matching = scope.db
    .selectFrom('credential')
    .innerJoin('backpackEntry', 'backpackEntry.credentialId', 'credential.id')
    .innerJoin('membership', (join) =>
      join
        .onRef('membership.orgId', '=', 'credential.orgId')
        .onRef('membership.personId', '=', 'credential.personId'),
    )
    .innerJoin('person', 'person.id', 'credential.personId')
    .where('credential.orgId', '=', scope.orgId)
    .where('credential.achievementId', '=', achievementId)
    .where('credential.issuedAt', 'is not', null)
    .where('revokedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .where((eb) => eb.or([eb('credential.validUntil', 'is', null), eb('credential.validUntil', '>', now)]))
    .where('leftAt', 'is', null)
    .where('visibility', '=', 'public')
    .where((eb) => eb.or([eb('shareEndsAt', 'is', null), eb('shareEndsAt', '>', now)]))
    .where('removedAt', 'is', null)
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const items = await matching
    .select([
      'person.id as personId',
      'person.name',
      'jobTitle',
      'credential.id as credentialId',
      'credential.url',
      'credential.validFrom',
      'credential.validUntil',
    ])
    .orderBy('person.name')
    .orderBy('credential.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}

/** Micro-credentials that anybody can hold, for choosing one. */
export function listHeldAchievements(scope: OrgScope) {
  return scope.db
    .selectFrom('achievementVersion')
    .select(['achievementId as id', 'name'])
    .where('orgId', '=', scope.orgId)
    .where('state', '=', 'published')
    .orderBy('name')
    .limit(500)
    .execute()
}
