import { type Kysely, sql } from 'kysely'

/**
 * A change of state leaves a row for the log, as issuing does: one a change. `ordinal` is the order in which rows were written; the
 * sequencer takes what has no index yet in this order, because two changes can fall into one instant.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE log_row
      ADD COLUMN status_change_id uuid,
      ADD COLUMN ordinal bigint GENERATED ALWAYS AS IDENTITY,
      ADD FOREIGN KEY (org_id, status_change_id) REFERENCES status_change,
      ADD CHECK ((kind IN (3, 4, 5)) = (status_change_id IS NOT NULL));
    CREATE UNIQUE INDEX log_row_change_once ON log_row (org_id, status_change_id) WHERE status_change_id IS NOT NULL;
    CREATE INDEX log_row_pending ON log_row (org_id, log_id, ordinal) WHERE leaf_index IS NULL;
  `.execute(db)
}
