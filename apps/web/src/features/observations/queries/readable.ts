import type { OrgScope } from '../../../db/scopes.ts'
import { getObservationRow, hasDecidedOn } from '../../enrollments/queries/observations.ts'
import { getEnrollment } from '../../enrollments/queries.ts'

/** What decides who reads one observation. Error: `not_found`. */
export async function readableOf(scope: OrgScope, observationId: string) {
  const { personId, observerId, enrollmentId } = await getObservationRow(scope, observationId)
  return { personId, observerId, isJudged: await isJudged(scope, enrollmentId) }
}

/** What decides who reads all observations of an enrollment. Error: `not_found`. */
export async function readableOfEnrollment(scope: OrgScope, enrollmentId: string) {
  const { personId } = await getEnrollment(scope, enrollmentId)
  return { personId, isJudged: await isJudged(scope, enrollmentId) }
}

/** Whether work waits for a decision there, or the one who asks decided on it. */
async function isJudged(scope: OrgScope, enrollmentId: string): Promise<boolean> {
  const { state } = await getEnrollment(scope, enrollmentId)
  return state === 'submitted' || (await hasDecidedOn(scope, enrollmentId))
}
