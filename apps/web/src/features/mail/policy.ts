import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const maySeeLetters = (scope: OrgScope): boolean => may(scope, 'organization:read', 'administrator')
export const mayWordLetters = (scope: OrgScope): boolean => may(scope, 'organization:write', 'administrator')
