import { type RawBuilder, sql } from 'kysely'
import { escapeLike } from '../../../db/escape-like.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { reportsBelow } from '../../structure/queries/members.ts'
import { teamLeads } from '../../team/queries.ts'
import { observesAnybody, observesTeam } from '../policy.ts'
import type { WaitingQuery } from '../schema.ts'

/** Somebody who is to be observed on one criterion. */
export interface WaitingRow {
  readonly enrollmentId: string
  readonly criterionId: string
  readonly criterion: string
  readonly personId: string
  readonly person: string
  readonly department: string | null
  readonly achievement: string
  readonly language: string
  readonly dueAt: Date | null
  /** Occasions that the criterion asks for, and those that count already. */
  readonly occasions: number
  readonly seen: number
  /** Different observers that are still missing. */
  readonly othersMissing: number
}

/**
 * Who waits to be observed by the one who asks: criteria that are not met, of work that is not decided, and to which another observation of
 * theirs adds something; what is due first comes first. Never they themselves, or whoever they stand in for.
 */
export async function listWaiting(
  scope: OrgScope,
  { q, limit, offset }: WaitingQuery,
): Promise<{ readonly items: readonly WaitingRow[]; readonly total: number }> {
  const pattern = `%${escapeLike(q ?? '')}%`
  const matching =
    q === undefined || q === ''
      ? sql`true`
      : sql`(w.person ILIKE ${pattern} OR w.achievement ILIKE ${pattern})`
  const { rows } = await sql<WaitingRow & { readonly total: number }>`
    SELECT w.*, count(*) OVER () AS total FROM (${waiting(scope)}) w WHERE ${matching}
    ORDER BY w."dueAt" NULLS LAST, w.person, w."enrollmentId", w."criterionId"
    LIMIT ${limit} OFFSET ${offset}`.execute(scope.db)
  return { items: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 }
}

/** How many there are of {@link listWaiting}. */
export async function countWaiting(scope: OrgScope): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM (${waiting(scope)}) w`.execute(
    scope.db,
  )
  return rows[0]?.count ?? 0
}

function waiting(scope: OrgScope): RawBuilder<unknown> {
  const { orgId, personId = null, delegators } = scope
  const observer = sql`coalesce(who.merged_into, o.observer_id)`
  return sql`
    SELECT e.id AS "enrollmentId", c.value->>'id' AS "criterionId", c.value->>'title' AS criterion,
      e.person_id AS "personId", p.name AS person, d.name AS department, v.name AS achievement,
      v.definition->>'language' AS language, e.due_at AS "dueAt", asked.occasions, seen.occasions AS seen,
      greatest(0, asked.observers - seen.observers) AS "othersMissing"
    FROM enrollment e
    JOIN achievement_version v ON v.org_id = e.org_id AND v.id = e.achievement_version_id
      AND v.definition @> '{"criteria": [{"kind": "observation"}]}'
    JOIN membership m ON m.org_id = e.org_id AND m.person_id = e.person_id AND m.left_at IS NULL
    JOIN person p ON p.id = e.person_id
    LEFT JOIN department d ON d.org_id = m.org_id AND d.id = m.department_id
    CROSS JOIN LATERAL jsonb_array_elements(v.definition->'criteria') c
    CROSS JOIN LATERAL (SELECT coalesce((c.value->>'occasions')::int, 1) AS occasions,
      coalesce((c.value->>'observers')::int, 1) AS observers) asked
    CROSS JOIN LATERAL (
      SELECT count(*) AS occasions, count(DISTINCT ${observer}) AS observers,
        coalesce(bool_or(${observer} = ${personId}::uuid), false) AS mine
      FROM observation o LEFT JOIN person who ON who.id = o.observer_id
      WHERE o.org_id = e.org_id AND o.enrollment_id = e.id AND o.criterion_id = c.value->>'id'
        AND o.ended_at IS NULL AND o.sufficient
    ) seen
    WHERE e.org_id = ${orgId} AND e.state IN ('active', 'submitted') AND c.value->>'kind' = 'observation'
      AND NOT (e.person_id = ANY (${[...(personId === null ? [] : [personId]), ...delegators]}::uuid[]))
      AND (seen.occasions < asked.occasions OR seen.observers < asked.observers)
      -- Who observed before adds nothing where only others are still missing.
      AND NOT (seen.mine AND asked.observers - seen.observers >= greatest(1, asked.occasions - seen.occasions))
      AND (${whose(scope)})`
}

/** Everybody for observers; their people, where the criterion allows it, for managers. */
function whose(scope: OrgScope): RawBuilder<unknown> {
  if (observesAnybody(scope)) return sql`true`
  if (!observesTeam(scope)) return sql`false`
  const below = teamLeads(scope).map((lead) => sql`e.person_id IN (${reportsBelow(scope, lead)})`)
  if (below.length === 0) return sql`false`
  return sql`c.value->>'by' = 'observer_or_manager' AND (${sql.join(below, sql` OR `)})`
}
