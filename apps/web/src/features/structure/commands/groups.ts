import { randomUUID } from 'node:crypto'
import type { OrgScope } from '../../../db/scopes.ts'
import { dutiesChanged } from '../../../jobs/duties-changed.ts'
import { recordEvent } from '../../audit/commands.ts'
import { getGroup } from '../queries.ts'
import { type GroupInput, MOST_GROUPS } from '../schema.ts'
import { checkMembers } from './managers.ts'
import { checkName, checkRoom } from './named-things.ts'

/** Makes a group. Errors: `invalid_input` for a name that is taken; `quota_exceeded`. */
export async function createGroup(scope: OrgScope, input: GroupInput): Promise<{ readonly id: string }> {
  await checkRoom(scope, 'peopleGroup', MOST_GROUPS, 'groups')
  await checkName(scope, 'peopleGroup', undefined, input.name)
  const id = randomUUID()
  await scope.db
    .insertInto('peopleGroup')
    .values({ orgId: scope.orgId, id, ...input, createdAt: scope.deps.now() })
    .execute()
  await tell(scope, 'group.created', id, input.name)
  return { id }
}

/** Changes what a group is called. Errors: `not_found`; `invalid_input` for a name that is taken. */
export async function changeGroup(scope: OrgScope, id: string, input: GroupInput): Promise<void> {
  await getGroup(scope, id)
  await checkName(scope, 'peopleGroup', id, input.name)
  await scope.db
    .updateTable('peopleGroup')
    .set(input)
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .execute()
  await tell(scope, 'group.changed', id, input.name)
}

/** Removes a group; its people stay members of the organization. */
export async function removeGroup(scope: OrgScope, id: string): Promise<void> {
  const { name } = await getGroup(scope, id)
  await scope.db.deleteFrom('peopleGroup').where('orgId', '=', scope.orgId).where('id', '=', id).execute()
  await tell(scope, 'group.removed', id, name)
  await dutiesChanged(scope)
}

/** Adds members to a group; who is in it stays. Errors: `not_found`; `invalid_input` for who is no member. */
export async function addToGroup(scope: OrgScope, id: string, personIds: readonly string[]): Promise<void> {
  const { name } = await getGroup(scope, id)
  await checkMembers(scope, personIds)
  await scope.db
    .insertInto('groupMember')
    .values(
      [...new Set(personIds)].map((personId) => ({
        orgId: scope.orgId,
        groupId: id,
        personId,
        addedAt: scope.deps.now(),
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .execute()
  await tell(scope, 'group.people_added', id, name, { people: personIds.length })
  await dutiesChanged(scope)
}

/** Takes people out of a group. Error `not_found` for a group that is none. */
export async function takeOutOfGroup(
  scope: OrgScope,
  id: string,
  personIds: readonly string[],
): Promise<void> {
  const { name } = await getGroup(scope, id)
  await scope.db
    .deleteFrom('groupMember')
    .where('orgId', '=', scope.orgId)
    .where('groupId', '=', id)
    .where('personId', 'in', personIds)
    .execute()
  await tell(scope, 'group.people_removed', id, name, { people: personIds.length })
  await dutiesChanged(scope)
}

async function tell(
  scope: OrgScope,
  action: string,
  id: string,
  name: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await recordEvent(scope, { action, recordType: 'group', recordId: id, data: { name, ...more } })
}
