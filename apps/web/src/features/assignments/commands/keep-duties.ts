import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { recordEvents } from '../../audit/commands.ts'
import { openAssigned, releaseAssigned } from '../../enrollments/commands/assigned.ts'
import { findChangedStandings, type Standing } from '../queries/standings.ts'

/** Duties that one transaction changes. */
const AT_ONCE = 500

/**
 * Sets the duties of one assignment right: who is concerned now has one, who is not any more has an ended one, what was earned or lapsed
 * shows in their states. The assignment's row is locked, so two at once make one duty. Answers whether more is left to do.
 */
export async function keepDutiesOf(
  scope: OrgScope,
  assignmentId: string,
): Promise<{ readonly more: boolean }> {
  const assignment = await scope.db
    .selectFrom('assignment')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('id', '=', assignmentId)
    .forUpdate()
    .executeTakeFirst()
  if (assignment === undefined) return { more: false }
  const changed = await findChangedStandings(scope, assignment, AT_ONCE)
  if (changed.length === 0) return { more: false }
  const rows = changed.map((standing) => dutyRow(scope, assignment, standing))
  await store(scope, rows)
  await followWithEnrollments(scope, assignment, changed, rows)
  await recordEvents(
    scope,
    rows.map(({ id, personId, state }) => ({
      action: `duty.${state}`,
      recordType: 'duty',
      recordId: id,
      personId,
      data: { assignmentId },
    })),
  )
  return { more: changed.length === AT_ONCE }
}

type DutyRow = Omit<Row<'duty'>, 'dueAt' | 'openedAt'> & { dueAt: Date | null; openedAt: Date | null }

/** `dueAt` and `openedAt` absent: as they were. */
function dutyRow({ orgId, deps }: OrgScope, assignment: Row<'assignment'>, standing: Standing): DutyRow {
  const now = deps.now()
  const { was, state, dutyId, personId, credentialId } = standing
  const begins = was === null || was === 'ended' || (state === 'open' && was === 'met')
  return {
    orgId,
    id: dutyId ?? randomUUID(),
    assignmentId: assignment.id,
    personId,
    state,
    round: (standing.round ?? 0) + (begins ? 1 : 0),
    openedAt: begins ? now : null,
    dueAt: begins ? dueOf(assignment, standing, now) : null,
    credentialId,
    changedAt: now,
  }
}

/** When a duty that begins now is due: with what lapses; else as assigned, a date only the first time. */
function dueOf(
  { dueAt, dueDays, renewDays }: Pick<Row<'assignment'>, 'dueAt' | 'dueDays' | 'renewDays'>,
  { was, lapsesAt }: Pick<Standing, 'was' | 'lapsesAt'>,
  now: Date,
): Date {
  if (renewDays !== null && lapsesAt !== null) return lapsesAt
  const after = (days: number) => new Date(now.getTime() + days * 86_400_000)
  if (dueDays !== null) return after(dueDays)
  if (was === 'met' && dueAt !== null && dueAt < now) return after(renewDays ?? 0)
  return dueAt ?? now
}

async function store({ db, deps }: OrgScope, rows: readonly DutyRow[]): Promise<void> {
  const now = deps.now()
  await db
    .insertInto('duty')
    .values(rows.map((row) => ({ ...row, openedAt: row.openedAt ?? now, dueAt: row.dueAt ?? now })))
    .onConflict((oc) =>
      oc.columns(['orgId', 'assignmentId', 'personId']).doUpdateSet({
        state: sql`excluded.state`,
        credentialId: sql`excluded.credential_id`,
        changedAt: sql`excluded.changed_at`,
        // A new round begins anew; otherwise the days stay.
        openedAt: sql`CASE WHEN excluded.round > duty.round THEN excluded.opened_at ELSE duty.opened_at END`,
        dueAt: sql`CASE WHEN excluded.round > duty.round THEN excluded.due_at ELSE duty.due_at END`,
        round: sql`excluded.round`,
      }),
    )
    .execute()
}

async function followWithEnrollments(
  scope: OrgScope,
  assignment: Row<'assignment'>,
  changed: readonly Standing[],
  rows: readonly DutyRow[],
): Promise<void> {
  const people = (...states: readonly string[]) =>
    changed.flatMap((standing, i) => {
      const row = rows[i]
      return row !== undefined && states.includes(standing.state) ? [{ standing, row }] : []
    })
  await openAssigned(scope, {
    achievementId: assignment.achievementId,
    source: assignment.targetKind === 'person' ? 'manager' : 'rule',
    people: people('open').map(({ standing, row }) => ({
      personId: standing.personId,
      dueAt: row.dueAt,
    })),
  })
  // Work that is begun stays open where the credential came another way.
  const letGo = people('ended', 'exempt', 'met').map(({ standing }) => standing.personId)
  const bound = await boundOtherwise(scope, assignment.achievementId, letGo)
  await releaseAssigned(
    scope,
    assignment.achievementId,
    letGo.filter((personId) => !bound.has(personId)),
  )
}

/** Those of whom another assignment asks the same. */
async function boundOtherwise(
  { db, orgId }: OrgScope,
  achievementId: string,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (personIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('duty')
    .innerJoin('assignment', 'assignment.id', 'duty.assignmentId')
    .select('personId')
    .where('duty.orgId', '=', orgId)
    .where('achievementId', '=', achievementId)
    .where('personId', 'in', personIds)
    .where('duty.state', '=', 'open')
    .execute()
  return new Set(rows.map(({ personId }) => personId))
}
