import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const maySeeWebhooks = (scope: OrgScope): boolean => may(scope, 'organization:read', 'administrator')
export const mayManageWebhooks = (scope: OrgScope): boolean =>
  may(scope, 'organization:write', 'administrator')
