import { type Kysely, sql } from 'kysely'

/** An organization that left this installation awards nothing here any more; what it published stays served (THREATS K6). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE organization ADD COLUMN closed_at timestamptz`.execute(db)
}
