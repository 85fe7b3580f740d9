import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, invalidField } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { dutiesChanged } from '../../jobs/duties-changed.ts'
import { recordEvent } from '../audit/commands.ts'
import { checkMembers } from './commands/managers.ts'
import { checkRoom, nameTaken } from './commands/named-things.ts'
import { departmentsBelow } from './queries/members.ts'
import { getDepartment } from './queries.ts'
import { type DepartmentInput, MOST_DEPARTMENTS } from './schema.ts'

/** Makes a department. Errors: `invalid_input` for a name that is taken there, an unknown parent or head; `quota_exceeded`. */
export async function createDepartment(
  scope: OrgScope,
  input: DepartmentInput,
): Promise<{ readonly id: string }> {
  await takeTurns(scope)
  await checkRoom(scope, 'department', MOST_DEPARTMENTS, 'departments')
  const id = randomUUID()
  await checkPlace(scope, undefined, input)
  await scope.db
    .insertInto('department')
    .values({ orgId: scope.orgId, id, ...columnsOf(input) })
    .execute()
  await tell(scope, 'department.created', id, input.name)
  return { id }
}

/** Renames or moves a department, or gives it a head. Errors as at making one; `not_found`. */
export async function changeDepartment(scope: OrgScope, id: string, input: DepartmentInput): Promise<void> {
  await takeTurns(scope)
  await getDepartment(scope, id)
  await checkPlace(scope, id, input)
  await scope.db
    .updateTable('department')
    .set(columnsOf(input))
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .execute()
  await tell(scope, 'department.changed', id, input.name)
  await dutiesChanged(scope)
}

/** Removes a department: its people are in none afterwards, and departments below it move up to its parent. */
export async function removeDepartment(scope: OrgScope, id: string): Promise<void> {
  await takeTurns(scope)
  const { name, parentId } = await getDepartment(scope, id)
  const children = await scope.db
    .selectFrom('department')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('parentId', '=', id)
    .execute()
  for (const child of children) await checkName(scope, child.id, child.name, parentId ?? undefined)
  const at = { orgId: scope.orgId, id }
  await scope.db
    .updateTable('department')
    .set({ parentId })
    .where('orgId', '=', at.orgId)
    .where('parentId', '=', id)
    .execute()
  for (const table of ['membership', 'invitation'] as const)
    await scope.db
      .updateTable(table)
      .set({ departmentId: null })
      .where('orgId', '=', at.orgId)
      .where('departmentId', '=', id)
      .execute()
  await scope.db.deleteFrom('department').where('orgId', '=', at.orgId).where('id', '=', id).execute()
  await tell(scope, 'department.removed', id, name)
  await dutiesChanged(scope)
}

/** Puts members into a department. Errors: `not_found`; `invalid_input` for who is no member. */
export async function moveIntoDepartment(
  scope: OrgScope,
  id: string,
  personIds: readonly string[],
): Promise<void> {
  const { name } = await getDepartment(scope, id)
  await checkMembers(scope, personIds)
  await scope.db
    .updateTable('membership')
    .set({ departmentId: id })
    .where('orgId', '=', scope.orgId)
    .where('personId', 'in', personIds)
    .execute()
  await tell(scope, 'department.people_added', id, name, { people: personIds.length })
  await dutiesChanged(scope)
}

/** Takes members out of a department; who is not in it stays where they are. */
export async function takeOutOfDepartment(
  scope: OrgScope,
  id: string,
  personIds: readonly string[],
): Promise<void> {
  const { name } = await getDepartment(scope, id)
  await scope.db
    .updateTable('membership')
    .set({ departmentId: null })
    .where('orgId', '=', scope.orgId)
    .where('departmentId', '=', id)
    .where('personId', 'in', personIds)
    .execute()
  await tell(scope, 'department.people_removed', id, name, { people: personIds.length })
  await dutiesChanged(scope)
}

/** Refuses a department that is none of this organization. Error `invalid_input` at `departmentId`. */
export async function checkDepartment(scope: OrgScope, departmentId: string | undefined): Promise<void> {
  if (departmentId === undefined) return
  const row = await scope.db
    .selectFrom('department')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where('id', '=', departmentId)
    .executeTakeFirst()
  if (row === undefined)
    throw invalidField('departmentId', 'department_unknown', 'There is no such department here.')
}

const columnsOf = ({ name, parentId, headId }: DepartmentInput) => ({
  name,
  parentId: parentId ?? null,
  headId: headId ?? null,
})

/** Changes of the tree go one after another, so that two moves cannot close a circle together. */
async function takeTurns(scope: OrgScope): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`departments:${scope.orgId}`}, 0))`.execute(
    scope.db,
  )
}

async function checkPlace(scope: OrgScope, id: string | undefined, input: DepartmentInput): Promise<void> {
  const { name, parentId, headId } = input
  if (parentId !== undefined) await checkParent(scope, id, parentId)
  if (headId !== undefined) await checkMembers(scope, [headId], 'headId')
  await checkName(scope, id, name, parentId)
}

async function checkParent(scope: OrgScope, id: string | undefined, parentId: string): Promise<void> {
  const parent = await getDepartment(scope, parentId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found')
      throw invalidField('parentId', 'department_unknown', 'There is no such department here.')
    throw error
  })
  if (id === undefined) return
  const { rows } = await sql<{ circle: boolean }>`
    SELECT ${parent.id}::uuid IN (${departmentsBelow(scope, id)}) AS circle`.execute(scope.db)
  if (rows[0]?.circle === true)
    throw invalidField('parentId', 'department_circle', 'This would put the department below itself.')
}

async function checkName(
  scope: OrgScope,
  id: string | undefined,
  name: string,
  parentId: string | undefined,
): Promise<void> {
  const taken = await scope.db
    .selectFrom('department')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where(sql`lower(name)`, '=', name.toLowerCase())
    .where('parentId', parentId === undefined ? 'is' : '=', parentId ?? null)
    .executeTakeFirst()
  if (taken !== undefined && taken.id !== id) throw nameTaken()
}

async function tell(
  scope: OrgScope,
  action: string,
  id: string,
  name: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await recordEvent(scope, { action, recordType: 'department', recordId: id, data: { name, ...more } })
}
