import { randomUUID } from 'node:crypto'
import { AppError, forbidden, invalidField, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { isOwnWork } from '../../../policy.ts'
import { recordEvent } from '../../audit/commands.ts'
import { askedThemselves } from '../policy.ts'
import { getDutyRow } from '../queries/duties.ts'
import type { ExemptionAnswer, ExemptionInput } from '../schema.ts'
import { endOfDay } from './end-of-day.ts'
import { keepDutiesOf } from './keep-duties.ts'
import { askApprovers, tellOfExemption } from './tell-of-exemption.ts'

/**
 * Asks that somebody be exempt from a duty, until the end of a day or for good; who is to decide gets a letter. Errors: `not_found`; `wrong_state` for a duty that is not
 * open; `conflict` where somebody asked already; `invalid_input` for a day that is over.
 */
export async function askExemption(
  scope: OrgScope,
  dutyId: string,
  { reason, until }: ExemptionInput,
): Promise<{ readonly id: string }> {
  const { personId: askedBy, orgId, deps } = scope
  if (askedBy === undefined) throw forbidden('A person asks, not a job.')
  const { personId, state, round } = await getDutyRow(scope, dutyId)
  if (state !== 'open') throw new AppError('wrong_state', 'This duty is not open.')
  const endsAt = until === undefined ? null : await endOfDay(scope, until)
  if (endsAt !== null && endsAt < deps.now()) throw invalidField('until', 'day_is_over', 'This day is over.')
  const id = randomUUID()
  const made = await scope.db
    .insertInto('exemption')
    .values({
      orgId,
      id,
      dutyId,
      round,
      personId,
      state: 'asked',
      reason,
      endsAt,
      askedBy,
      askedAt: deps.now(),
    })
    .onConflict((oc) => oc.columns(['orgId', 'dutyId']).where('state', '=', 'asked').doNothing())
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n)
    throw new AppError('conflict', 'Somebody asked already; it waits for an answer.', {
      text: 'asked_already',
    })
  await recordEvent(scope, {
    action: 'exemption.asked',
    recordType: 'exemption',
    recordId: id,
    personId,
    data: { dutyId },
  })
  await askApprovers(scope, dutyId, { askedBy, reason })
  return { id }
}

/**
 * Approves or refuses what was asked of a duty. Errors: `not_found` where nobody asked; `wrong_state` for a duty that is not open any
 * more; `forbidden` for one's own, whoever asked, and for what one asked for oneself (THREATS A5).
 */
export async function decideExemption(
  scope: OrgScope,
  dutyId: string,
  { approve, answer }: ExemptionAnswer,
): Promise<void> {
  const { personId: decidedBy, orgId, deps } = scope
  const duty = await getDutyRow(scope, dutyId)
  if (decidedBy === undefined || isOwnWork(scope, duty.personId))
    throw forbidden('Nobody decides on their own exemption.')
  if (duty.state !== 'open') throw new AppError('wrong_state', 'This duty is not open.')
  const asked = await findAsked(scope, dutyId)
  if (asked === undefined) throw notFound('exemption')
  if (askedThemselves(scope, asked.askedBy))
    throw new AppError('forbidden', 'Whoever asked for an exemption does not decide on it.', {
      text: 'exemption_asked_yourself',
    })
  await scope.db
    .updateTable('exemption')
    .set({
      state: approve ? 'approved' : 'refused',
      decidedBy,
      decidedAt: deps.now(),
      answer,
      round: duty.round,
    })
    .where('orgId', '=', orgId)
    .where('id', '=', asked.id)
    .execute()
  await recordEvent(scope, {
    action: approve ? 'exemption.approved' : 'exemption.refused',
    recordType: 'exemption',
    recordId: asked.id,
    personId: duty.personId,
    data: { dutyId },
  })
  await keepDutiesOf(scope, duty.assignmentId)
  await tellOfExemption(scope, dutyId, { approve, answer })
}

/** What waits for an answer; locked, so that it is decided once. */
const findAsked = ({ db, orgId }: OrgScope, dutyId: string) =>
  db
    .selectFrom('exemption')
    .select(['id', 'askedBy'])
    .where('orgId', '=', orgId)
    .where('dutyId', '=', dutyId)
    .where('state', '=', 'asked')
    .forUpdate()
    .executeTakeFirst()
