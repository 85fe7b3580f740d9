import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const maySeeIssuer = (scope: OrgScope): boolean => may(scope, 'issuer:read', 'administrator')
export const mayManageKeys = (scope: OrgScope): boolean => may(scope, 'issuer:write', 'administrator')
