import { type RawBuilder, sql } from 'kysely'
import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { isId } from '../../credentials/schema.ts'
import type { DutyState, TargetKind } from '../schema.ts'

/** An assignment as it is stored. Error `not_found`. */
export async function getAssignmentRow(scope: OrgScope, id: string): Promise<Row<'assignment'>> {
  if (!isId(id)) throw notFound('assignment')
  const row = await scope.db
    .selectFrom('assignment')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw notFound('assignment')
  return row
}

/** An assignment with how it goes. */
export interface Assignment {
  readonly id: string
  readonly achievementId: string
  readonly achievement: string
  readonly targetKind: TargetKind
  readonly targetId: string | null
  /** Name of the person, group or department, or the role; null for everybody, and for what is gone. */
  readonly target: string | null
  readonly dueAt: Date | null
  readonly dueDays: number | null
  readonly reason: string
  readonly renewDays: number | null
  readonly assignedBy: string
  readonly assigner: string | null
  readonly createdAt: Date
  readonly endedAt: Date | null
  readonly met: number
  readonly open: number
  readonly overdue: number
  readonly exempt: number
}

export interface AssignmentsPage {
  /** Only those that this person made. */
  readonly assignedBy?: string | undefined
  readonly limit: number
  readonly offset: number
}

/** Assignments, those that run first and then the newest. */
export async function listAssignments(
  scope: OrgScope,
  { assignedBy, limit, offset }: AssignmentsPage,
): Promise<{ readonly items: readonly Assignment[]; readonly total: number }> {
  const mine = assignedBy === undefined ? sql`true` : sql`a.assigned_by = ${assignedBy}`
  const { rows } = await sql<Assignment>`${assignments(scope)} WHERE a.org_id = ${scope.orgId} AND ${mine}
    ORDER BY a.ended_at IS NOT NULL, a.created_at DESC, a.id LIMIT ${limit} OFFSET ${offset}`.execute(
    scope.db,
  )
  let count = scope.db
    .selectFrom('assignment')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('orgId', '=', scope.orgId)
  if (assignedBy !== undefined) count = count.where('assignedBy', '=', assignedBy)
  const { total } = await count.executeTakeFirstOrThrow()
  return { items: rows, total }
}

/** One assignment. Error `not_found`. */
export async function getAssignment(scope: OrgScope, id: string): Promise<Assignment> {
  if (!isId(id)) throw notFound('assignment')
  const { rows } =
    await sql<Assignment>`${assignments(scope)} WHERE a.org_id = ${scope.orgId} AND a.id = ${id}`.execute(
      scope.db,
    )
  const [row] = rows
  if (row === undefined) throw notFound('assignment')
  return row
}

function assignments({ deps }: OrgScope): RawBuilder<unknown> {
  return sql`SELECT a.id, a.achievement_id AS "achievementId", v.name AS achievement, a.target_kind AS "targetKind",
      a.target_id AS "targetId", coalesce(p.name, g.name, dep.name, a.target_role) AS target, a.due_at AS "dueAt",
      a.due_days AS "dueDays", a.reason, a.renew_days AS "renewDays", a.assigned_by AS "assignedBy", who.name AS assigner,
      a.created_at AS "createdAt", a.ended_at AS "endedAt", counts.met, counts.open, counts.overdue, counts.exempt
    FROM assignment a
      LEFT JOIN person p ON a.target_kind = 'person' AND p.id = a.target_id
      LEFT JOIN people_group g ON a.target_kind = 'group' AND g.org_id = a.org_id AND g.id = a.target_id
      LEFT JOIN department dep ON a.target_kind = 'department' AND dep.org_id = a.org_id AND dep.id = a.target_id
      LEFT JOIN person who ON who.id = a.assigned_by
      CROSS JOIN LATERAL (${nameOf(sql`a`)}) v
      CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE d.state = 'met') AS met, count(*) FILTER (WHERE d.state = 'open') AS open,
        count(*) FILTER (WHERE d.state = 'open' AND d.due_at < ${deps.now()}) AS overdue,
        count(*) FILTER (WHERE d.state = 'exempt') AS exempt
        FROM duty d WHERE d.org_id = a.org_id AND d.assignment_id = a.id) counts`
}

/** The newest name of the micro-credential of a row that has `org_id` and `achievement_id`. */
export const nameOf = (
  row: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`SELECT av.name FROM achievement_version av
  WHERE av.org_id = ${row}.org_id AND av.achievement_id = ${row}.achievement_id
  ORDER BY av.state = 'published' DESC, av.number DESC LIMIT 1`

/** Who has which duty of an assignment. */
export interface DutyOfAssignment {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly state: DutyState
  readonly dueAt: Date
  readonly overdue: boolean
  readonly credentialId: string | null
  readonly exemption: 'asked' | null
}

/** The duties of an assignment: what is open first, the longest due before the others, and then by name. */
export async function listDutiesOf(
  scope: OrgScope,
  assignmentId: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ readonly items: readonly DutyOfAssignment[]; readonly total: number }> {
  const { db, orgId, deps } = scope
  const { total } = await db
    .selectFrom('duty')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('orgId', '=', orgId)
    .where('assignmentId', '=', assignmentId)
    .executeTakeFirstOrThrow()
  // By the names of the directory: those of people are guarded row by row.
  const { rows } = await sql<DutyOfAssignment>`
    SELECT d.id, d.person_id AS "personId", known.name, d.state, d.due_at AS "dueAt", d.credential_id AS "credentialId",
      d.state = 'open' AND d.due_at < ${deps.now()} AS overdue, (SELECT x.state FROM exemption x
        WHERE x.org_id = d.org_id AND x.duty_id = d.id AND x.state = 'asked') AS exemption
    FROM duty d JOIN directory known ON known.org_id = d.org_id AND known.person_id = d.person_id
    WHERE d.org_id = ${orgId} AND d.assignment_id = ${assignmentId}
    ORDER BY array_position(ARRAY['open', 'exempt', 'met', 'ended'], d.state), d.due_at, known.name, d.id
    LIMIT ${limit} OFFSET ${offset}`.execute(db)
  return { items: rows, total }
}
