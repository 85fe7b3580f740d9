import { randomUUID } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { getObservationRow } from '../../enrollments/queries/observations.ts'
import type { RemarkKind } from '../../enrollments/schema/observation.ts'
import type { RemarkInput } from '../schema.ts'

/** Remarks on one observation: a conversation, not a correspondence. */
const MOST_REMARKS = 20

/** What the person who was observed says of it; whoever judges the work reads it. Errors: `not_found`, `quota_exceeded`. */
export async function remarkOn(
  scope: OrgScope,
  observationId: string,
  { kind, text }: RemarkInput,
): Promise<void> {
  const { personId, enrollmentId } = await getObservationRow(scope, observationId)
  const { count } = await scope.db
    .selectFrom('observationRemark')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('orgId', '=', scope.orgId)
    .where('observationId', '=', observationId)
    .executeTakeFirstOrThrow()
  if (count >= MOST_REMARKS)
    throw new AppError('quota_exceeded', `There are ${MOST_REMARKS} remarks already.`, {
      text: 'remarks_full',
    })
  await insertRemark(scope, { observationId, personId, kind, text })
  await recordEvent(scope, {
    action: 'observation.remarked',
    recordType: 'observation',
    recordId: observationId,
    personId,
    data: { enrollmentId, kind },
  })
}

interface NewRemark {
  readonly observationId: string
  /** Who was observed: what is said of them is sealed for them. */
  readonly personId: string
  readonly kind: RemarkKind
  readonly text: string
}

export async function insertRemark(
  scope: OrgScope,
  { observationId, personId, kind, text }: NewRemark,
): Promise<void> {
  if (scope.personId === undefined) throw new TypeError('a remark is made by a person')
  const id = randomUUID()
  const dataKey = await dataKeyOf(scope, personId)
  await scope.db
    .insertInto('observationRemark')
    .values({
      ...{ orgId: scope.orgId, id, observationId, personId, kind },
      authorId: scope.personId,
      ...sealWith(dataKey, JSON.stringify({ text }), `observation_remark:${id}:sealed`),
      createdAt: scope.deps.now(),
    })
    .execute()
}
