import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** All credentials of the organization, with their holders. */
export const maySeeCredentials = (scope: OrgScope): boolean =>
  may(scope, 'credentials:read', 'program_manager', 'administrator')

export const mayAward = (scope: OrgScope): boolean => may(scope, 'credentials:write', 'program_manager')

export const mayChangeStatus = (scope: OrgScope): boolean =>
  may(scope, 'credentials:write', 'program_manager', 'administrator')

/** What the person holds; row-level security shows nothing else in their scope. */
export const maySeeOwnCredentials = (scope: PersonScope): boolean => may(scope, 'credentials:read')
