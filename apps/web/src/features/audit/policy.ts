import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const mayReadAudit = (scope: OrgScope): boolean => may(scope, 'audit:read', 'administrator')
export const mayReadOwnTrail = (scope: PersonScope): boolean => may(scope, 'profile:read')
