import { type Kysely, sql } from 'kysely'

/** A word sealed under the master key: a start with another key is refused before anything is sealed under the wrong one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE instance ADD COLUMN key_check bytea`.execute(db)
}
