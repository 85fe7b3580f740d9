import { type RawBuilder, sql } from 'kysely'
import { notFound } from '../../../app-error.ts'
import { escapeLike } from '../../../db/escape-like.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { RENEWAL_DAYS } from '../../credentials/schema/terms.ts'
import { isId } from '../../credentials/schema.ts'
import { departmentsBelow, reportsBelow } from '../../structure/queries/members.ts'
import type { DueQuery } from '../schema.ts'
import { nameOf } from './assignments.ts'

/** Something that is due, or a credential that lapses. */
export interface DueRow {
  /** Of the duty, or of the credential that lapses. */
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly department: string | null
  readonly manager: string | null
  readonly achievementId: string
  readonly achievement: string
  /** When it is due; of a credential: when it ends. */
  readonly dueAt: Date
  readonly overdue: boolean
  readonly reason: string | null
  readonly assignmentId: string | null
  readonly exemption: 'asked' | null
}

/** Whose duties are asked for: those below these managers, or `all`. */
export type Whose = 'all' | readonly string[]

/** Duties that are open or overdue, or credentials in force that lapse without a newer one; the nearest day first. */
export async function listDue(
  scope: OrgScope,
  whose: Whose,
  query: DueQuery,
): Promise<{ readonly items: readonly DueRow[]; readonly total: number }> {
  const { q, achievementId, departmentId, managerId, limit, offset, view } = query
  const due = view === 'lapsing' ? lapsing(scope) : openDuties(scope, view)
  const words = q === undefined || q === '' ? sql`true` : sql`p.name ILIKE ${`%${escapeLike(q)}%`}`
  const { rows } = await sql<DueRow & { readonly total: number }>`
    SELECT due.*, p.name, dep.name AS department, boss.name AS manager, count(*) OVER () AS total
    FROM (${due}) due
      JOIN membership m ON m.org_id = ${scope.orgId} AND m.person_id = due."personId" AND m.left_at IS NULL
      JOIN person p ON p.id = m.person_id
      LEFT JOIN department dep ON dep.org_id = m.org_id AND dep.id = m.department_id
      LEFT JOIN person boss ON boss.id = m.manager_id
    WHERE ${words} AND ${below(scope, whose)}
      AND ${achievementId === undefined ? sql`true` : sql`due."achievementId" = ${achievementId}`}
      AND ${departmentId === undefined ? sql`true` : sql`m.department_id IN (${departmentsBelow(scope, departmentId)})`}
      AND ${managerId === undefined ? sql`true` : sql`m.person_id IN (${reportsBelow(scope, managerId)})`}
    ORDER BY due."dueAt", p.name, due.id LIMIT ${limit} OFFSET ${offset}`.execute(scope.db)
  return { items: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 }
}

function below(scope: OrgScope, whose: Whose): RawBuilder<boolean> {
  if (whose === 'all') return sql`true`
  if (whose.length === 0) return sql`false`
  return sql`(${sql.join(
    whose.map((lead) => sql`m.person_id IN (${reportsBelow(scope, lead)})`),
    sql` OR `,
  )})`
}

function openDuties({ orgId, deps }: OrgScope, view: 'overdue' | 'open'): RawBuilder<unknown> {
  const now = deps.now()
  return sql`SELECT d.id, d.person_id AS "personId", a.achievement_id AS "achievementId", v.name AS achievement, d.due_at AS "dueAt",
      d.due_at < ${now} AS overdue, a.reason, a.id AS "assignmentId", x.state AS exemption
    FROM duty d JOIN assignment a ON a.org_id = d.org_id AND a.id = d.assignment_id
      CROSS JOIN LATERAL (${nameOf(sql`a`)}) v
      LEFT JOIN exemption x ON x.org_id = d.org_id AND x.duty_id = d.id AND x.state = 'asked'
    WHERE d.org_id = ${orgId} AND d.state = 'open' AND ${view === 'open' ? sql`true` : sql`d.due_at < ${now}`}`
}

function lapsing({ orgId, deps }: OrgScope): RawBuilder<unknown> {
  const now = deps.now()
  const soon = new Date(now.getTime() + RENEWAL_DAYS * 86_400_000)
  return sql`SELECT c.id, c.person_id AS "personId", c.achievement_id AS "achievementId", v.name AS achievement,
      c.valid_until AS "dueAt", false AS overdue, NULL::text AS reason, NULL::uuid AS "assignmentId", NULL::text AS exemption
    FROM credential c JOIN achievement_version v ON v.org_id = c.org_id AND v.id = c.achievement_version_id
    WHERE c.org_id = ${orgId} AND c.valid_until > ${now} AND c.valid_until <= ${soon}
      AND c.revoked_at IS NULL AND c.suspended_at IS NULL AND c.issued_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM credential newer WHERE newer.org_id = c.org_id AND newer.person_id = c.person_id
        AND newer.achievement_id = c.achievement_id AND newer.revoked_at IS NULL AND newer.id <> c.id
        AND coalesce(newer.valid_until, 'infinity') > c.valid_until)`
}

/** A duty as it is stored. Error `not_found`. */
export async function getDutyRow(scope: OrgScope, id: string): Promise<Row<'duty'>> {
  if (!isId(id)) throw notFound('duty')
  const row = await scope.db
    .selectFrom('duty')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw notFound('duty')
  return row
}

/** A duty with the words that its pages need. */
export interface Duty {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly state: Row<'duty'>['state']
  readonly dueAt: Date
  readonly overdue: boolean
  readonly achievementId: string
  readonly achievement: string
  readonly reason: string
  readonly assigner: string | null
  readonly enrollmentId: string | null
  readonly exemptions: readonly Exemption[]
}

export interface Exemption {
  readonly id: string
  readonly state: 'asked' | 'approved' | 'refused'
  readonly reason: string
  readonly endsAt: string | null
  readonly askedBy: string | null
  readonly askedAt: string
  readonly decidedBy: string | null
  readonly answer: string
}

/** One duty. Error `not_found`. */
export async function getDuty(scope: OrgScope, id: string): Promise<Duty> {
  const [duty] = await duties(scope, sql`d.id = ${id}`)
  if (duty === undefined) throw notFound('duty')
  return duty
}

/** What is open for a person here, and what they are exempt from; the nearest day first. */
export const listDutiesOfPerson = (scope: OrgScope, personId: string): Promise<readonly Duty[]> =>
  duties(scope, sql`d.person_id = ${personId} AND d.state IN ('open', 'exempt')`)

async function duties({ db, orgId, deps }: OrgScope, which: RawBuilder<unknown>): Promise<readonly Duty[]> {
  const { rows } = await sql<Duty>`
    SELECT d.id, d.person_id AS "personId", p.name, d.state, d.due_at AS "dueAt",
      d.state = 'open' AND d.due_at < ${deps.now()} AS overdue, a.achievement_id AS "achievementId", v.name AS achievement, a.reason,
      who.name AS assigner, e.id AS "enrollmentId", (SELECT coalesce(json_agg(json_build_object('id', x.id, 'state', x.state,
        'reason', x.reason, 'endsAt', x.ends_at, 'askedBy', asker.name, 'askedAt', x.asked_at, 'decidedBy', judge.name,
        'answer', x.answer) ORDER BY x.asked_at DESC), '[]')
        FROM exemption x LEFT JOIN person asker ON asker.id = x.asked_by LEFT JOIN person judge ON judge.id = x.decided_by
        WHERE x.org_id = d.org_id AND x.duty_id = d.id) AS exemptions
    FROM duty d JOIN assignment a ON a.org_id = d.org_id AND a.id = d.assignment_id
      JOIN person p ON p.id = d.person_id LEFT JOIN person who ON who.id = a.assigned_by
      CROSS JOIN LATERAL (${nameOf(sql`a`)}) v
      LEFT JOIN enrollment e ON e.org_id = d.org_id AND e.person_id = d.person_id AND e.achievement_id = a.achievement_id
        AND e.state IN ('active', 'submitted')
    WHERE d.org_id = ${orgId} AND ${which} ORDER BY d.due_at, d.id LIMIT 200`.execute(db)
  return rows
}
