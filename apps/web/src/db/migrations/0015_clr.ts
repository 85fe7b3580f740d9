import { type Kysely, sql } from 'kysely'

/**
 * Learner records (CLR 2.0): credentials of a person put together and signed by an organization. A record is a credential with its own
 * address, status index and sealed bytes; its index comes from the counter that credentials take theirs from.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE clr (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      person_id uuid NOT NULL REFERENCES person,
      url text NOT NULL UNIQUE,
      -- Absent after its holder removed it: what is left is its status.
      sealed bytea,
      salt_sealed bytea NOT NULL,
      data_key_id uuid NOT NULL REFERENCES data_key,
      digest bytea NOT NULL,
      credential_count integer NOT NULL CHECK (credential_count > 0),
      partial boolean NOT NULL,
      signing_key_id uuid NOT NULL,
      issuer_document_digest bytea NOT NULL,
      status_group_id uuid NOT NULL,
      status_index integer NOT NULL CHECK (status_index >= 0),
      created_at timestamptz NOT NULL,
      revoked_at timestamptz,
      revocation_reason text,
      removed_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      UNIQUE (org_id, status_group_id, status_index),
      CHECK ((removed_at IS NULL) = (sealed IS NOT NULL)),
      CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL)),
      FOREIGN KEY (org_id, signing_key_id) REFERENCES signing_key,
      FOREIGN KEY (org_id, issuer_document_digest) REFERENCES issuer_document,
      FOREIGN KEY (org_id, status_group_id) REFERENCES status_group
    );
    CREATE INDEX clr_person ON clr (person_id, created_at);
    ALTER TABLE clr ENABLE ROW LEVEL SECURITY;
    ALTER TABLE clr FORCE ROW LEVEL SECURITY;
    CREATE POLICY owner_all ON clr TO CURRENT_ROLE USING (true) WITH CHECK (true);
    CREATE POLICY tenant ON clr FOR ALL USING ((SELECT app_scope()) = 'org' AND org_id = (SELECT app_org()));
    CREATE POLICY own ON clr FOR SELECT USING ((SELECT app_scope()) IN ('person', 'org') AND person_id = (SELECT app_person()));
    CREATE POLICY merge_read ON clr FOR SELECT USING ((SELECT app_scope()) = 'system');
    CREATE POLICY merge ON clr FOR UPDATE USING ((SELECT app_scope()) = 'system');
    CREATE POLICY remove ON clr FOR UPDATE USING ((SELECT app_scope()) = 'person' AND person_id = (SELECT app_person()));

    -- The log is told of a record as of any credential.
    ALTER TABLE log_row
      ALTER COLUMN credential_id DROP NOT NULL,
      ADD COLUMN clr_id uuid,
      ADD FOREIGN KEY (org_id, clr_id) REFERENCES clr,
      ADD CHECK (num_nonnulls(credential_id, clr_id) = 1);
    CREATE UNIQUE INDEX log_row_clr_issued_once ON log_row (org_id, clr_id) WHERE kind = 1 AND clr_id IS NOT NULL;
  `.execute(db)
}
