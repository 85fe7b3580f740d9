import { AppError, forbidden } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { openAssigned } from '../../enrollments/commands/assigned.ts'
import { findOpenEnrollment } from '../../enrollments/queries.ts'
import { getAssignmentRow } from '../queries/assignments.ts'
import { getDutyRow } from '../queries/duties.ts'

/**
 * Begins the work on an open duty of one's own: for who withdrew or was declined, and where nothing was published when the duty began.
 * Who works on it already goes on. Errors: `not_found`; `forbidden` for another's; `wrong_state` for one that is not open, or that nobody
 * can earn at present.
 */
export async function beginDuty(scope: OrgScope, dutyId: string): Promise<{ readonly enrollmentId: string }> {
  const { personId, state, dueAt, assignmentId } = await getDutyRow(scope, dutyId)
  if (personId !== scope.personId) throw forbidden('Nobody begins the work of another.')
  if (state !== 'open') throw new AppError('wrong_state', 'This duty is not open.')
  const { achievementId, targetKind } = await getAssignmentRow(scope, assignmentId)
  await openAssigned(scope, {
    achievementId,
    source: targetKind === 'person' ? 'manager' : 'rule',
    people: [{ personId, dueAt }],
  })
  const work = await findOpenEnrollment(scope, personId, achievementId)
  if (work === undefined)
    throw new AppError('wrong_state', 'Nobody can earn this at present.', { text: 'not_offered' })
  return { enrollmentId: work.id }
}
