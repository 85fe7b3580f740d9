import { type SqlBool, sql } from 'kysely'
import { countUpTo } from '../../../db/count-up-to.ts'
import { escapeLike } from '../../../db/escape-like.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { PeopleQuery } from '../schema.ts'
import { type DirectoryMatches, findInDirectory } from './find-in-directory.ts'

/**
 * Members with their primary address, by name or by when they joined; those who left are not listed. The page is found in the directory
 * and in memberships alone, each by its index; people and addresses, which row-level security guards row by row, are read for its rows.
 */
export async function listPeople(scope: OrgScope, query: PeopleQuery) {
  const { q, sort = 'name', limit, offset } = query
  const matches = q === undefined || q === '' ? undefined : await findNamed(scope, q)
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const page = { limit, offset, direction } as const
  const { ids, ...counted } = sort.endsWith('name')
    ? await pageByName(scope, query, matches, page)
    : await pageByJoining(scope, query, matches, page)
  return { ...counted, items: await readMembers(scope, ids) }
}

/** Who is meant by a text: by name or address, or by the department that they are in. */
interface Named {
  readonly people: DirectoryMatches
  readonly departmentIds: readonly string[]
}

async function findNamed(scope: OrgScope, q: string): Promise<Named> {
  const departments = await scope.db
    .selectFrom('department')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where('name', 'ilike', `%${escapeLike(q)}%`)
    .execute()
  return { people: await findInDirectory(scope, q), departmentIds: departments.map(({ id }) => id) }
}

interface PageAsked {
  readonly limit: number
  readonly offset: number
  readonly direction: 'asc' | 'desc'
}

async function pageByName(
  { db, orgId }: OrgScope,
  { role }: PeopleQuery,
  matches: Named | undefined,
  { limit, offset, direction }: PageAsked,
) {
  let found = db.selectFrom('directory').where('directory.orgId', '=', orgId).where('member', '=', true)
  if (matches !== undefined) found = found.where(named(orgId, 'directory', matches))
  if (role !== undefined)
    found = found.where((eb) =>
      eb.exists(
        eb
          .selectFrom('membership')
          .select('membership.personId')
          .where('membership.orgId', '=', orgId)
          .whereRef('membership.personId', '=', 'directory.personId')
          .where(hasRole(role)),
      ),
    )
  const rows = await found
    .select('directory.personId')
    .orderBy('directory.name', direction)
    .orderBy('directory.personId', direction)
    .limit(limit)
    .offset(offset)
    .execute()
  return { ids: rows.map(({ personId }) => personId), ...(await countUpTo(db, found)) }
}

async function pageByJoining(
  { db, orgId }: OrgScope,
  { role }: PeopleQuery,
  matches: Named | undefined,
  { limit, offset, direction }: PageAsked,
) {
  let found = db.selectFrom('membership').where('membership.orgId', '=', orgId).where('leftAt', 'is', null)
  if (role !== undefined) found = found.where(hasRole(role))
  if (matches !== undefined) found = found.where(named(orgId, 'membership', matches))
  const rows = await found
    .select('membership.personId')
    .orderBy('membership.joinedAt', direction)
    .orderBy('membership.personId', direction)
    .limit(limit)
    .offset(offset)
    .execute()
  return { ids: rows.map(({ personId }) => personId), ...(await countUpTo(db, found)) }
}

const hasRole = (role: string) => sql<SqlBool>`membership.roles @> ARRAY[${role}]::text[]`

function named(orgId: string, table: 'directory' | 'membership', { people, departmentIds }: Named) {
  const who = sql`${sql.table(table)}.person_id`
  const byName =
    people.kind === 'few'
      ? sql`${who} = ANY(${people.personIds}::uuid[])`
      : sql`EXISTS (SELECT 1 FROM directory known WHERE known.org_id = ${orgId} AND known.person_id = ${who}
          AND known.search LIKE ${people.pattern})`
  if (departmentIds.length === 0) return sql<SqlBool>`${byName}`
  return sql<SqlBool>`(${byName} OR EXISTS (SELECT 1 FROM membership placed WHERE placed.org_id = ${orgId}
    AND placed.person_id = ${who} AND placed.department_id = ANY(${departmentIds}::uuid[])))`
}

async function readMembers({ db, orgId }: OrgScope, personIds: readonly string[]) {
  if (personIds.length === 0) return []
  const rows = await db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.personId')
    .leftJoin('personEmail', (join) =>
      join.onRef('personEmail.personId', '=', 'person.id').on('personEmail.isPrimary', '=', true),
    )
    .leftJoin('department', (join) =>
      join
        .onRef('department.orgId', '=', 'membership.orgId')
        .onRef('department.id', '=', 'membership.departmentId'),
    )
    .where('membership.orgId', '=', orgId)
    .where('membership.personId', 'in', personIds)
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
      'joinedAt',
    ])
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return personIds.flatMap((id) => byId.get(id) ?? [])
}
