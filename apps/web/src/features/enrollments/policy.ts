import type { OrgScope } from '../../db/scopes.ts'
import { isOwnWork, may } from '../../policy.ts'

/** Every member may learn; what they hand in is their own. */
export const mayEnroll = (scope: OrgScope): boolean => may(scope, 'enrollments:write')
export const maySeeOwnEnrollments = (scope: OrgScope): boolean => may(scope, 'enrollments:read')

export const mayWorkOn = (scope: OrgScope, owner: { readonly personId: string }): boolean =>
  may(scope, 'submissions:write') && scope.personId === owner.personId

export const maySeeEnrollment = (scope: OrgScope, owner: { readonly personId: string }): boolean =>
  may(scope, 'submissions:read') && scope.personId === owner.personId

/** Evidence of a submission: its owner, and assessors while it waits for a decision or after they judged it. */
export const maySeeSubmission = (
  scope: OrgScope,
  submission: { readonly personId: string; readonly state: string; readonly judgedByMe: boolean },
): boolean =>
  (may(scope, 'submissions:read') && scope.personId === submission.personId) ||
  (may(scope, 'assessments:read', 'assessor') &&
    !isOwnWork(scope, submission.personId) &&
    (submission.state === 'submitted' || submission.judgedByMe))
