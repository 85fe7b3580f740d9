import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { type EnrollmentRow, getEnrollment } from '../queries.ts'

/** The enrollment, locked until the transaction ends: what several tabs do to it comes one after the other. */
export async function lockEnrollment(scope: OrgScope, enrollmentId: string): Promise<EnrollmentRow> {
  await getEnrollment(scope, enrollmentId)
  return scope.db
    .selectFrom('enrollment')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('id', '=', enrollmentId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** The enrollment, locked, if it can still be worked on. Error: `wrong_state`. */
export async function lockActive(scope: OrgScope, enrollmentId: string): Promise<EnrollmentRow> {
  const enrollment = await lockEnrollment(scope, enrollmentId)
  if (enrollment.state === 'submitted')
    throw new AppError('wrong_state', 'This is handed in; withdraw it to go on working.', {
      text: 'handed_in',
    })
  if (enrollment.state !== 'active') throw ended()
  return enrollment
}

export const ended = () =>
  new AppError('wrong_state', 'This enrollment has ended.', { text: 'enrollment_ended' })

/** The person who learns. A job never learns. */
export function learnerOf(scope: OrgScope): string {
  if (scope.personId === undefined) throw new TypeError('an enrollment belongs to a person')
  return scope.personId
}
