import type { OrgScope, Role } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** A key delegates nothing: what it gave would outlive it. */
export const mayDelegate = (scope: OrgScope): boolean =>
  scope.actor.kind === 'person' && may(scope, 'organization:read')

/** Only roles that one was given oneself: what is delegated, or comes by a role set, is not passed on. */
export const ownRoles = (scope: OrgScope): readonly Role[] =>
  scope.grants.flatMap(({ role, from }) => (from.kind === 'membership' ? [role] : []))

export const maySeeOwnDelegations = (scope: OrgScope): boolean => may(scope, 'organization:read')
export const maySeeAllDelegations = (scope: OrgScope): boolean => may(scope, 'people:read', 'administrator')

/** Both sides may end it, and administrators. */
export const mayEndDelegation = (
  scope: OrgScope,
  { delegatorId, delegateId }: { readonly delegatorId: string; readonly delegateId: string },
): boolean =>
  may(scope, 'people:write', 'administrator') ||
  (may(scope, 'organization:write') && [delegatorId, delegateId].includes(scope.personId ?? ''))
