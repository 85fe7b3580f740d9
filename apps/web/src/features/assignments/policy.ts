import type { OrgScope } from '../../db/scopes.ts'
import { isOwnWork, may } from '../../policy.ts'

const PLANNERS = ['program_manager', 'administrator'] as const

/** Assigning to anybody, and to whole groups by a rule: who plans the program, and who looks after people. */
export const mayAssignToAnybody = (scope: OrgScope): boolean => may(scope, 'enrollments:write', ...PLANNERS)

/** Assigning to one person: also their manager, directly or above. */
export const mayAssign = (
  scope: OrgScope,
  {
    toReport,
  }: { /** Whether it goes to one person, who reports to the one who acts. */ readonly toReport: boolean },
): boolean => mayAssignToAnybody(scope) || (toReport && may(scope, 'enrollments:write', 'people_manager'))

/** The list of assignments, and the form: whoever may assign to somebody. */
export const mayOpenAssignments = (scope: OrgScope): boolean =>
  may(scope, 'enrollments:read', ...PLANNERS, 'people_manager')

/** All duties of the organization; people managers see those of their reports. */
export const maySeeAllDuties = (scope: OrgScope): boolean => may(scope, 'enrollments:read', ...PLANNERS)

export interface AssignmentFacts {
  readonly assignedByMe: boolean
}

/** One assignment: planners, and whoever made it. */
export const maySeeAssignment = (scope: OrgScope, { assignedByMe }: AssignmentFacts): boolean =>
  maySeeAllDuties(scope) || (assignedByMe && mayOpenAssignments(scope))

export const mayEndAssignment = (scope: OrgScope, { assignedByMe }: AssignmentFacts): boolean =>
  mayAssignToAnybody(scope) || (assignedByMe && may(scope, 'enrollments:write', 'people_manager'))

export interface DutyFacts {
  readonly personId: string
  /** Whether that person reports to the one who acts. */
  readonly isReport: boolean
}

/** Asking for an exemption: the person, their manager, and planners. */
export const mayAskExemption = (scope: OrgScope, { personId, isReport }: DutyFacts): boolean =>
  (scope.personId === personId && may(scope, 'enrollments:write')) || mayAssign(scope, { toReport: isReport })

/** Deciding on one: planners, and the person's manager; never the person themselves, nor whoever acts for them (THREATS A5). */
export const mayDecideExemption = (scope: OrgScope, { personId, isReport }: DutyFacts): boolean =>
  !isOwnWork(scope, personId) && mayAssign(scope, { toReport: isReport })

/** Whether they, or whom they stand in for, asked for it: then somebody else decides (THREATS A5). */
export const askedThemselves = (scope: OrgScope, askedBy: string): boolean => isOwnWork(scope, askedBy)

export const maySeeOwnDuties = (scope: OrgScope): boolean => may(scope, 'enrollments:read')
export const mayRenew = (scope: OrgScope): boolean => may(scope, 'enrollments:write')
