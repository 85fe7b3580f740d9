import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** Records are their holder's alone, as the backpack is. */
export const maySeeRecords = (scope: PersonScope): boolean => may(scope, 'backpack:read')

export const mayMakeRecords = (scope: PersonScope): boolean => may(scope, 'backpack:write')

/** What the organization signed it can take back; it sees that a record exists, not what stands in it. */
export const mayRevokeRecords = (scope: OrgScope): boolean =>
  may(scope, 'credentials:write', 'program_manager', 'administrator')

export const maySeeSignedRecords = (scope: OrgScope): boolean =>
  may(scope, 'credentials:read', 'program_manager', 'administrator')
