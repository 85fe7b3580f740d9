import { type RawBuilder, sql } from 'kysely'
import { escapeLike } from '../../db/escape-like.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { countsIn } from '../../policy.ts'
import { isReportOf, reportsBelow } from '../structure/queries/members.ts'
import { SOON_DAYS, type TeamQuery } from './schema.ts'

/** Whose teams the one who asks sees: their own, and those of managers for whom they stand in. */
export function teamLeads(scope: OrgScope): readonly string[] {
  const leads = scope.grants
    .filter((grant) => grant.role === 'people_manager' && countsIn(grant, 'people:read'))
    .map(({ from }) => (from.kind === 'delegation' ? from.delegatorId : scope.personId))
  return [...new Set(leads.filter((lead) => lead !== undefined))]
}

/** How one of the team stands. */
export interface TeamRow {
  readonly id: string
  readonly name: string
  readonly jobTitle: string | null
  readonly department: string | null
  readonly managerName: string | null
  /** Credentials of this organization in force. */
  readonly held: number
  /** Of them, those that end within {@link SOON_DAYS} days. */
  readonly lapsing: number
  /** Enrollments that are open, handed in or not. */
  readonly working: number
  /** What was assigned to them and is past its day, and other work that is. */
  readonly overdue: number
}

/** Sums over the whole team. */
export interface TeamFigures {
  readonly people: number
  readonly overdue: number
  readonly lapsing: number
}

/** Those who report to `leads`, directly or through others, by name, with how each stands. */
export async function listTeam(
  scope: OrgScope,
  leads: readonly string[],
  { q, show, limit, offset }: TeamQuery,
): Promise<{ readonly items: readonly TeamRow[]; readonly total: number }> {
  const words = q === undefined || q === '' ? sql`true` : sql`p.name ILIKE ${`%${escapeLike(q)}%`}`
  const shown = show === 'all' ? sql`true` : show === 'overdue' ? sql`overdue > 0` : sql`lapsing > 0`
  const { rows } = await sql<TeamRow & { readonly total: number }>`
    WITH team AS (${standing(scope, leads)})
    SELECT team.*, count(*) OVER () AS total FROM team JOIN person p ON p.id = team.id
    WHERE ${words} AND ${shown} ORDER BY team.name, team.id LIMIT ${limit} OFFSET ${offset}`.execute(scope.db)
  return { items: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 }
}

/** How the whole team stands. */
export async function countTeam(scope: OrgScope, leads: readonly string[]): Promise<TeamFigures> {
  const { rows } = await sql<TeamFigures>`
    SELECT count(*) AS people, coalesce(sum(overdue), 0)::bigint AS overdue, coalesce(sum(lapsing), 0)::bigint AS lapsing
    FROM (${standing(scope, leads)}) team`.execute(scope.db)
  return rows[0] ?? { people: 0, overdue: 0, lapsing: 0 }
}

/** Whether somebody reports to one of `leads`. */
export async function isInTeam(
  scope: OrgScope,
  leads: readonly string[],
  personId: string,
): Promise<boolean> {
  for (const lead of leads) if (await isReportOf(scope, lead, personId)) return true
  return false
}

function standing(scope: OrgScope, leads: readonly string[]): RawBuilder<unknown> {
  const { orgId } = scope
  const now = scope.deps.now()
  const soon = new Date(now.getTime() + SOON_DAYS * 86_400_000)
  const below = leads.map((lead) => sql`m.person_id IN (${reportsBelow(scope, lead)})`)
  const inTeam = below.length === 0 ? sql`false` : sql.join(below, sql` OR `)
  const inForce = sql`c.org_id = ${orgId} AND c.person_id = m.person_id AND c.issued_at IS NOT NULL
    AND c.revoked_at IS NULL AND c.suspended_at IS NULL AND (c.valid_until IS NULL OR c.valid_until > ${now})`
  const late = sql`d.org_id = ${orgId} AND d.person_id = m.person_id AND d.state = 'open' AND d.due_at < ${now}`
  const open = sql`e.org_id = ${orgId} AND e.person_id = m.person_id`
  return sql`
    SELECT m.person_id AS id, who.name, m.job_title AS "jobTitle", d.name AS department, boss.name AS "managerName",
      (SELECT count(*) FROM credential c WHERE ${inForce}) AS held,
      (SELECT count(*) FROM credential c WHERE ${inForce} AND c.valid_until <= ${soon}) AS lapsing,
      (SELECT count(*) FROM enrollment e WHERE ${open} AND e.state IN ('active', 'submitted')) AS working,
      (SELECT count(*) FROM duty d WHERE ${late}) + (SELECT count(*) FROM enrollment e WHERE ${open} AND e.state = 'active'
        AND e.due_at < ${now} AND NOT EXISTS (SELECT 1 FROM duty d JOIN assignment a ON a.org_id = d.org_id
          AND a.id = d.assignment_id WHERE ${late} AND a.achievement_id = e.achievement_id)) AS overdue
    FROM membership m
    JOIN person who ON who.id = m.person_id
    LEFT JOIN person boss ON boss.id = m.manager_id
    LEFT JOIN department d ON d.org_id = m.org_id AND d.id = m.department_id
    WHERE m.org_id = ${orgId} AND m.left_at IS NULL AND (${inTeam})`
}

/** What a member is or was enrolled in, the newest first: states and days, no content. */
export function listEnrollmentsOf(scope: OrgScope, personId: string) {
  return scope.db
    .selectFrom('enrollment')
    .innerJoin('achievementVersion', (join) =>
      join
        .onRef('achievementVersion.orgId', '=', 'enrollment.orgId')
        .onRef('achievementVersion.id', '=', 'enrollment.achievementVersionId'),
    )
    .select([
      'enrollment.id',
      'enrollment.achievementId',
      'achievementVersion.name',
      'enrollment.state',
      'dueAt',
      'enrollment.createdAt',
      'endedAt',
    ])
    .where('enrollment.orgId', '=', scope.orgId)
    .where('personId', '=', personId)
    .orderBy('enrollment.createdAt', 'desc')
    .orderBy('enrollment.id')
    .limit(200)
    .execute()
}
