import { forbidden, notFound } from '../../app-error.ts'
import { hashSecret, isSecretOf } from '../../db/lookups.ts'
import { inSystem, type OrgScope, type PersonScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'

export { type DirectoryMatches, findInDirectory } from './queries/find-in-directory.ts'
export { listPeople } from './queries/list-people.ts'

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

export { findMemberName, getMember, offeredMembers } from '../structure/queries/members.ts'

/** Invitations that nobody has accepted and nobody took back, the newest first; those past their time say so by `expiresAt`. */
export function listInvitations(scope: OrgScope) {
  return scope.db
    .selectFrom('invitation')
    .leftJoin('person', 'person.id', 'invitation.invitedBy')
    .leftJoin('department', (join) =>
      join
        .onRef('department.orgId', '=', 'invitation.orgId')
        .onRef('department.id', '=', 'invitation.departmentId'),
    )
    .select([
      'invitation.id',
      'address',
      'invitation.name',
      'roles',
      'departmentId',
      'department.name as department',
      'jobTitle',
      'person.name as invitedBy',
      'invitation.createdAt',
      'expiresAt',
    ])
    .where('invitation.orgId', '=', scope.orgId)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .orderBy('invitation.createdAt', 'desc')
    .orderBy('invitation.id')
    .limit(500)
    .execute()
}

export type InvitationState = 'open' | 'used' | 'over'

/** What the holder of an invitation's link is shown before they accept. Error `not_found`. */
export async function findInvitation(deps: Deps, token: string) {
  const row = await inSystem(deps, (scope) =>
    scope.db
      .selectFrom('invitation')
      .innerJoin('organization', 'organization.id', 'invitation.orgId')
      .select([
        'invitation.address',
        'roles',
        'acceptedAt',
        'revokedAt',
        'expiresAt',
        'organization.name as organization',
        'mark',
        'slug',
      ])
      .where('tokenHash', '=', hashSecret(token))
      .executeTakeFirst(),
  )
  if (row === undefined) throw notFound('invitation')
  const { acceptedAt, revokedAt, expiresAt, ...shown } = row
  const over = revokedAt !== null || expiresAt <= deps.now()
  const state: InvitationState = acceptedAt !== null ? 'used' : over ? 'over' : 'open'
  return { ...shown, state }
}

/** The organizations that a person belongs to, and since when. */
export function listMemberships(scope: PersonScope) {
  return scope.db
    .selectFrom('membership')
    .innerJoin('organization', 'organization.id', 'membership.orgId')
    .select(['organization.id', 'slug', 'organization.name', 'mark', 'roles', 'joinedAt'])
    .where('membership.personId', '=', scope.personId)
    .where('leftAt', 'is', null)
    .orderBy('organization.name')
    .execute()
}

/** Refuses a set-up code that is not the one of this installation, or was used. Error `forbidden`. */
export async function checkSetupCode(deps: Deps, code: string): Promise<void> {
  const instance = await inSystem(deps, (scope) =>
    scope.db.selectFrom('instance').select('setupCodeHash').executeTakeFirst(),
  )
  if (!isSecretOf(code, instance?.setupCodeHash))
    throw forbidden('This is not the set-up code of this installation, or it was used.')
}

/** What signing in takes of members with duties. */
export function getSignInRules(scope: OrgScope): Promise<{ readonly requiresFactor: boolean }> {
  return scope.db
    .selectFrom('organization')
    .select('requiresFactor')
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
}
