import type { OrgScope } from '../../db/scopes.ts'
import { may, mayGive } from '../../policy.ts'

/** Departments and groups, and who belongs to them. */
export const maySeeStructure = (scope: OrgScope): boolean =>
  may(scope, 'people:read', 'administrator', 'program_manager', 'people_manager')
export const mayManageDepartments = (scope: OrgScope): boolean => may(scope, 'people:write', 'administrator')
/** A group gives no rights; whoever plans a program gathers its people in one. */
export const mayManageGroups = (scope: OrgScope): boolean =>
  may(scope, 'people:write', 'administrator', 'program_manager')

/** Role sets and who has them are no secret of those who look after people. */
export const maySeeRoleSets = (scope: OrgScope): boolean => may(scope, 'people:read', 'administrator')
/** Defining is for administrators in their own right: who has it by delegation, or in some areas, could give themselves more. */
export const mayDefineRoleSets = (scope: OrgScope): boolean =>
  may(scope, 'organization:write', 'administrator') && mayGive(scope, ['administrator'])
/** Giving one; beyond this, only what one has oneself. */
export const mayGiveRoleSets = (scope: OrgScope): boolean => may(scope, 'people:write', 'administrator')
