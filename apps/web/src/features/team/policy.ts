import type { OrgScope } from '../../db/scopes.ts'
import { countsIn, may } from '../../policy.ts'

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

/** Whose teams the one who asks sees: their own, and those of managers for whom they stand in. */
export function teamLeads(scope: OrgScope): readonly string[] {
  const leads = scope.grants
    .filter((grant) => grant.role === 'people_manager' && countsIn(grant, 'people:read'))
    .map(({ from }) => (from.kind === 'delegation' ? from.delegatorId : scope.personId))
  return [...new Set(leads.filter((lead) => lead !== undefined))]
}
