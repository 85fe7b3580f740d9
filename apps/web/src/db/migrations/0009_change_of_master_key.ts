import { type Kysely, sql } from 'kysely'

/**
 * While the master key is being changed, some rows are wrapped by the present key and some by the new one. The word sealed under the new
 * key says so, and by which new key the change is to be finished (THREATS K5).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE instance ADD COLUMN next_key_check bytea`.execute(db)
}
