import { randomUUID } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { freezeVersion } from '../../achievements/commands.ts'
import { getPublishedVersion } from '../../achievements/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { ended, learnerOf, lockEnrollment } from './lock.ts'
import { withdrawSubmission } from './submit.ts'

/**
 * Enrolls the one who asks on the version that is published now; from here on that version never changes. Errors: `not_found` for a
 * micro-credential that nobody can enroll on, `conflict` when they work on it already.
 */
export async function enroll(
  scope: OrgScope,
  achievementId: string,
): Promise<{ readonly enrollmentId: string }> {
  const personId = learnerOf(scope)
  const version = await getPublishedVersion(scope, achievementId)
  if (version.orgId !== scope.orgId)
    throw new AppError('not_found', 'This organization has no such micro-credential.')
  await freezeVersion(scope, version.id)
  const enrollmentId = randomUUID()
  const made = await scope.db
    .insertInto('enrollment')
    .values({
      orgId: scope.orgId,
      id: enrollmentId,
      personId,
      achievementId,
      achievementVersionId: version.id,
      source: 'self',
      state: 'active',
      dueAt: null,
      createdAt: scope.deps.now(),
      endedAt: null,
    })
    .onConflict((oc) =>
      oc
        .columns(['orgId', 'personId', 'achievementId'])
        .where('state', 'in', ['active', 'submitted'])
        .doNothing(),
    )
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n)
    throw new AppError('conflict', 'You are working on this micro-credential already.', {
      text: 'already_enrolled',
    })
  await recordEvent(scope, {
    action: 'enrollment.started',
    recordType: 'enrollment',
    recordId: enrollmentId,
    personId,
    data: { achievementId, versionId: version.id },
  })
  return { enrollmentId }
}

/** Gives up an enrollment; what waits for a decision is withdrawn with it. Drafts stay readable. */
export async function withdrawEnrollment(scope: OrgScope, enrollmentId: string): Promise<void> {
  const enrollment = await lockEnrollment(scope, enrollmentId)
  if (enrollment.state === 'submitted') await withdrawSubmission(scope, enrollmentId)
  else if (enrollment.state !== 'active') throw ended()
  await scope.db
    .updateTable('enrollment')
    .set({ state: 'withdrawn', endedAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', enrollmentId)
    .execute()
  await recordEvent(scope, {
    action: 'enrollment.withdrawn',
    recordType: 'enrollment',
    recordId: enrollmentId,
    personId: enrollment.personId,
  })
}
