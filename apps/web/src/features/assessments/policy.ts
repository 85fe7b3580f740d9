import type { OrgScope } from '../../db/scopes.ts'
import { isOwnWork, may } from '../../policy.ts'

/** What waits for a decision: every assessor. */
export const maySeeQueue = (scope: OrgScope): boolean => may(scope, 'assessments:read', 'assessor')

/** Taking, judging and deciding: an assessor, and never their own work or that of whoever they stand in for (THREATS A5). */
export const mayAssess = (scope: OrgScope, submission: { readonly personId: string }): boolean =>
  may(scope, 'assessments:write', 'assessor') && !isOwnWork(scope, submission.personId)

/** What an assessor sees of somebody else's work: while it waits for a decision, and for good where they decided (THREATS F8). */
export const maySeeWork = (
  scope: OrgScope,
  submission: { readonly personId: string; readonly state: string; readonly judgedByMe: boolean },
): boolean =>
  may(scope, 'assessments:read', 'assessor') &&
  !isOwnWork(scope, submission.personId) &&
  (submission.state === 'submitted' || submission.judgedByMe)
