import { type RawBuilder, sql } from 'kysely'
import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { isId } from '../../credentials/schema.ts'
import { nameOf } from './assignments.ts'

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
  /** Of the work, where there is any. */
  readonly enrollmentId: string | null
  readonly work: 'active' | 'submitted' | null
  readonly exemptions: readonly Exemption[]
}

export interface Exemption {
  readonly id: string
  readonly state: 'asked' | 'approved' | 'refused'
  readonly reason: string
  readonly endsAt: string | null
  readonly askedBy: string | null
  readonly askedById: string
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
      who.name AS assigner, e.id AS "enrollmentId", e.state AS work, (SELECT coalesce(json_agg(json_build_object('id', x.id, 'state', x.state,
        'reason', x.reason, 'endsAt', x.ends_at, 'askedBy', asker.name, 'askedById', x.asked_by, 'askedAt', x.asked_at, 'decidedBy', judge.name,
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
