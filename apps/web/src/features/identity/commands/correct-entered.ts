import { sql } from 'kysely'
import type { SystemScope } from '../../../db/scopes.ts'

/**
 * Mends the address of a person without an account whom one organization alone entered. Nothing happens where the person has an account,
 * where another organization knows them by that address too, or where the right address is somebody's already: then it is that
 * person's. Answers whether it was mended.
 */
export async function correctEntered(
  { db }: SystemScope,
  personId: string,
  wrong: string,
  right: string,
): Promise<boolean> {
  const { rows } = await sql`UPDATE person_email e SET address = ${right} FROM person p
    WHERE e.person_id = ${personId} AND lower(e.address) = lower(${wrong}) AND e.verified_at IS NULL
      AND p.id = e.person_id AND p.user_id IS NULL AND p.merged_into IS NULL
      AND NOT EXISTS (SELECT 1 FROM person_email other WHERE lower(other.address) = lower(${right}))
      AND (SELECT count(DISTINCT org_id) FROM (SELECT org_id FROM membership WHERE person_id = ${personId}
        UNION ALL SELECT org_id FROM recipient WHERE person_id = ${personId}) known) = 1
    RETURNING 1`.execute(db)
  return rows.length > 0
}
