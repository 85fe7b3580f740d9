import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Definition } from '../../achievements/schema.ts'
import type { CredentialOrder } from '../../credentials/schema.ts'
import { lockEnrollment } from '../../enrollments/commands/lock.ts'
import { listObservations } from '../../enrollments/queries/observations.ts'
import { countObserved } from '../../enrollments/queries/observed.ts'
import {
  NOT_OBSERVED,
  type ObservationCriterion,
  shownLevels,
  stillToSee,
} from '../../enrollments/schema/observation.ts'

/** What an award says of what was observed. */
export type ObservedFacts = Pick<CredentialOrder, 'results' | 'evidence'>

/**
 * What observers saw, as far as it counts now: a level for each row, the lowest that was seen on all occasions, and each observation as a
 * piece of evidence. Observations are held still until the transaction ends. Error `wrong_state` when some were taken back since the work
 * was handed in, so that a criterion is not met any more.
 */
export async function observedFacts(
  scope: OrgScope,
  enrollmentId: string,
  { criteria }: Pick<Definition, 'criteria'>,
): Promise<ObservedFacts> {
  const asked = criteria.filter((one): one is ObservationCriterion => one.kind === 'observation')
  if (asked.length === 0) return { results: [], evidence: [] }
  await lockEnrollment(scope, enrollmentId)
  await checkMet(scope, enrollmentId, asked)
  const observations = (await listObservations(scope, enrollmentId)).filter(
    ({ sufficient, endedAt }) => sufficient && endedAt === null,
  )
  const of = (criterionId: string) => observations.filter((one) => one.criterionId === criterionId)
  return {
    results: asked.flatMap((criterion) =>
      shownLevels(criterion, of(criterion.id)).map((row) => ({ criterionId: criterion.id, ...row })),
    ),
    evidence: asked.flatMap(({ id }) =>
      of(id).map(({ digest }) => ({
        kind: 'observation' as const,
        criterionId: id,
        digest,
        disclosed: false,
      })),
    ),
  }
}

async function checkMet(
  scope: OrgScope,
  enrollmentId: string,
  asked: readonly ObservationCriterion[],
): Promise<void> {
  const seen = await countObserved(scope, enrollmentId)
  const missing = asked.some(
    (criterion) =>
      stillToSee(criterion, seen.find(({ criterionId }) => criterionId === criterion.id) ?? NOT_OBSERVED)
        .occasions > 0,
  )
  if (missing)
    throw new AppError('wrong_state', 'Observations were taken back since this was handed in.', {
      text: 'observations_missing',
    })
}
