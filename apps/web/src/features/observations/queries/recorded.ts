import type { OrgScope } from '../../../db/scopes.ts'

/** What the one who asks recorded, the newest first: of whom and for what, without its content. */
export async function listRecorded(
  scope: OrgScope,
  { limit, offset }: { readonly limit: number; readonly offset: number },
) {
  const matching = scope.db
    .selectFrom('observation')
    .where('observation.orgId', '=', scope.orgId)
    .where('observerId', '=', scope.personId ?? null)
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const items = await matching
    .innerJoin('enrollment', (join) =>
      join
        .onRef('enrollment.orgId', '=', 'observation.orgId')
        .onRef('enrollment.id', '=', 'observation.enrollmentId'),
    )
    .innerJoin('achievementVersion', (join) =>
      join
        .onRef('achievementVersion.orgId', '=', 'enrollment.orgId')
        .onRef('achievementVersion.id', '=', 'enrollment.achievementVersionId'),
    )
    .innerJoin('person', 'person.id', 'observation.personId')
    .select([
      'observation.id',
      'observation.enrollmentId',
      'observation.criterionId',
      'observation.personId',
      'person.name as person',
      'achievementVersion.name as achievement',
      'observation.sufficient',
      'observation.createdAt',
      'observation.endedHow',
    ])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('observationRemark as r')
            .select('r.id')
            .whereRef('r.orgId', '=', 'observation.orgId')
            .whereRef('r.observationId', '=', 'observation.id')
            .where('r.kind', '=', 'disagreement'),
        )
        .as('disagreed'),
    )
    .orderBy('observation.createdAt', 'desc')
    .orderBy('observation.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}
export type Recorded = Awaited<ReturnType<typeof listRecorded>>['items'][number]
