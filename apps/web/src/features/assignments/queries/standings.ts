import { type RawBuilder, sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { departmentsBelow } from '../../structure/queries/members.ts'
import type { DutyState } from '../schema.ts'

/** How a duty stands by the facts, where its row says otherwise or there is none yet. */
export interface Standing {
  readonly personId: string
  /** Absent: the duty is new. */
  readonly dutyId: string | null
  readonly was: DutyState | null
  readonly round: number | null
  readonly state: DutyState
  readonly credentialId: string | null
  /** When the credential in force ends. */
  readonly lapsesAt: Date | null
}

/**
 * What of an assignment has changed since its duties were written: whom it concerns now, what they hold, and who is exempt, against the
 * rows. A duty is *ended* for whom the assignment does not concern; else *exempt* while an approved exemption of this round runs (who
 * comes back begins anew, without it); else *met* by a
 * credential of the micro-credential that was neither revoked nor suspended and was in force after the duty began, or, where it is to be
 * kept in force, has more than `renewDays` left; else *open*. At most `limit` rows.
 */
export async function findChangedStandings(
  scope: OrgScope,
  assignment: Row<'assignment'>,
  limit: number,
): Promise<readonly Standing[]> {
  const { orgId, deps } = scope
  const now = deps.now()
  const { id, achievementId, renewDays } = assignment
  const inForceUntil = new Date(now.getTime() + (renewDays ?? 0) * 86_400_000)
  const lasts =
    renewDays === null
      ? sql`coalesce(c.valid_until, 'infinity') > coalesce(d.opened_at, ${now})`
      : sql`coalesce(c.valid_until, 'infinity') > ${inForceUntil}`
  const valid = sql`c.org_id = ${orgId} AND c.achievement_id = ${achievementId} AND c.revoked_at IS NULL AND c.suspended_at IS NULL`
  const { rows } = await sql<Standing>`
    WITH concerned AS (SELECT m.person_id FROM membership m
      WHERE m.org_id = ${orgId} AND m.left_at IS NULL AND ${concerns(scope, assignment)}),
    facts AS (
      SELECT coalesce(t.person_id, d.person_id) AS person_id, d.id AS duty_id, d.state AS was, d.round, d.credential_id AS had,
        t.person_id IS NOT NULL AS concerned,
        EXISTS (SELECT 1 FROM exemption x WHERE x.org_id = ${orgId} AND x.duty_id = d.id AND x.state = 'approved'
          AND d.state <> 'ended' AND x.round = d.round AND (x.ends_at IS NULL OR x.ends_at > ${now})) AS exempt,
        (SELECT c.id FROM credential c WHERE ${valid} AND c.person_id = coalesce(t.person_id, d.person_id) AND ${lasts}
          ORDER BY c.id = d.credential_id DESC NULLS LAST, c.valid_until DESC NULLS FIRST, c.id LIMIT 1) AS held
      FROM concerned t
        FULL JOIN (SELECT * FROM duty WHERE org_id = ${orgId} AND assignment_id = ${id}) d ON d.person_id = t.person_id
    ),
    standing AS (SELECT *, CASE WHEN NOT concerned THEN 'ended' WHEN exempt THEN 'exempt' WHEN held IS NOT NULL THEN 'met'
      ELSE 'open' END AS state FROM facts)
    SELECT s.person_id AS "personId", s.duty_id AS "dutyId", s.was, s.round, s.state,
      CASE WHEN s.state = 'met' THEN s.held END AS "credentialId", l.valid_until AS "lapsesAt"
    FROM standing s
      LEFT JOIN LATERAL (SELECT max(c.valid_until) AS valid_until FROM credential c WHERE ${valid} AND c.person_id = s.person_id
        AND c.valid_until > ${now}) l ON s.state = 'open'
    WHERE s.was IS DISTINCT FROM s.state OR (s.state = 'met' AND s.had IS DISTINCT FROM s.held)
    ORDER BY s.person_id LIMIT ${limit}`.execute(scope.db)
  return rows
}

/** Whether the row of `membership m` belongs to those whom an assignment concerns. */
function concerns(scope: OrgScope, assignment: Row<'assignment'>): RawBuilder<boolean> {
  const { targetKind, targetId, targetRole, endedAt } = assignment
  if (endedAt !== null) return sql`false`
  switch (targetKind) {
    case 'everybody':
      return sql`true`
    case 'person':
      return sql`m.person_id = ${targetId}`
    case 'role':
      return sql`${targetRole} = ANY(m.roles)`
    case 'department':
      return sql`m.department_id IN (${departmentsBelow(scope, targetId ?? '')})`
    case 'group':
      return sql`EXISTS (SELECT 1 FROM group_member g WHERE g.org_id = m.org_id AND g.group_id = ${targetId} AND g.person_id = m.person_id)`
  }
}
