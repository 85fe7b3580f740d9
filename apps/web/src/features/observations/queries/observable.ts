import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { getVersion } from '../../achievements/queries.ts'
import { getEnrollment } from '../../enrollments/queries.ts'
import type { ObservationCriterion } from '../../enrollments/schema/observation.ts'
import { isInTeam, teamLeads } from '../../team/queries.ts'

/** A criterion of an enrollment that asks to be observed, with what decides who may. Error: `not_found`. */
export async function getObservable(scope: OrgScope, enrollmentId: string, criterionId: string) {
  const enrollment = await getEnrollment(scope, enrollmentId)
  const { definition } = await getVersion(scope, enrollment.achievementVersionId)
  const criterion = definition.criteria.find(
    (one): one is ObservationCriterion => one.kind === 'observation' && one.id === criterionId,
  )
  if (criterion === undefined) throw notFound('criterion to observe')
  const { personId } = enrollment
  return {
    enrollment,
    definition,
    criterion,
    personId,
    by: criterion.by,
    isReport: await isInTeam(scope, teamLeads(scope), personId),
  }
}

/** The name of somebody whom the organization knows, also of one who left. */
export async function findPersonName({ db }: OrgScope, personId: string): Promise<string> {
  const row = await db.selectFrom('person').select('name').where('id', '=', personId).executeTakeFirst()
  return row?.name ?? ''
}
