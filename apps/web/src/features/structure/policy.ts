import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** Departments and groups, and who belongs to them. */
export const maySeeStructure = (scope: OrgScope): boolean =>
  may(scope, 'people:read', 'administrator', 'program_manager', 'people_manager')
export const mayManageDepartments = (scope: OrgScope): boolean => may(scope, 'people:write', 'administrator')
/** A group gives no rights; whoever plans a program gathers its people in one. */
export const mayManageGroups = (scope: OrgScope): boolean =>
  may(scope, 'people:write', 'administrator', 'program_manager')
