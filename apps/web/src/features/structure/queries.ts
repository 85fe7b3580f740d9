import { sql } from 'kysely'
import { notFound } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { MOST_DEPARTMENTS, MOST_GROUPS } from './schema.ts'

export interface Department {
  readonly id: string
  readonly name: string
  readonly parentId: string | null
  readonly headId: string | null
  readonly headName: string | null
  /** Members who are in it themselves, those of departments below not counted. */
  readonly people: number
}

/** Every department, by name. */
export function listDepartments(scope: OrgScope): Promise<readonly Department[]> {
  return departments(scope)
    .orderBy(sql`lower(department.name)`)
    .orderBy('department.id')
    .limit(MOST_DEPARTMENTS)
    .execute()
}

/** One department. Error `not_found`. */
export async function getDepartment(scope: OrgScope, id: string): Promise<Department> {
  const row = await departments(scope).where('department.id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('department')
  return row
}

function departments(scope: OrgScope) {
  return scope.db
    .selectFrom('department')
    .leftJoin('person as head', 'head.id', 'department.headId')
    .select([
      'department.id',
      'department.name',
      'parentId',
      'headId',
      'head.name as headName',
      sql<number>`(SELECT count(*) FROM membership m WHERE m.org_id = ${scope.orgId}
        AND m.department_id = department.id AND m.left_at IS NULL)`.as('people'),
    ])
    .where('department.orgId', '=', scope.orgId)
}

/** Departments as a tree read from the top: each after its parent, with its depth (0 at the top). */
export function inTreeOrder<D extends { readonly id: string; readonly parentId: string | null }>(
  all: readonly D[],
): readonly (D & { readonly depth: number })[] {
  const below = new Map<string | null, D[]>()
  for (const each of all) below.set(each.parentId, [...(below.get(each.parentId) ?? []), each])
  const walk = (parent: string | null, depth: number): (D & { depth: number })[] =>
    (below.get(parent) ?? []).flatMap((each) => [{ ...each, depth }, ...walk(each.id, depth + 1)])
  return walk(null, 0)
}

/** The departments for a list to choose from: in the order of the tree, each below another set in by its depth. */
export async function departmentChoices(
  scope: OrgScope,
): Promise<readonly { readonly value: string; readonly label: string }[]> {
  return inTreeOrder(await listDepartments(scope)).map(({ id, name, depth }) => ({
    value: id,
    label: `${'\u2003'.repeat(depth)}${name}`,
  }))
}

export interface Group {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly createdAt: Date
  readonly people: number
}

/** Every group, by name. */
export function listGroups(scope: OrgScope): Promise<readonly Group[]> {
  return groups(scope).orderBy(sql`lower(people_group.name)`).orderBy('id').limit(MOST_GROUPS).execute()
}

/** One group. Error `not_found`. */
export async function getGroup(scope: OrgScope, id: string): Promise<Group> {
  const row = await groups(scope).where('peopleGroup.id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('group')
  return row
}

function groups(scope: OrgScope) {
  return scope.db
    .selectFrom('peopleGroup')
    .select([
      'id',
      'name',
      'description',
      'createdAt',
      sql<number>`(SELECT count(*) FROM group_member g JOIN membership m USING (org_id, person_id)
        WHERE g.org_id = ${scope.orgId} AND g.group_id = people_group.id AND m.left_at IS NULL)`.as('people'),
    ])
    .where('orgId', '=', scope.orgId)
}
