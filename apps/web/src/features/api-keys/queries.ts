import type { OrgScope, PersonScope } from '../../db/scopes.ts'

type KeyScope = OrgScope | PersonScope

/** The keys of the scope's organization, or of the person, that were not revoked, the newest first. Secrets are not kept. */
export function listKeys(scope: KeyScope) {
  return keysOf(scope)
    .leftJoin('person', 'person.id', 'apiKey.personId')
    .select([
      'apiKey.id',
      'apiKey.name',
      'prefix',
      'scopes',
      'apiKey.createdAt',
      'expiresAt',
      'lastUsedAt',
      'person.name as createdBy',
    ])
    .orderBy('apiKey.createdAt', 'desc')
    .orderBy('apiKey.id')
    .execute()
}

/** How many keys work now. */
export async function countWorkingKeys(scope: KeyScope): Promise<number> {
  const { count } = await keysOf(scope)
    .where('expiresAt', '>', scope.deps.now())
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function keysOf(scope: KeyScope) {
  const query = scope.db.selectFrom('apiKey').where('revokedAt', 'is', null)
  return scope.kind === 'org'
    ? query.where('apiKey.orgId', '=', scope.orgId)
    : query.where('apiKey.orgId', 'is', null).where('apiKey.personId', '=', scope.personId)
}
