import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { getSubmission } from '../../enrollments/queries.ts'
import { notTaken } from '../queries.ts'
import { CLAIM_HOURS } from '../schema.ts'

/**
 * Takes a submission for judging, or goes on with one's own claim. Of two who try at once one gets it: the row's update decides. Errors:
 * `not_found`; `wrong_state` when it no longer waits; `conflict` while somebody else holds it.
 */
export async function claimSubmission(scope: OrgScope, submissionId: string): Promise<{ until: Date }> {
  const before = await getSubmission(scope, submissionId)
  const until = claimEnd(scope)
  const taken = await scope.db
    .updateTable('submission')
    .set({ claimedBy: assessorOf(scope), claimExpiresAt: until })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', submissionId)
    .where('state', '=', 'submitted')
    .where('personId', 'not in', [assessorOf(scope), ...scope.delegators])
    .where((eb) => notTaken(eb, scope.deps.now(), assessorOf(scope)))
    .executeTakeFirst()
  if (taken.numUpdatedRows === 0n) throw await notClaimed(scope, submissionId)
  if (before.claimedBy !== scope.personId)
    await recordEvent(scope, {
      action: 'submission.claimed',
      recordType: 'submission',
      recordId: submissionId,
    })
  return { until }
}

/** Gives a claim back, so that others see it as free at once. Nothing happens when it is not one's own. */
export async function releaseSubmission(scope: OrgScope, submissionId: string): Promise<void> {
  const released = await scope.db
    .updateTable('submission')
    .set({ claimedBy: null, claimExpiresAt: null })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', submissionId)
    .where('state', '=', 'submitted')
    .where('claimedBy', '=', assessorOf(scope))
    .executeTakeFirst()
  if (released.numUpdatedRows === 0n) return
  await recordEvent(scope, {
    action: 'submission.released',
    recordType: 'submission',
    recordId: submissionId,
  })
}

/**
 * Makes sure that the one who acts holds the submission, and renews the claim: whoever is at work keeps it. Locks the row until the
 * transaction ends. A claim that ran out is still one's own until another takes it. Errors: `wrong_state`, `conflict`.
 */
export async function holdClaim(scope: OrgScope, submissionId: string) {
  const held = await scope.db
    .updateTable('submission')
    .set({ claimExpiresAt: claimEnd(scope) })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', submissionId)
    .where('state', '=', 'submitted')
    .where('claimedBy', '=', assessorOf(scope))
    .where('personId', 'not in', [assessorOf(scope), ...scope.delegators])
    .returning(['id', 'enrollmentId', 'personId', 'number'])
    .executeTakeFirst()
  if (held === undefined) throw await notClaimed(scope, submissionId)
  return held
}

async function notClaimed(scope: OrgScope, submissionId: string): Promise<AppError> {
  const { state, claimedBy, claimExpiresAt } = await getSubmission(scope, submissionId)
  if (state === 'withdrawn')
    return new AppError('wrong_state', 'The learner has withdrawn this submission.', {
      text: 'submission_withdrawn',
    })
  if (state !== 'submitted')
    return new AppError('conflict', 'This submission is decided already.', { text: 'already_decided' })
  const byOther = claimedBy !== null && claimedBy !== scope.personId
  if (byOther && claimExpiresAt !== null && claimExpiresAt > scope.deps.now())
    return new AppError('conflict', 'Another assessor is working on this submission.', {
      text: 'claimed_by_other',
    })
  return new AppError('wrong_state', 'Take the submission first.', { text: 'not_claimed' })
}

const claimEnd = (scope: OrgScope): Date => new Date(scope.deps.now().getTime() + CLAIM_HOURS * 3_600_000)

/** The person who judges. A job never does. */
export function assessorOf(scope: OrgScope): string {
  if (scope.personId === undefined) throw new TypeError('an assessment is made by a person')
  return scope.personId
}
