import { randomUUID } from 'node:crypto'
import { AppError, invalidField, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { findPublishedVersion } from '../../achievements/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { getMemberName } from '../../structure/queries/members.ts'
import { getDepartment, getGroup } from '../../structure/queries.ts'
import { getAssignmentRow } from '../queries/assignments.ts'
import { type AssignmentInput, MOST_ASSIGNMENTS, type Target } from '../schema.ts'
import { endOfDay } from './end-of-day.ts'
import { keepDutiesOf } from './keep-duties.ts'

/**
 * Assigns a micro-credential; whom it concerns has the duty at once, a large group's last ones by a job. Errors: `invalid_input` for a
 * micro-credential that nobody can enroll on, a target that is none here, or a day that is over; `quota_exceeded`.
 */
export async function createAssignment(
  scope: OrgScope,
  input: AssignmentInput,
): Promise<{ readonly id: string }> {
  const assignedBy = scope.personId
  if (assignedBy === undefined) throw new AppError('forbidden', 'A person assigns, not a job.')
  await checkQuota(scope)
  const { achievementId, target, reason, renewDays } = input
  await checkAchievement(scope, achievementId)
  await checkTarget(scope, target)
  const id = randomUUID()
  await scope.db
    .insertInto('assignment')
    .values({
      orgId: scope.orgId,
      id,
      achievementId,
      targetKind: target.kind,
      targetId: 'id' in target ? target.id : null,
      targetRole: 'role' in target ? target.role : null,
      ...(await dueColumns(scope, input.due)),
      reason,
      renewDays: renewDays ?? null,
      assignedBy,
      createdAt: scope.deps.now(),
    })
    .execute()
  await recordEvent(scope, {
    action: 'assignment.made',
    recordType: 'assignment',
    recordId: id,
    ...(target.kind === 'person' ? { personId: target.id } : {}),
    data: { achievementId, target },
  })
  await keepOrGoOn(scope, id)
  return { id }
}

/** Ends an assignment: its duties end with it; who works on it may go on. Errors: `not_found`; `wrong_state` when it has ended. */
export async function endAssignment(scope: OrgScope, id: string): Promise<void> {
  const { endedAt } = await getAssignmentRow(scope, id)
  if (endedAt !== null) throw new AppError('wrong_state', 'This assignment has ended.')
  await scope.db
    .updateTable('assignment')
    .set({ endedAt: scope.deps.now(), endedBy: scope.personId ?? null })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .execute()
  await recordEvent(scope, { action: 'assignment.ended', recordType: 'assignment', recordId: id })
  await keepOrGoOn(scope, id)
}

async function keepOrGoOn(scope: OrgScope, id: string): Promise<void> {
  const { more } = await keepDutiesOf(scope, id)
  if (more) await enqueue(scope, 'keep_duties', { orgId: scope.orgId }, { key: `duties:${scope.orgId}` })
}

async function checkQuota({ db, orgId }: OrgScope): Promise<void> {
  const { count } = await db
    .selectFrom('assignment')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('orgId', '=', orgId)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  if (count >= MOST_ASSIGNMENTS)
    throw new AppError('quota_exceeded', `At most ${MOST_ASSIGNMENTS} assignments run at a time.`)
}

async function checkAchievement(scope: OrgScope, achievementId: string): Promise<void> {
  const version = await findPublishedVersion(scope, achievementId)
  if (version === undefined)
    throw invalidField('achievementId', 'not_found', 'There is no such micro-credential to earn here.')
}

/** Error `invalid_input` for who or what is not of this organization. */
async function checkTarget(scope: OrgScope, target: Target): Promise<void> {
  try {
    if (target.kind === 'person') await getMemberName(scope, target.id)
    if (target.kind === 'group') await getGroup(scope, target.id)
    if (target.kind === 'department') await getDepartment(scope, target.id)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    throw invalidField('target', 'not_found', notFound(target.kind).message)
  }
}

async function dueColumns(scope: OrgScope, due: AssignmentInput['due']) {
  if ('days' in due) return { dueAt: null, dueDays: due.days }
  const dueAt = await endOfDay(scope, due.on)
  if (dueAt < scope.deps.now()) throw invalidField('due', 'day_is_over', 'This day is over.')
  return { dueAt, dueDays: null }
}
