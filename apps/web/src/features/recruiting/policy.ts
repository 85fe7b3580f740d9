import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** Checking many badges at once: each costs fetches and work, so it is for those whose task it is. */
export const mayCheckMany = (scope: OrgScope): boolean =>
  may(scope, 'organization:read', 'recruiter', 'partner', 'program_manager', 'administrator')

/** Members who hold a micro-credential and show it to anybody: whoever keeps it private is not among them. */
export const maySeeHolders = (scope: OrgScope): boolean => may(scope, 'credentials:read', 'recruiter')
