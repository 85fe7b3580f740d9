import { type Kysely, sql } from 'kysely'

/**
 * Awards of many rows. What a file says of people is sealed: for who uploaded it until a row is issued, then only the address is kept, for
 * whose it is, so that an erasure reaches it. No job carries anything of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE bulk_batch (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      achievement_version_id uuid NOT NULL,
      reason text NOT NULL CHECK (length(reason) > 0),
      state text NOT NULL CHECK (state IN ('preview', 'running', 'paused', 'done', 'revoking', 'revoked', 'discarded')),
      format text NOT NULL CHECK (format IN ('csv', 'ndjson')),
      row_count integer NOT NULL CHECK (row_count > 0),
      wrong_count integer NOT NULL CHECK (wrong_count >= 0),
      ready_count integer NOT NULL CHECK (ready_count >= 0),
      handled_count integer NOT NULL DEFAULT 0,
      ignored_columns jsonb NOT NULL,
      created_by uuid NOT NULL REFERENCES person,
      created_at timestamptz NOT NULL,
      started_by uuid REFERENCES person,
      started_at timestamptz,
      measured_at timestamptz,
      measured_from integer NOT NULL DEFAULT 0,
      tell_at timestamptz,
      finished_at timestamptz,
      revoke_reason text,
      revoke_count integer,
      revoked_by uuid REFERENCES person,
      revoked_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      FOREIGN KEY (org_id, achievement_version_id) REFERENCES achievement_version,
      CHECK (state IN ('preview', 'discarded') OR started_at IS NOT NULL),
      CHECK (state NOT IN ('revoking', 'revoked') OR (revoke_reason IS NOT NULL AND revoked_by IS NOT NULL))
    );
    CREATE INDEX bulk_batch_created ON bulk_batch (org_id, created_at DESC, id);
    CREATE INDEX bulk_batch_at_work ON bulk_batch (started_by) WHERE state IN ('running', 'revoking');

    CREATE TABLE bulk_row (
      org_id uuid NOT NULL,
      batch_id uuid NOT NULL,
      number integer NOT NULL CHECK (number > 0),
      id uuid NOT NULL,
      state text NOT NULL CHECK (state IN
        ('ready', 'wrong', 'repeated', 'held', 'unchanged', 'ordered', 'issued', 'failed', 'left_out', 'revoked', 'kept')),
      key text CHECK (length(key) BETWEEN 1 AND 128),
      problems jsonb NOT NULL,
      sealed bytea,
      data_key_id uuid REFERENCES data_key,
      person_id uuid,
      credential_id uuid,
      PRIMARY KEY (org_id, batch_id, number),
      UNIQUE (org_id, id),
      FOREIGN KEY (org_id, batch_id) REFERENCES bulk_batch,
      FOREIGN KEY (org_id, credential_id) REFERENCES credential,
      CHECK ((sealed IS NULL) = (data_key_id IS NULL)),
      CHECK (state NOT IN ('ordered', 'issued', 'revoked', 'kept') OR credential_id IS NOT NULL)
    );
    CREATE INDEX bulk_row_state ON bulk_row (org_id, batch_id, state, number);
    -- A key is issued once in an organization, whatever batches run at once.
    CREATE UNIQUE INDEX bulk_row_key ON bulk_row (org_id, key) WHERE state IN ('ordered', 'issued', 'revoked', 'kept');
  `.execute(db)
  await rowLevelSecurity(db)
}

async function rowLevelSecurity(db: Kysely<unknown>): Promise<void> {
  const org = "(SELECT app_scope()) = 'org' AND org_id = (SELECT app_org())"
  const tenant = ['bulk_batch', 'bulk_row'].map(
    (t) => `ALTER TABLE ${t} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${t} FORCE ROW LEVEL SECURITY;
      CREATE POLICY owner_all ON ${t} TO CURRENT_ROLE USING (true) WITH CHECK (true);
      CREATE POLICY tenant ON ${t} FOR ALL USING (${org});`,
  )
  // The head of every page tells a person how far their own batches are.
  const own = `CREATE POLICY own ON bulk_batch FOR SELECT
    USING ((SELECT app_scope()) = 'person' AND started_by = (SELECT app_person()));`
  const merge = `CREATE POLICY merge_read ON bulk_row FOR SELECT USING ((SELECT app_scope()) = 'system');
    CREATE POLICY merge ON bulk_row FOR UPDATE USING ((SELECT app_scope()) = 'system');`
  await sql.raw([...tenant, own, merge].join('\n')).execute(db)
}
