import { sql } from 'kysely'
import { AppError, invalidField } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'

/** The tables of things that an organization calls by a name. */
type NamedTable = 'department' | 'peopleGroup' | 'roleSet'

/** Refuses one more than an organization has at most; `things` is how the error calls them. Error `quota_exceeded`. */
export async function checkRoom(
  scope: OrgScope,
  table: NamedTable,
  most: number,
  things: string,
): Promise<void> {
  const { count } = await scope.db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('orgId', '=', scope.orgId)
    .executeTakeFirstOrThrow()
  if (count >= most) throw new AppError('quota_exceeded', `An organization has at most ${most} ${things}.`)
}

/** Refuses a name that another one has, in whatever case; `id` is undefined for one that is new. Error `invalid_input` at `name`. */
export async function checkName(
  scope: OrgScope,
  table: Exclude<NamedTable, 'department'>,
  id: string | undefined,
  name: string,
): Promise<void> {
  const taken = await scope.db
    .selectFrom(table)
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where(sql`lower(name)`, '=', name.toLowerCase())
    .executeTakeFirst()
  if (taken !== undefined && taken.id !== id) throw nameTaken()
}

/** Error `invalid_input` at `name`. */
export const nameTaken = () => invalidField('name', 'name_taken', 'There is one of this name already.')
