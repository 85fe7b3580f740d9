import { sql } from 'kysely'
import { AppError, forbidden, notFound } from '../../../app-error.ts'
import { asSystem, type OrgScope, type PersonScope, type Role } from '../../../db/scopes.ts'
import { dutiesChanged } from '../../../jobs/duties-changed.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { mayGive } from '../../../policy.ts'
import { revokeKeysOfMember } from '../../api-keys/commands.ts'
import { recordEvent } from '../../audit/commands.ts'
import { findOrMakePerson } from '../../identity/commands/placeholder-person.ts'
import { checkManager } from '../../structure/commands/managers.ts'
import { checkDepartment } from '../../structure/commands.ts'
import { getOrganization } from '../queries.ts'
import type { MembershipInput, NewPerson } from '../schema.ts'

/**
 * Makes a member of a person who has no account yet. When they sign up with the address and prove it, the account becomes this person.
 * A person without an account whom another organization entered with the address is the same person. Errors: `conflict` when the
 * address belongs to an account (invite them) or to a member.
 */
export async function addPerson(scope: OrgScope, input: NewPerson): Promise<{ readonly personId: string }> {
  refuseGiving(scope, input.roles)
  await checkManager(scope, [], input.managerId)
  await checkDepartment(scope, input.departmentId)
  const personId = await enteredPerson(scope, input)
  const { roles, departmentId, jobTitle, managerId } = input
  await joinOrganization(scope, personId, {
    roles,
    departmentId,
    jobTitle,
    managerId,
    joinedAt: input.joinedAt ?? scope.deps.now(),
  })
  await recordEvent(scope, {
    action: 'person.added',
    recordType: 'person',
    recordId: personId,
    personId,
    data: { roles },
  })
  return { personId }
}

/** The person without an account behind the address. Error `conflict` where the address belongs to an account. */
async function enteredPerson(scope: OrgScope, { name, address }: NewPerson): Promise<string> {
  const { locale } = await getOrganization(scope)
  const { personId, hasAccount } = await asSystem(scope, (system) =>
    findOrMakePerson(system, { name, address, locale }),
  )
  if (hasAccount)
    throw new AppError('conflict', 'This address belongs to an account; invite that person.', {
      text: 'person_has_account',
    })
  return personId
}

export interface NewMembership {
  readonly roles: MembershipInput['roles']
  readonly departmentId?: string | undefined
  readonly jobTitle?: string | undefined
  readonly managerId?: string | undefined
  readonly joinedAt: Date
}

/** Makes a person a member, or again one after they left. Error `conflict` for who is one. */
export async function joinOrganization(
  scope: OrgScope,
  personId: string,
  { roles, departmentId = undefined, jobTitle = undefined, managerId = undefined, joinedAt }: NewMembership,
): Promise<void> {
  await forgetFormer(scope, personId)
  const columns = {
    roles: [...roles],
    departmentId: departmentId ?? null,
    jobTitle: jobTitle ?? null,
    managerId: managerId ?? null,
    joinedAt,
    leftAt: null,
  }
  const made = await scope.db
    .insertInto('membership')
    .values({ orgId: scope.orgId, personId, ...columns })
    .onConflict((oc) =>
      oc.columns(['orgId', 'personId']).doUpdateSet(columns).where('membership.leftAt', 'is not', null),
    )
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n)
    throw new AppError('conflict', 'This person is a member already.', { text: 'member_already' })
  await dutiesChanged(scope)
}

/** Who comes back begins anew: role sets, groups and delegations of their former time give them nothing. */
async function forgetFormer(scope: OrgScope, personId: string): Promise<void> {
  const { db, orgId } = scope
  const former = await db
    .selectFrom('membership')
    .select('leftAt')
    .where('orgId', '=', orgId)
    .where('personId', '=', personId)
    .executeTakeFirst()
  if (former === undefined || former.leftAt === null) return
  for (const table of ['roleSetMember', 'groupMember'] as const)
    await db.deleteFrom(table).where('orgId', '=', orgId).where('personId', '=', personId).execute()
  await db
    .updateTable('delegation')
    .set({ revokedAt: former.leftAt, revokedBy: personId })
    .where('orgId', '=', orgId)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('delegatorId', '=', personId), eb('delegateId', '=', personId)]))
    .execute()
}

/** Changes what a member is here. Errors: `not_found`; `wrong_state` when it would leave no administrator. */
export async function changeMembership(
  scope: OrgScope,
  personId: string,
  { roles, departmentId, jobTitle, managerId }: MembershipInput,
): Promise<void> {
  await refuseTaking(scope, personId, roles)
  await checkManager(scope, [personId], managerId)
  await checkDepartment(scope, departmentId)
  if (!roles.includes('administrator')) await refuseLastAdministrator(scope, scope.orgId, personId)
  const changed = await scope.db
    .updateTable('membership')
    .set({
      roles,
      departmentId: departmentId ?? null,
      jobTitle: jobTitle ?? null,
      managerId: managerId ?? null,
    })
    .where('orgId', '=', scope.orgId)
    .where('personId', '=', personId)
    .where('leftAt', 'is', null)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) throw notFound('member')
  await recordEvent(scope, {
    action: 'membership.changed',
    recordType: 'person',
    recordId: personId,
    personId,
    data: { roles },
  })
  await dutiesChanged(scope)
}

/** Refuses to give roles that the one who acts does not have. Error `forbidden`. */
export function refuseGiving(scope: OrgScope, roles: readonly Role[]): void {
  if (!mayGive(scope, roles)) throw forbidden('Nobody gives more than they have themselves.')
}

/** Of a member's roles, only those may be given or taken that the one who acts has. Errors: `forbidden`, `not_found`. */
async function refuseTaking(scope: OrgScope, personId: string, next: readonly Role[]): Promise<void> {
  const member = await scope.db
    .selectFrom('membership')
    .select('roles')
    .where('orgId', '=', scope.orgId)
    .where('personId', '=', personId)
    .where('leftAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (member === undefined) throw notFound('member')
  const before = member.roles
  refuseGiving(scope, [
    ...next.filter((role) => !before.includes(role)),
    ...before.filter((role) => !next.includes(role)),
  ])
}

/** Ends a membership: the person keeps their account and backpack and loses this organization at once, their keys for it too. */
export async function endMembership(scope: OrgScope, personId: string): Promise<void> {
  await refuseTaking(scope, personId, [])
  await refuseLastAdministrator(scope, scope.orgId, personId)
  await markLeft(scope, scope.orgId, personId)
  await revokeKeysOfMember(scope, scope.orgId, personId)
  await recordEvent(scope, {
    action: 'membership.ended',
    recordType: 'person',
    recordId: personId,
    personId,
  })
  await dutiesChanged(scope)
}

/** Leaves an organization by one's own choice. Error `wrong_state` for its last administrator. */
export async function leaveOrganization(scope: PersonScope, orgId: string): Promise<void> {
  await refuseLastAdministrator(scope, orgId, scope.personId)
  await markLeft(scope, orgId, scope.personId)
  await revokeKeysOfMember(scope, orgId, scope.personId)
  await recordEvent(scope, {
    action: 'membership.left',
    recordType: 'organization',
    recordId: orgId,
    orgId,
  })
  await enqueue(scope, 'keep_duties', { orgId }, { key: `duties:${orgId}` })
}

async function markLeft(scope: OrgScope | PersonScope, orgId: string, personId: string): Promise<void> {
  const left = await scope.db
    .updateTable('membership')
    .set({ leftAt: scope.deps.now() })
    .where('orgId', '=', orgId)
    .where('personId', '=', personId)
    .where('leftAt', 'is', null)
    .executeTakeFirst()
  if (left.numUpdatedRows === 0n) throw notFound('member')
}

/** Locks the administrators who can sign in, so that the last two cannot both go at one moment. */
async function refuseLastAdministrator(
  scope: OrgScope | PersonScope,
  orgId: string,
  personId: string,
): Promise<void> {
  const administrators = await asSystem(scope, (system) =>
    system.db
      .selectFrom('membership')
      .innerJoin('person', 'person.id', 'membership.personId')
      .select('person.id')
      .where('orgId', '=', orgId)
      .where('leftAt', 'is', null)
      .where('userId', 'is not', null)
      .where(sql<boolean>`'administrator' = ANY(membership.roles)`)
      .forUpdate('membership')
      .execute(),
  )
  if (administrators.length === 1 && administrators[0]?.id === personId)
    throw new AppError('wrong_state', 'An organization keeps at least one administrator.', {
      text: 'last_administrator',
    })
}
