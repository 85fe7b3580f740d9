import type { OrgScope } from '../../db/scopes.ts'
import { isOwnWork, may } from '../../policy.ts'
import type { ObservedBy } from '../achievements/schema/terms.ts'

/** What decides who may observe somebody. */
export interface Observable {
  readonly personId: string
  readonly by: ObservedBy
  /** Whether the person reports to the one who asks, or to a manager for whom they stand in. */
  readonly isReport: boolean
}

/** Observers, of anybody; managers, of their people, where a criterion allows it. */
export const maySeeWaiting = (scope: OrgScope): boolean =>
  may(scope, 'assessments:read', 'observer', 'people_manager')

/** Whether everybody whom a criterion asks to be observed is listed, not only one's people. */
export const observesAnybody = (scope: OrgScope): boolean => may(scope, 'assessments:read', 'observer')
export const observesTeam = (scope: OrgScope): boolean => may(scope, 'assessments:read', 'people_manager')

/** Nobody observes themselves, or whoever they stand in for (THREATS A5). */
export const mayObserve = (scope: OrgScope, { personId, by, isReport }: Observable): boolean =>
  !isOwnWork(scope, personId) &&
  (may(scope, 'assessments:write', 'observer') ||
    (by === 'observer_or_manager' && isReport && may(scope, 'assessments:write', 'people_manager')))

/** By what right one observes: the role of an observer comes first. */
export const capacityOf = (scope: OrgScope): 'observer' | 'manager' =>
  may(scope, 'assessments:write', 'observer') ? 'observer' : 'manager'

/** The observations that one recorded oneself, listed without their content. */
export const maySeeRecorded = (scope: OrgScope): boolean => may(scope, 'assessments:read')

export interface Readable {
  readonly personId: string
  /** Absent for all observations of an enrollment. */
  readonly observerId?: string
  /** Work of the enrollment waits for a decision, or the one who asks decided on it. */
  readonly isJudged: boolean
}

/** The person who was observed, whoever recorded it, and those who judge the work that it belongs to. */
export const mayReadObservation = (scope: OrgScope, { personId, observerId, isJudged }: Readable): boolean =>
  (may(scope, 'submissions:read') && scope.personId === personId) ||
  (observerId !== undefined && may(scope, 'assessments:read') && scope.personId === observerId) ||
  (may(scope, 'assessments:read', 'assessor') && !isOwnWork(scope, personId) && isJudged)

/** Whoever recorded it, also when the role has gone meanwhile: a mistake is theirs to take back. */
export const mayWithdraw = (scope: OrgScope, { observerId }: { readonly observerId: string }): boolean =>
  may(scope, 'assessments:write') && scope.personId === observerId

/** Only the person who was observed speaks to it. */
export const mayRemark = (scope: OrgScope, { personId }: { readonly personId: string }): boolean =>
  may(scope, 'submissions:write') && scope.personId === personId
