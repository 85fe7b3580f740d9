import { sql } from 'kysely'
import type { OrgScope } from '../../db/scopes.ts'
import { MONTHS } from './schema.ts'

/** All figures at once; months by the days of `timeZone`. */
export async function loadFigures(scope: OrgScope, timeZone: string) {
  return {
    at: scope.deps.now(),
    inForce: await countInForce(scope),
    months: await countAwardsByMonth(scope, timeZone),
    achievements: await countHolders(scope),
    departments: await countHoldersByDepartment(scope),
    decisions: await timeToDecision(scope),
  }
}
export type Figures = Awaited<ReturnType<typeof loadFigures>>

const IN_FORCE = (
  now: Date,
) => sql`c.issued_at IS NOT NULL AND c.revoked_at IS NULL AND c.suspended_at IS NULL
  AND (c.valid_until IS NULL OR c.valid_until > ${now})`

/** How many belong here, how many of them hold something in force, and how much is in force, that of others included. */
async function countInForce(scope: OrgScope) {
  const { orgId } = scope
  const { rows } = await sql<{ people: number; holders: number; credentials: number }>`
    SELECT (SELECT count(*) FROM membership m WHERE m.org_id = ${orgId} AND m.left_at IS NULL) AS people,
      count(*) AS credentials,
      count(DISTINCT c.person_id) FILTER (WHERE EXISTS (SELECT 1 FROM membership m
        WHERE m.org_id = c.org_id AND m.person_id = c.person_id AND m.left_at IS NULL)) AS holders
    FROM credential c WHERE c.org_id = ${orgId} AND ${IN_FORCE(scope.deps.now())}`.execute(scope.db)
  return rows[0] ?? { people: 0, holders: 0, credentials: 0 }
}

interface MonthOfAwards {
  /** First day, such as `2026-05-01`. */
  readonly month: string
  readonly awarded: number
}

/** Credentials issued in each of the last months, this one included, by the days of `timeZone`; the oldest first. */
async function countAwardsByMonth(scope: OrgScope, timeZone: string): Promise<readonly MonthOfAwards[]> {
  const now = scope.deps.now()
  const { rows } = await sql<MonthOfAwards>`
    WITH present AS (SELECT date_trunc('month', ${now}::timestamptz AT TIME ZONE ${timeZone}) AS month),
    months AS (SELECT present.month - make_interval(months => ${MONTHS - 1} - n) AS month
      FROM present, generate_series(0, ${MONTHS - 1}::int) n)
    SELECT to_char(months.month, 'YYYY-MM-DD') AS month, count(c.id) AS awarded
    FROM months LEFT JOIN credential c ON c.org_id = ${scope.orgId} AND c.issued_at <= ${now}
      AND date_trunc('month', c.issued_at AT TIME ZONE ${timeZone}) = months.month
    GROUP BY months.month ORDER BY months.month`.execute(scope.db)
  return rows
}

/** People who hold each micro-credential in force, most first. */
async function countHolders(scope: OrgScope) {
  const { rows } = await sql<{ id: string; name: string; holders: number }>`
    SELECT c.achievement_id AS id, count(DISTINCT c.person_id) AS holders,
      (SELECT v.name FROM achievement_version v WHERE v.org_id = ${scope.orgId} AND v.achievement_id = c.achievement_id
        AND v.state <> 'draft' ORDER BY v.number DESC LIMIT 1) AS name
    FROM credential c WHERE c.org_id = ${scope.orgId} AND ${IN_FORCE(scope.deps.now())}
    GROUP BY c.achievement_id ORDER BY holders DESC, name`.execute(scope.db)
  return rows
}

/** People of each department, and how many of them hold something in force; without a department last. */
async function countHoldersByDepartment(scope: OrgScope) {
  const { rows } = await sql<{ id: string | null; name: string | null; people: number; holders: number }>`
    SELECT d.id, d.name, count(*) AS people, count(*) FILTER (WHERE EXISTS (
      SELECT 1 FROM credential c WHERE c.org_id = ${scope.orgId} AND c.person_id = m.person_id
        AND ${IN_FORCE(scope.deps.now())})) AS holders
    FROM membership m LEFT JOIN department d ON d.org_id = m.org_id AND d.id = m.department_id
    WHERE m.org_id = ${scope.orgId} AND m.left_at IS NULL
    GROUP BY d.id, d.name ORDER BY d.name NULLS LAST, d.id`.execute(scope.db)
  return rows
}

/** Days from handing in to a decision, over the decisions of the last months; `people` are those whose work was decided on. */
async function timeToDecision(scope: OrgScope) {
  const now = scope.deps.now()
  const { rows } = await sql<{
    decisions: number
    people: number
    median: number | null
    slowest: number | null
    late: number
  }>`
    SELECT count(*) AS decisions, count(DISTINCT d.person_id) AS people,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median,
      percentile_cont(0.9) WITHIN GROUP (ORDER BY days) AS slowest,
      count(*) FILTER (WHERE d.decided_at > s.promised_at) AS late
    FROM decision d JOIN submission s ON s.org_id = d.org_id AND s.id = d.submission_id,
      LATERAL (SELECT extract(epoch FROM d.decided_at - s.submitted_at)::float8 / 86400 AS days) t
    WHERE d.org_id = ${scope.orgId} AND d.decided_at > ${now}::timestamptz - make_interval(months => ${MONTHS})`.execute(
    scope.db,
  )
  return rows[0] ?? { decisions: 0, people: 0, median: null, slowest: null, late: 0 }
}
