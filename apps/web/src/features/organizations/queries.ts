import { sql } from 'kysely'
import { notFound } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import type { PeopleQuery } from './schema.ts'

/** The organization of the scope. */
export async function getOrganization(scope: OrgScope) {
  const row = await scope.db
    .selectFrom('organization')
    .selectAll()
    .where('id', '=', scope.orgId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('organization')
  return row
}

/** Members by name, with their primary address; those who left are not listed. */
export async function listPeople(scope: OrgScope, { q, role, limit, offset }: PeopleQuery) {
  let query = scope.db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.personId')
    .leftJoin('personEmail', (join) =>
      join.onRef('personEmail.personId', '=', 'person.id').on('personEmail.isPrimary', '=', true),
    )
    .where('membership.orgId', '=', scope.orgId)
    .where('leftAt', 'is', null)
  if (role !== undefined) query = query.where(sql<boolean>`${role} = ANY(membership.roles)`)
  if (q !== undefined && q !== '')
    query = query.where((eb) =>
      eb.or([
        eb('person.name', 'ilike', `%${escapeLike(q)}%`),
        eb('address', 'ilike', `%${escapeLike(q)}%`),
        eb('department', 'ilike', `%${escapeLike(q)}%`),
      ]),
    )
  const [{ total }, items] = await Promise.all([
    query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    query
      .select([
        'person.id',
        'person.name',
        'person.userId',
        'address',
        'roles',
        'department',
        'jobTitle',
        'managerId',
        'joinedAt',
      ])
      .orderBy('person.name')
      .orderBy('person.id')
      .limit(limit)
      .offset(offset)
      .execute(),
  ])
  return { items, total }
}

/** Text for LIKE, its own signs taken literally. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`)
