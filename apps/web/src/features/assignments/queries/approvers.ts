import { sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'

/** Somebody who may decide on an exemption, and how they are written to. */
export interface Approver {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly locale: string
}

/** Letters about one exemption. */
const MOST_APPROVERS = 20

/**
 * Who is to decide whether somebody is exempt: their people manager, and who stands in for that one now; without either, the program
 * managers, else the administrators. Never the person themselves, nor `askedBy`, nor who stands in for one of them (THREATS A5).
 */
export async function findApprovers(
  { db, orgId, deps }: OrgScope,
  { personId, askedBy }: { readonly personId: string; readonly askedBy: string },
): Promise<readonly Approver[]> {
  const now = deps.now()
  const { rows } = await sql<Approver>`
    WITH here AS (SELECT m.person_id, m.roles FROM membership m WHERE m.org_id = ${orgId} AND m.left_at IS NULL
        AND m.person_id NOT IN (${personId}, ${askedBy})
        AND NOT EXISTS (SELECT 1 FROM delegation d WHERE d.org_id = ${orgId} AND d.delegate_id = m.person_id
          AND d.delegator_id IN (${personId}, ${askedBy}) AND d.revoked_at IS NULL AND d.starts_at <= ${now} AND d.ends_at > ${now})),
    manager AS (SELECT m.manager_id AS id FROM membership m WHERE m.org_id = ${orgId} AND m.person_id = ${personId}),
    choice AS (
      SELECT here.person_id, 1 AS rank FROM here JOIN manager ON manager.id = here.person_id
        WHERE 'people_manager' = ANY(here.roles)
      UNION ALL SELECT here.person_id, 1 FROM here JOIN delegation d ON d.org_id = ${orgId} AND d.delegate_id = here.person_id
        JOIN manager ON manager.id = d.delegator_id
        WHERE 'people_manager' = ANY(d.roles) AND d.revoked_at IS NULL AND d.starts_at <= ${now} AND d.ends_at > ${now}
      UNION ALL SELECT person_id, 2 FROM here WHERE 'program_manager' = ANY(roles)
      UNION ALL SELECT person_id, 3 FROM here WHERE 'administrator' = ANY(roles))
    SELECT DISTINCT p.id, p.name, e.address, p.locale FROM choice
      JOIN person p ON p.id = choice.person_id JOIN person_email e ON e.person_id = p.id AND e.is_primary
    WHERE choice.rank = (SELECT min(rank) FROM choice) ORDER BY p.id LIMIT ${MOST_APPROVERS}`.execute(db)
  return rows
}
