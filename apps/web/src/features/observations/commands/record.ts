import { randomUUID } from 'node:crypto'
import { AppError, forbidden, invalidField } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { isOwnWork } from '../../../policy.ts'
import { recordEvent } from '../../audit/commands.ts'
import { dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { sha256 } from '../../enrollments/commands/evidence.ts'
import { lockEnrollment } from '../../enrollments/commands/lock.ts'
import type { InScope } from '../../enrollments/commands/upload.ts'
import { getObservationRow } from '../../enrollments/queries/observations.ts'
import {
  isSufficient,
  type ObservationContent,
  type ObservationCriterion,
} from '../../enrollments/schema/observation.ts'
import { capacityOf } from '../policy.ts'
import { getObservable } from '../queries/observable.ts'
import type { ObservedUpload } from '../schema/upload.ts'
import { OBSERVATION_LIMITS, type ObservationInput } from '../schema.ts'
import { endObservation } from './end.ts'
import {
  checkedFiles,
  dropFiles,
  insertFiles,
  type StoredFile,
  sealFiles,
  storeFiles,
} from './observed-files.ts'
import { tellObserved } from './tell-observed.ts'

const DAY = 86_400_000

/**
 * Records what was seen of somebody at work, for good. Sent twice with one id it is recorded once. Files are stored before the rows are
 * written and taken away again when that fails. Errors: `forbidden` to observe oneself or whoever one stands in for; `wrong_state` once
 * the work is decided; `invalid_input` for rows that the rubric does not have, or a day that is not in the year behind; `conflict` for an
 * id that something else has, or an observation that was taken back already; those of files as for evidence.
 */
export async function recordObservation(
  deps: Deps,
  inScope: InScope,
  enrollmentId: string,
  input: ObservationInput,
  uploads: readonly ObservedUpload[] = [],
): Promise<{ readonly observationId: string }> {
  const observationId = input.id ?? randomUUID()
  const files = await checkedFiles(uploads)
  const prepared = await inScope(async (scope) => {
    if (await isRecorded(scope, enrollmentId, observationId)) return undefined
    const { personId } = await checkObservable(scope, enrollmentId, input)
    return { personId, sealed: await sealFiles(scope, personId, files) }
  })
  if (prepared === undefined) return { observationId }
  const stored = await storeFiles(deps, prepared.personId, prepared.sealed)
  try {
    const made = await inScope((scope) =>
      insertObservation(scope, { observationId, enrollmentId, input, files: stored }),
    )
    if (!made) await dropFiles(deps, stored)
    return { observationId }
  } catch (error) {
    await dropFiles(deps, stored)
    throw error
  }
}

/** Whether the one who asks recorded this already. Error `conflict` for an id that something else has. */
async function isRecorded(scope: OrgScope, enrollmentId: string, id: string): Promise<boolean> {
  const row = await scope.db
    .selectFrom('observation')
    .select(['enrollmentId', 'observerId'])
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return false
  if (row.enrollmentId !== enrollmentId || row.observerId !== scope.personId) throw idTaken()
  return true
}

const idTaken = () => new AppError('conflict', 'Something else has this id.')

async function checkObservable(scope: OrgScope, enrollmentId: string, input: ObservationInput) {
  const enrollment = await lockEnrollment(scope, enrollmentId)
  const { criterion, definition } = await getObservable(scope, enrollmentId, input.criterionId)
  if (isOwnWork(scope, enrollment.personId))
    throw forbidden('Nobody observes themselves, or whoever they stand in for.')
  if (enrollment.state !== 'active' && enrollment.state !== 'submitted')
    throw new AppError('wrong_state', 'This enrollment has ended.', { text: 'observed_ended' })
  checkRows(criterion, definition.levels.length, input.rows)
  checkDay(scope.deps.now(), input.on)
  return { personId: enrollment.personId, criterion, name: definition.name }
}

/** Each row of the rubric, once, with a level that its scale has. */
function checkRows({ rubric }: ObservationCriterion, levels: number, rows: ObservationInput['rows']): void {
  rows.forEach(({ rowId, level }, at) => {
    const first = rows.findIndex((other) => other.rowId === rowId) === at
    if (!first || !rubric.some(({ id }) => id === rowId))
      throw invalidField(`rows.${at}`, 'unknown_row', 'The rubric has no such row, or it is scored twice.')
    if (level > levels)
      throw invalidField(`rows.${at}.level`, 'unknown_level', 'The rubric has no such level.')
  })
  const missing = rubric.find(({ id }) => !rows.some(({ rowId }) => rowId === id))
  if (missing !== undefined)
    throw invalidField(`rows.${missing.id}`, 'rows_missing', 'Every row of the rubric needs a level.')
}

/** A day is tomorrow somewhere: whoever is ahead of UTC is not told that today has not come. */
function checkDay(now: Date, on: string): void {
  const day = Date.parse(`${on}T00:00:00Z`)
  if (day > now.getTime() + DAY / 2 || day < now.getTime() - OBSERVATION_LIMITS.daysBack * DAY)
    throw invalidField('on', 'observed_day', 'The day is in the year behind us.')
}

/** A device's clock may be wrong; what it says of the time to come is not stated. */
const signedBefore = (now: Date, { signedAt }: ObservationInput) =>
  signedAt === undefined || Date.parse(signedAt) > now.getTime() ? {} : { signedAt }

interface NewObservation {
  readonly observationId: string
  readonly enrollmentId: string
  readonly input: ObservationInput
  readonly files: readonly StoredFile[]
}

/** False when a request with the same id was quicker. */
async function insertObservation(
  scope: OrgScope,
  { observationId, enrollmentId, input, files }: NewObservation,
): Promise<boolean> {
  const observerId = observerOf(scope)
  const { personId, criterion, name } = await checkObservable(scope, enrollmentId, input)
  if (await isRecorded(scope, enrollmentId, observationId)) return false
  if (input.supersedes !== undefined)
    await endPredecessor(scope, enrollmentId, criterion.id, input.supersedes)
  const { on, place, note, rows } = input
  const content: ObservationContent = {
    ...{
      enrollmentId,
      criterionId: criterion.id,
      on,
      ...signedBefore(scope.deps.now(), input),
      place,
      note,
      rows,
    },
    files: files.map(({ id, digest }) => ({ id, digest: digest.toString('hex') })),
  }
  const plain = JSON.stringify(content)
  const sufficient = isSufficient(criterion, rows)
  const capacity = capacityOf(scope)
  const made = await scope.db
    .insertInto('observation')
    .values({
      ...{ orgId: scope.orgId, id: observationId, enrollmentId, personId, observerId, capacity, sufficient },
      criterionId: criterion.id,
      ...sealWith(await dataKeyOf(scope, personId), plain, `observation:${observationId}:sealed`),
      digest: sha256(Buffer.from(plain)),
      supersedesId: input.supersedes?.id ?? null,
      createdAt: scope.deps.now(),
    })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n) throw idTaken()
  await insertFiles(scope, { observationId, enrollmentId, criterionId: criterion.id, personId }, files)
  await recordEvent(scope, {
    action: 'observation.recorded',
    recordType: 'observation',
    recordId: observationId,
    personId,
    data: { enrollmentId, criterionId: criterion.id, capacity, sufficient, files: files.length },
  })
  await tellObserved(scope, { observationId, personId, name })
  return true
}

async function endPredecessor(
  scope: OrgScope,
  enrollmentId: string,
  criterionId: string,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  const row = await getObservationRow(scope, id)
  if (
    row.enrollmentId !== enrollmentId ||
    row.criterionId !== criterionId ||
    row.observerId !== scope.personId
  )
    throw invalidField('supersedes', 'not_yours', 'Only what you recorded yourself of the same is replaced.')
  await endObservation(scope, row, { how: 'superseded', reason })
}

/** A job sees nothing. */
function observerOf(scope: OrgScope): string {
  if (scope.personId === undefined) throw new TypeError('an observation is made by a person')
  return scope.personId
}
