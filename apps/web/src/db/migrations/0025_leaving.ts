import { type Kysely, sql } from 'kysely'

/** An organization's archive is made by a job and kept for a while, in parts; the link of one badge may end. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(archives).execute(db)
  await sql.raw(fences).execute(db)
  await sql.raw(links).execute(db)
  await sql.raw(deciding).execute(db)
}

const archives = `
  CREATE TABLE organization_archive (
    org_id uuid NOT NULL REFERENCES organization,
    id uuid NOT NULL,
    ordered_by uuid NOT NULL REFERENCES person,
    ordered_at timestamptz NOT NULL,
    -- Ended: cancelled, replaced or expired; it goes once its parts are deleted.
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'ended')),
    failure text,
    -- The keys that the passphrase gave, sealed under the master key: one for each try that is left, and none once there is an end.
    keys_sealed bytea,
    try integer NOT NULL DEFAULT 0,
    started_at timestamptz,
    -- Addresses and records that are in it by now, of all.
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    finished_at timestamptz,
    size bigint,
    expires_at timestamptz,
    -- Sessions in which somebody proved that it is them, and that may go on with a download.
    fetch_sessions text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (org_id, id),
    CHECK ((keys_sealed IS NOT NULL) = (state IN ('waiting', 'running'))),
    CHECK ((failure IS NOT NULL) = (state = 'failed')),
    CHECK (state <> 'ready' OR (size IS NOT NULL AND expires_at IS NOT NULL))
  );
  -- An organization has one that counts.
  CREATE UNIQUE INDEX organization_archive_one ON organization_archive (org_id) WHERE state <> 'ended';

  -- A part is named before it is stored, so that none is ever in the store without a row.
  CREATE TABLE organization_archive_part (
    org_id uuid NOT NULL,
    archive_id uuid NOT NULL,
    try integer NOT NULL,
    number integer NOT NULL,
    blob_key text NOT NULL,
    size integer NOT NULL CHECK (size > 0),
    PRIMARY KEY (org_id, archive_id, try, number),
    FOREIGN KEY (org_id, archive_id) REFERENCES organization_archive
  );
`

// Others see a badge until then. What is asked for is of one moment, which the transaction was opened with.
const links = `
  ALTER TABLE backpack_entry ADD COLUMN share_ends_at timestamptz;
  CREATE OR REPLACE FUNCTION credential_is_shared(p_credential uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    RETURN app_scope() = 'public' AND EXISTS (SELECT 1 FROM backpack_entry
      WHERE credential_id = p_credential AND visibility <> 'private' AND removed_at IS NULL
        AND (share_ends_at IS NULL OR share_ends_at > nullif(current_setting('app.at', true), '')::timestamptz));
  END $$;
`

// A rule for what is decided from now on: what was decided before stays, and comes back from backups as it was.
const deciding = `
  CREATE FUNCTION refuse_own_answer() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.decided_by = NEW.asked_by AND OLD.decided_by IS NULL THEN
      RAISE EXCEPTION 'whoever asked for an exemption does not decide on it' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER exemption_decided_by_another BEFORE UPDATE ON exemption FOR EACH ROW EXECUTE FUNCTION refuse_own_answer();
`

const fences = [
  ...['organization_archive', 'organization_archive_part'].map(
    (table) => `
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
      CREATE POLICY owner_all ON ${table} TO CURRENT_ROLE USING (true) WITH CHECK (true);
      CREATE POLICY tenant ON ${table} FOR ALL USING ((SELECT app_scope()) = 'org' AND org_id = (SELECT app_org()));
      CREATE POLICY system ON ${table} FOR ALL USING ((SELECT app_scope()) = 'system');`,
  ),
  `CREATE POLICY own ON organization_archive FOR SELECT USING ((SELECT app_scope()) = 'person' AND ordered_by = (SELECT app_person()));`,
].join('\n')
