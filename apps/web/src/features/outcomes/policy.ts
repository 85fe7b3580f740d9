import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** Figures of the organization as a whole; nobody's name is in them. */
export const maySeeOutcomes = (scope: OrgScope): boolean =>
  may(scope, 'organization:read', 'executive', 'program_manager', 'administrator')
