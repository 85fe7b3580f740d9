import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** Reading a file, starting, pausing and going on. */
export const mayIssueInBulk = (scope: OrgScope): boolean => may(scope, 'credentials:write', 'program_manager')

/** Batches with their rows, which name people. */
export const maySeeBatches = (scope: OrgScope): boolean =>
  may(scope, 'credentials:read', 'program_manager', 'administrator')

/** Taking a whole batch back: who may revoke one credential may revoke these. */
export const mayTakeBack = (scope: OrgScope): boolean =>
  may(scope, 'credentials:write', 'program_manager', 'administrator')
