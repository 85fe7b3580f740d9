import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const maySeeQuarantine = (scope: OrgScope): boolean => may(scope, 'organization:read', 'administrator')
export const mayClearQuarantine = (scope: OrgScope): boolean =>
  may(scope, 'organization:write', 'administrator')
