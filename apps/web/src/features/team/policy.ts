import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/**
 * What a people manager sees of those who report to them, directly or through others: what this organization issued to them, what
 * they are enrolled in and where it stands. No evidence, and nothing of other organizations.
 */
export const maySeeTeam = (scope: OrgScope): boolean =>
  may(scope, 'people:read', 'people_manager') &&
  may(scope, 'credentials:read', 'people_manager') &&
  may(scope, 'enrollments:read', 'people_manager')

export const maySeeReport = (scope: OrgScope, { isReport }: { readonly isReport: boolean }): boolean =>
  isReport && maySeeTeam(scope)
