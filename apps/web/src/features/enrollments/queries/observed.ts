import { sql } from 'kysely'
import type { OrgScope, PersonScope } from '../../../db/scopes.ts'
import type { Observed } from '../schema/observation.ts'

/** How far the criteria of an enrollment were observed; criteria that nobody observed are missing. No content is opened for it. */
export function countObserved(
  scope: OrgScope | PersonScope,
  enrollmentId: string,
): Promise<readonly Observed[]> {
  let query = scope.db
    .selectFrom('observation')
    .leftJoin('person as observer', 'observer.id', 'observation.observerId')
    .where('enrollmentId', '=', enrollmentId)
    .where('endedAt', 'is', null)
  if (scope.kind === 'org') query = query.where('observation.orgId', '=', scope.orgId)
  else query = query.where('observation.personId', '=', scope.personId)
  return query
    .select([
      'criterionId',
      sql<number>`count(*)`.as('recorded'),
      sql<number>`count(*) FILTER (WHERE sufficient)`.as('occasions'),
      // Two accounts that were merged are one observer.
      sql<number>`count(DISTINCT coalesce(observer.merged_into, observation.observer_id)) FILTER (WHERE sufficient)`.as(
        'observers',
      ),
    ])
    .groupBy('criterionId')
    .execute()
}
