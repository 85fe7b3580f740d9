import { randomUUID } from 'node:crypto'
import { AppError, forbidden } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { mayGive } from '../../../policy.ts'
import { recordEvent } from '../../audit/commands.ts'
import { getRoleSet, type RoleSet } from '../queries/role-sets.ts'
import { MOST_ROLE_SETS, type RoleSetChange, type RoleSetInput } from '../schema/role-set.ts'
import { checkMembers } from './managers.ts'
import { checkName, checkRoom } from './named-things.ts'

/** Defines a role set, which nobody has yet. Errors: `invalid_input` for a name that is taken; `quota_exceeded`. */
export async function createRoleSet(scope: OrgScope, input: RoleSetInput): Promise<{ readonly id: string }> {
  if (scope.personId === undefined) throw new TypeError('a job defines no role sets')
  await checkName(scope, 'roleSet', undefined, input.name)
  await checkRoom(scope, 'roleSet', MOST_ROLE_SETS, 'role sets')
  const id = randomUUID()
  await scope.db
    .insertInto('roleSet')
    .values({ orgId: scope.orgId, id, ...input, createdBy: scope.personId, createdAt: scope.deps.now() })
    .execute()
  await tell(scope, 'role_set.created', id, input)
  return { id }
}

/** Changes a role set, for everybody who has it, with their next request. Errors: `not_found`, `stale`, `invalid_input`. */
export async function changeRoleSet(
  scope: OrgScope,
  id: string,
  { revision, ...input }: RoleSetChange,
): Promise<void> {
  await getRoleSet(scope, id)
  await checkName(scope, 'roleSet', id, input.name)
  const changed = await scope.db
    .updateTable('roleSet')
    .set({ ...input, revision: revision + 1 })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n)
    throw new AppError('stale', 'Somebody changed this role set since you opened it.')
  await tell(scope, 'role_set.changed', id, input)
}

/** Removes a role set: whoever had it loses it with their next request (THREATS A4). */
export async function removeRoleSet(scope: OrgScope, id: string): Promise<void> {
  const set = await getRoleSet(scope, id)
  await scope.db.deleteFrom('roleSet').where('orgId', '=', scope.orgId).where('id', '=', id).execute()
  await tell(scope, 'role_set.removed', id, set)
}

/** Gives a role set to members. Errors: `not_found`; `forbidden` for more than one has oneself; `invalid_input` for who is no member. */
export async function giveRoleSet(scope: OrgScope, id: string, personIds: readonly string[]): Promise<void> {
  const set = await givable(scope, id)
  await checkMembers(scope, personIds)
  const givenBy = scope.personId
  if (givenBy === undefined) throw new TypeError('a job gives no role sets')
  await scope.db
    .insertInto('roleSetMember')
    .values(
      [...new Set(personIds)].map((personId) => ({
        orgId: scope.orgId,
        roleSetId: id,
        personId,
        givenBy,
        givenAt: scope.deps.now(),
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .execute()
  await tellEach(scope, 'role_set.given', set, personIds)
}

/** Takes a role set from people, with their next request. Errors: `not_found`; `forbidden` as for giving. */
export async function takeRoleSet(scope: OrgScope, id: string, personIds: readonly string[]): Promise<void> {
  const set = await givable(scope, id)
  await scope.db
    .deleteFrom('roleSetMember')
    .where('orgId', '=', scope.orgId)
    .where('roleSetId', '=', id)
    .where('personId', 'in', personIds)
    .execute()
  await tellEach(scope, 'role_set.taken', set, personIds)
}

async function givable(scope: OrgScope, id: string): Promise<RoleSet> {
  const set = await getRoleSet(scope, id)
  if (!mayGive(scope, set.roles, set.areas)) throw forbidden('Nobody gives more than they have themselves.')
  return set
}

async function tell(
  scope: OrgScope,
  action: string,
  id: string,
  { name, roles, areas }: Pick<RoleSetInput, 'name'> & { roles: readonly string[]; areas: readonly string[] },
): Promise<void> {
  await recordEvent(scope, { action, recordType: 'role_set', recordId: id, data: { name, roles, areas } })
}

/** Each event is also in the trail of the person whom it is about. */
async function tellEach(
  scope: OrgScope,
  action: string,
  { id, name }: RoleSet,
  personIds: readonly string[],
): Promise<void> {
  for (const personId of personIds)
    await recordEvent(scope, { action, recordType: 'role_set', recordId: id, personId, data: { name } })
}
