import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** Keys are handled by people who are signed in: a key that makes keys would outlive its own end. */
export const mayManageOrganizationKeys = (scope: OrgScope): boolean =>
  scope.actor.kind === 'person' && may(scope, 'organization:write', 'administrator')

export const mayManageOwnKeys = (scope: PersonScope): boolean => scope.actor.kind === 'person'
