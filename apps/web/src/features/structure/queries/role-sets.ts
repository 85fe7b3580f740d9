import { sql } from 'kysely'
import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { MOST_ROLE_SETS } from '../schema/role-set.ts'
import { type Members, type MembersPage, membersWhere } from './members.ts'

/** Every role set, by name. */
export function listRoleSets(scope: OrgScope) {
  return roleSets(scope).orderBy(sql`lower(role_set.name)`).limit(MOST_ROLE_SETS).execute()
}

export type RoleSet = Awaited<ReturnType<typeof listRoleSets>>[number]

/** One role set. Error `not_found`. */
export async function getRoleSet(scope: OrgScope, id: string): Promise<RoleSet> {
  const row = await roleSets(scope).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('role set')
  return row
}

function roleSets(scope: OrgScope) {
  return scope.db
    .selectFrom('roleSet')
    .select([
      'id',
      'name',
      'description',
      'roles',
      'areas',
      'revision',
      sql<number>`(SELECT count(*) FROM role_set_member g JOIN membership m USING (org_id, person_id)
        WHERE g.org_id = ${scope.orgId} AND g.role_set_id = role_set.id AND m.left_at IS NULL)`.as('people'),
    ])
    .where('orgId', '=', scope.orgId)
}

/** Members who have a role set, by name. */
export function membersWithRoleSet(
  scope: OrgScope,
  roleSetId: string,
  page: MembersPage = {},
): Promise<Members> {
  const of = sql<boolean>`EXISTS (SELECT 1 FROM role_set_member g WHERE g.org_id = ${scope.orgId}
    AND g.role_set_id = ${roleSetId} AND g.person_id = membership.person_id)`
  return membersWhere(scope, of, page)
}

/** Names of the role sets that a member has. */
export async function roleSetNamesOf(scope: OrgScope, personId: string): Promise<readonly string[]> {
  const rows = await scope.db
    .selectFrom('roleSetMember')
    .innerJoin('roleSet', (join) =>
      join
        .onRef('roleSet.orgId', '=', 'roleSetMember.orgId')
        .onRef('roleSet.id', '=', 'roleSetMember.roleSetId'),
    )
    .select('roleSet.name')
    .where('roleSetMember.orgId', '=', scope.orgId)
    .where('personId', '=', personId)
    .orderBy('roleSet.name')
    .execute()
  return rows.map(({ name }) => name)
}
