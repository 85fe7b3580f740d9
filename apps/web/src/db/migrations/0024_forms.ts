import { type Kysely, sql } from 'kysely'

/**
 * A learner record that is revoked leaves what any credential leaves: its reason and author, and a row for the log. Kept badges say what
 * a scanner said of them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(changes).execute(db)
  await sql.raw(scans).execute(db)
  await sql.raw(emptied).execute(db)
}

const changes = `
  ALTER TABLE status_change
    ALTER COLUMN credential_id DROP NOT NULL,
    ADD COLUMN clr_id uuid,
    ADD FOREIGN KEY (org_id, clr_id) REFERENCES clr,
    ADD CHECK (num_nonnulls(credential_id, clr_id) = 1),
    -- Records are revoked and never suspended.
    ADD CHECK (clr_id IS NULL OR kind = 'revoke');
  CREATE UNIQUE INDEX status_change_clr_once ON status_change (org_id, clr_id) WHERE clr_id IS NOT NULL;
  CREATE POLICY own_record ON status_change FOR SELECT USING ((SELECT app_scope()) IN ('person', 'org') AND EXISTS
    (SELECT 1 FROM clr WHERE clr.id = status_change.clr_id AND clr.person_id = (SELECT app_person())));
`

const scans = `
  ALTER TABLE backpack_entry
    ADD COLUMN scan text NOT NULL DEFAULT 'not_scanned' CHECK (scan IN ('not_scanned', 'clean', 'quarantined')),
    ADD COLUMN scanned_at timestamptz,
    ADD COLUMN scan_signature text,
    ADD CHECK (scan = 'not_scanned' OR source = 'imported'),
    -- What is harmful is shared with nobody.
    ADD CHECK (scan <> 'quarantined' OR visibility = 'private');
  CREATE INDEX backpack_to_scan ON backpack_entry (added_at)
    WHERE source = 'imported' AND scan = 'not_scanned' AND removed_at IS NULL AND sealed IS NOT NULL;
`

// An erasure, and the restore that follows one, takes the words of an observation away; it puts no others in their place.
const emptied = `
  CREATE OR REPLACE FUNCTION refuse_change_of_observation() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (NEW.enrollment_id, NEW.criterion_id, NEW.observer_id, NEW.capacity, NEW.sufficient, NEW.data_key_id, NEW.digest,
        NEW.supersedes_id, NEW.created_at) IS DISTINCT FROM (OLD.enrollment_id, OLD.criterion_id, OLD.observer_id, OLD.capacity,
        OLD.sufficient, OLD.data_key_id, OLD.digest, OLD.supersedes_id, OLD.created_at)
      OR (NEW.sealed IS DISTINCT FROM OLD.sealed AND length(NEW.sealed) > 0)
      OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ended_how) IS DISTINCT FROM (OLD.ended_at, OLD.ended_how)) THEN
      RAISE EXCEPTION 'an observation is never changed' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
  END $$;
`
