import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** A person's own next steps, in all their organizations. */
export const maySeeHome = (scope: PersonScope): boolean =>
  may(scope, 'enrollments:read') && may(scope, 'backpack:read')

/** Whether the home page counts what waits for judgement here. */
export const judgesHere = (scope: OrgScope): boolean => may(scope, 'assessments:read', 'assessor')

/** Whether it shows how the program goes here. */
export const definesHere = (scope: OrgScope): boolean => may(scope, 'achievements:read', 'program_manager')

/** Whether it counts what is late in the person's team. */
export const leadsHere = (scope: OrgScope): boolean => may(scope, 'people:read', 'people_manager')

/** Whether it counts what is overdue, and of whom: of everybody for who plans the program, else of the person's reports. */
export const dutiesHere = (scope: OrgScope): 'all' | 'team' | undefined => {
  if (may(scope, 'enrollments:read', 'program_manager', 'administrator')) return 'all'
  return may(scope, 'enrollments:read', 'people_manager') ? 'team' : undefined
}

/** Which other pages belong to the person's roles here. */
export const rolePagesHere = (scope: OrgScope) => ({
  outcomes: may(scope, 'organization:read', 'executive'),
  recruiting: may(scope, 'organization:read', 'recruiter'),
  partner: may(scope, 'organization:read', 'partner'),
})

/** Whether it counts who belongs here. */
export const administersHere = (scope: OrgScope): boolean => may(scope, 'people:read', 'administrator')

/** Whether it counts who waits to be observed: for observers always, for managers when there is somebody. */
export const observesHere = (scope: OrgScope) => ({
  always: may(scope, 'assessments:read', 'observer'),
  team: may(scope, 'assessments:read', 'people_manager'),
})
