import { sql } from 'kysely'
import { invalidField } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { MOST_LEVELS } from '../schema.ts'

/** Gives members a manager, or none. Errors: `invalid_input` for who is no member, and for a manager who would stand above themselves. */
export async function setManager(
  scope: OrgScope,
  personIds: readonly string[],
  managerId: string | undefined,
): Promise<void> {
  await checkMembers(scope, personIds)
  await checkManager(scope, personIds, managerId)
  await scope.db
    .updateTable('membership')
    .set({ managerId: managerId ?? null })
    .where('orgId', '=', scope.orgId)
    .where('personId', 'in', personIds)
    .execute()
  for (const personId of personIds)
    await recordEvent(scope, {
      action: managerId === undefined ? 'manager.removed' : 'manager.set',
      recordType: 'person',
      recordId: personId,
      personId,
      data: managerId === undefined ? {} : { manager: managerId },
    })
}

/** A manager is another member, and nobody ends up above themselves. Error `invalid_input` at `managerId`. */
export async function checkManager(
  scope: OrgScope,
  personIds: readonly string[],
  managerId: string | undefined,
): Promise<void> {
  if (managerId === undefined) return
  // Changes of the lines go one after another, so that two of them cannot close a circle together.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`managers:${scope.orgId}`}, 0))`.execute(scope.db)
  const { rows } = await sql<{ id: string }>`
    WITH RECURSIVE line AS (
      SELECT person_id AS id, manager_id AS above, 1 AS depth FROM membership
        WHERE org_id = ${scope.orgId} AND person_id = ${managerId} AND left_at IS NULL
      UNION ALL
      SELECT m.person_id, m.manager_id, line.depth + 1 FROM line
        JOIN membership m ON m.org_id = ${scope.orgId} AND m.person_id = line.above
        WHERE line.depth < ${MOST_LEVELS}
    ) SELECT id FROM line`.execute(scope.db)
  if (rows.length === 0) throw invalidField('managerId', 'manager_unknown', 'This is no member here.')
  if (rows.some(({ id }) => personIds.includes(id)))
    throw invalidField('managerId', 'manager_circle', 'This would put the person above themselves.')
}

/** Refuses people who are no members now. Error `invalid_input` at `path`. */
export async function checkMembers(
  scope: OrgScope,
  personIds: readonly string[],
  path = 'personIds',
): Promise<void> {
  const rows = await scope.db
    .selectFrom('membership')
    .select('personId')
    .where('orgId', '=', scope.orgId)
    .where('personId', 'in', personIds)
    .where('leftAt', 'is', null)
    .execute()
  if (rows.length < new Set(personIds).size)
    throw invalidField(path, 'member_unknown', 'This is no member here.')
}
