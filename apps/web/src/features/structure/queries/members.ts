import { type RawBuilder, sql } from 'kysely'
import { AppError, notFound } from '../../../app-error.ts'
import { escapeLike } from '../../../db/escape-like.ts'
import type { OrgScope, Role } from '../../../db/scopes.ts'
import type { MemberFields } from '../schema/member.ts'
import { MOST_LEVELS } from '../schema.ts'

/** Which of the members, and whose name or address has `q` in it. */
export interface MembersPage {
  readonly q?: string | undefined
  /** Default 200. */
  readonly limit?: number
  readonly offset?: number
}

export interface Member extends MemberFields {
  readonly userId: string | null
  readonly managerName: string | null
  readonly joinedAt: Date
}

export interface Members {
  readonly items: readonly Member[]
  /** How many there are on all pages. */
  readonly total: number
}

/** Members of a department by name; `deep` also those of the departments below it. */
export function membersOfDepartment(
  scope: OrgScope,
  departmentId: string,
  { deep = false, ...page }: MembersPage & { readonly deep?: boolean } = {},
): Promise<Members> {
  const of = deep
    ? sql<boolean>`membership.department_id IN (${departmentsBelow(scope, departmentId)})`
    : sql<boolean>`membership.department_id = ${departmentId}`
  return membersWhere(scope, of, page)
}

/** Members of a group, by name. */
export function membersOfGroup(scope: OrgScope, groupId: string, page: MembersPage = {}): Promise<Members> {
  const of = sql<boolean>`EXISTS (SELECT 1 FROM group_member g WHERE g.org_id = ${scope.orgId}
    AND g.group_id = ${groupId} AND g.person_id = membership.person_id)`
  return membersWhere(scope, of, page)
}

/** Members who were given a role themselves, by name: role sets and delegations do not count. */
export function membersWithRole(scope: OrgScope, role: Role, page: MembersPage = {}): Promise<Members> {
  return membersWhere(scope, sql<boolean>`${role} = ANY(membership.roles)`, page)
}

/** Those whom a person manages, directly and through others; `direct` only the first. */
export function reportsOf(
  scope: OrgScope,
  personId: string,
  { direct = false, ...page }: MembersPage & { readonly direct?: boolean } = {},
): Promise<Members> {
  const of = direct
    ? sql<boolean>`membership.manager_id = ${personId}`
    : sql<boolean>`membership.person_id IN (${reportsBelow(scope, personId)})`
  return membersWhere(scope, of, page)
}

/** All members, by name. */
export const allMembers = (scope: OrgScope, page: MembersPage = {}): Promise<Members> =>
  membersWhere(scope, sql<boolean>`true`, page)

/** Whether `personId` reports to `managerId`, directly or through others. */
export async function isReportOf(scope: OrgScope, managerId: string, personId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    SELECT ${personId}::uuid IN (${reportsBelow(scope, managerId)}) AS found`.execute(scope.db)
  return rows[0]?.found === true
}

/** The name of a member. Error `not_found` for who is none. */
export async function getMemberName(scope: OrgScope, personId: string): Promise<string> {
  const row = await scope.db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.personId')
    .select('person.name')
    .where('membership.orgId', '=', scope.orgId)
    .where('membership.personId', '=', personId)
    .where('leftAt', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw notFound('member')
  return row.name
}

/** People whom a search offers: who looks for a name finds it among these, or writes more of it. */
const OFFERED = 20

/** Members whose name or address has `words` in it, for choosing one; of `leads` where given only those who report to one of them. */
export async function offeredMembers(
  scope: OrgScope,
  words: string,
  leads?: readonly string[],
): Promise<readonly { readonly id: string; readonly name: string; readonly detail: string }[]> {
  const below = leads?.map((lead) => sql`membership.person_id IN (${reportsBelow(scope, lead)})`)
  const of =
    below === undefined
      ? sql<boolean>`true`
      : below.length === 0
        ? sql<boolean>`false`
        : sql<boolean>`(${sql.join(below, sql` OR `)})`
  const { items } = await membersWhere(scope, of, { q: words, limit: OFFERED })
  return items.map(({ id, name, address, department }) => ({
    id,
    name,
    detail: [address, department].filter((part) => part !== null && part !== '').join(' · '),
  }))
}

/** The name of a member; empty for who is none, or for what is no id. */
export async function findMemberName(scope: OrgScope, personId: string): Promise<string> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(personId)) return ''
  return getMemberName(scope, personId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return ''
    throw error
  })
}

/** Ids of a department and of those below it, as a subquery. */
export const departmentsBelow = ({ orgId }: OrgScope, id: string): RawBuilder<string> => sql<string>`
  WITH RECURSIVE below AS (
    SELECT d.id, 1 AS depth FROM department d WHERE d.org_id = ${orgId} AND d.id = ${id}
    UNION ALL
    SELECT d.id, below.depth + 1 FROM below JOIN department d ON d.org_id = ${orgId} AND d.parent_id = below.id
      WHERE below.depth < ${MOST_LEVELS}
  ) SELECT id FROM below`

/** Ids of those below a manager, without the manager, as a subquery. */
export const reportsBelow = ({ orgId }: OrgScope, managerId: string): RawBuilder<string> => sql<string>`
  WITH RECURSIVE below AS (
    SELECT m.person_id, 1 AS depth FROM membership m
      WHERE m.org_id = ${orgId} AND m.manager_id = ${managerId} AND m.left_at IS NULL
    UNION ALL
    SELECT m.person_id, below.depth + 1 FROM below
      JOIN membership m ON m.org_id = ${orgId} AND m.manager_id = below.person_id AND m.left_at IS NULL
      WHERE below.depth < ${MOST_LEVELS}
  ) SELECT person_id FROM below`

/** One member with their manager's name. Error `not_found` for who is none, or left. */
export async function getMember(scope: OrgScope, personId: string): Promise<Member> {
  const row = await detailed(membersNow(scope)).where('membership.personId', '=', personId).executeTakeFirst()
  if (row === undefined) throw notFound('member')
  return row
}

/** Members for whom a condition on `membership` holds, by name. */
export async function membersWhere(
  scope: OrgScope,
  of: RawBuilder<boolean>,
  { q, limit = 200, offset = 0 }: MembersPage,
): Promise<Members> {
  let query = membersNow(scope).where(of)
  if (q !== undefined && q !== '') {
    const pattern = `%${escapeLike(q)}%`
    query = query.where((eb) => eb.or([eb('person.name', 'ilike', pattern), eb('address', 'ilike', pattern)]))
  }
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await detailed(query)
    .orderBy('person.name')
    .orderBy('person.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}

function membersNow(scope: OrgScope) {
  return scope.db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.personId')
    .leftJoin('personEmail', (join) =>
      join.onRef('personEmail.personId', '=', 'person.id').on('personEmail.isPrimary', '=', true),
    )
    .where('membership.orgId', '=', scope.orgId)
    .where('leftAt', 'is', null)
}

function detailed(members: ReturnType<typeof membersNow>) {
  return members
    .leftJoin('department', (join) =>
      join
        .onRef('department.id', '=', 'membership.departmentId')
        .onRef('department.orgId', '=', 'membership.orgId'),
    )
    .leftJoin('person as manager', 'manager.id', 'membership.managerId')
    .select([
      'person.id',
      'person.name',
      'person.userId',
      'address',
      'roles',
      'departmentId',
      'department.name as department',
      'jobTitle',
      'managerId',
      'manager.name as managerName',
      'joinedAt',
    ])
}
