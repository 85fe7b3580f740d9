import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { recordEvent } from '../../audit/commands.ts'
import { lockEnrollment } from '../../enrollments/commands/lock.ts'
import { getObservationRow } from '../../enrollments/queries/observations.ts'
import { insertRemark } from './remark.ts'

/** Takes an observation back: it stays to be read, with the reason, and counts no more. Errors: `not_found`, `conflict`. */
export async function withdrawObservation(scope: OrgScope, id: string, reason: string): Promise<void> {
  const row = await getObservationRow(scope, id)
  // Whoever decides on the work meanwhile holds the same lock.
  await lockEnrollment(scope, row.enrollmentId)
  await endObservation(scope, row, { how: 'withdrawn', reason })
}

interface Ending {
  readonly how: 'withdrawn' | 'superseded'
  readonly reason: string
}

/** Error `conflict` for what has ended already. */
export async function endObservation(
  scope: OrgScope,
  { id, enrollmentId, criterionId, personId }: Row<'observation'>,
  { how, reason }: Ending,
): Promise<void> {
  const ended = await scope.db
    .updateTable('observation')
    .set({ endedAt: scope.deps.now(), endedHow: how })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  if (ended.numUpdatedRows === 0n)
    throw new AppError('conflict', 'This observation was taken back already.', { text: 'observation_ended' })
  await insertRemark(scope, { observationId: id, personId, kind: how, text: reason })
  await recordEvent(scope, {
    action: `observation.${how}`,
    recordType: 'observation',
    recordId: id,
    personId,
    data: { enrollmentId, criterionId },
  })
}
