import { type Kysely, sql } from 'kysely'

/**
 * An organization awards to an address that need not be a member's. What it typed is its own (`recipient`); who is behind the address
 * is a person, with an account or without one. A credential to somebody without an account has a claim; an event hands out claims.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await recipients(db)
  await claims(db)
  await events(db)
  await merging(db)
  await takenOver(db)
  await rowLevelSecurity(db)
}

async function recipients(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE recipient (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      person_id uuid NOT NULL REFERENCES person,
      address text NOT NULL CHECK (address ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(address) <= 254),
      name text CHECK (length(name) BETWEEN 1 AND 200),
      -- False where the person asked not to be named on credentials. The organization is not told.
      name_shown boolean NOT NULL DEFAULT true,
      locale text NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, id),
      UNIQUE (id)
    );
    CREATE UNIQUE INDEX recipient_address ON recipient (org_id, lower(address));
    CREATE INDEX recipient_person ON recipient (person_id);

    ALTER TABLE decision ADD COLUMN recipient_id uuid, ADD FOREIGN KEY (org_id, recipient_id) REFERENCES recipient;
    ALTER TABLE credential ADD COLUMN recipient_id uuid, ADD FOREIGN KEY (org_id, recipient_id) REFERENCES recipient;
    CREATE INDEX credential_recipient ON credential (org_id, recipient_id) WHERE recipient_id IS NOT NULL;

    -- A wrong address is corrected by a credential that takes the place of the first: one award has one that stands.
    ALTER TABLE credential ADD COLUMN superseded_at timestamptz,
      ADD CHECK (superseded_at IS NULL OR revoked_at IS NOT NULL),
      DROP CONSTRAINT credential_org_id_decision_id_key;
    CREATE UNIQUE INDEX credential_decision ON credential (org_id, decision_id) WHERE superseded_at IS NULL;
    ALTER TABLE status_change DROP CONSTRAINT status_change_kind_check,
      ADD CONSTRAINT status_change_kind_check CHECK (kind IN ('revoke', 'suspend', 'reinstate', 'supersede'));
    ALTER TABLE log_row DROP CONSTRAINT log_row_check,
      ADD CONSTRAINT log_row_check CHECK ((kind IN (3, 4, 5, 6)) = (status_change_id IS NOT NULL));
  `.execute(db)
}

async function claims(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE claim (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      credential_id uuid NOT NULL,
      recipient_id uuid NOT NULL,
      -- Of the mailed link: who has it has read the mailbox.
      token_hash bytea NOT NULL UNIQUE,
      token_sealed bytea NOT NULL,
      -- Of the link that the organization may copy and hand over itself: it proves no address.
      link_hash bytea NOT NULL UNIQUE,
      link_sealed bytea NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      sent_at timestamptz NOT NULL,
      letters integer NOT NULL DEFAULT 1,
      mail_id uuid NOT NULL,
      reminders smallint NOT NULL DEFAULT 0,
      remind_at timestamptz,
      bounced_at timestamptz,
      bounce_reason text,
      opened_at timestamptz,
      claimed_at timestamptz,
      ended_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      UNIQUE (org_id, credential_id),
      FOREIGN KEY (org_id, credential_id) REFERENCES credential,
      FOREIGN KEY (org_id, recipient_id) REFERENCES recipient,
      CHECK (claimed_at IS NULL OR ended_at IS NULL)
    );
    CREATE INDEX claim_created ON claim (org_id, created_at DESC, id);
    CREATE INDEX claim_reminding ON claim (remind_at) WHERE remind_at IS NOT NULL;
    CREATE INDEX claim_mail ON claim (mail_id);
  `.execute(db)
}

async function events(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE event_claim (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      achievement_version_id uuid NOT NULL,
      title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
      reason text NOT NULL CHECK (length(reason) > 0),
      token_hash bytea NOT NULL UNIQUE,
      token_sealed bytea NOT NULL,
      -- Places: those taken are awarded or wait for approval. The check is what holds when two come at once.
      places integer NOT NULL CHECK (places > 0),
      taken integer NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND places),
      opens_at timestamptz NOT NULL,
      closes_at timestamptz NOT NULL CHECK (closes_at > opens_at),
      needs_approval boolean NOT NULL,
      created_by uuid NOT NULL,
      created_at timestamptz NOT NULL,
      closed_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      FOREIGN KEY (org_id, achievement_version_id) REFERENCES achievement_version
    );
    CREATE TABLE event_entry (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      event_id uuid NOT NULL,
      recipient_id uuid NOT NULL,
      -- Who came, as it was known then; stays when persons are merged.
      person_id uuid NOT NULL,
      state text NOT NULL CHECK (state IN ('waiting', 'awarded', 'refused')),
      credential_id uuid,
      created_at timestamptz NOT NULL,
      decided_at timestamptz,
      decided_by uuid,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      UNIQUE (org_id, event_id, recipient_id),
      UNIQUE (org_id, event_id, person_id),
      FOREIGN KEY (org_id, event_id) REFERENCES event_claim,
      FOREIGN KEY (org_id, recipient_id) REFERENCES recipient,
      CHECK ((state = 'awarded') = (credential_id IS NOT NULL))
    );
    CREATE INDEX event_entry_waiting ON event_entry (org_id, event_id, created_at) WHERE state = 'waiting';
  `.execute(db)
}

/** Two persons who turn out to be one: their data keys go on opening what they sealed, and one of them seals what comes. */
async function merging(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE person ADD COLUMN merged_into uuid REFERENCES person, ADD CHECK (merged_into <> id);
    ALTER TABLE data_key ADD COLUMN is_current boolean NOT NULL DEFAULT true;
    DROP INDEX data_key_current;
    CREATE UNIQUE INDEX data_key_current ON data_key (person_id) WHERE is_current AND destroyed_at IS NULL;
    CREATE INDEX data_key_person ON data_key (person_id);
  `.execute(db)
}

/** Who proves the address of a person without an account is that person, and has with it claimed what waits for them. */
async function takenOver(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION claims_taken() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    BEGIN
      UPDATE backpack_entry b SET visibility = 'private', share_token_hash = NULL, share_token_sealed = NULL, shared_at = NULL
        FROM claim c JOIN credential k ON k.org_id = c.org_id AND k.id = c.credential_id
        WHERE k.person_id = NEW.id AND b.credential_id = k.id AND c.claimed_at IS NULL AND c.ended_at IS NULL;
      UPDATE claim c SET claimed_at = now(), remind_at = NULL FROM credential k
        WHERE k.org_id = c.org_id AND k.id = c.credential_id AND k.person_id = NEW.id
          AND c.claimed_at IS NULL AND c.ended_at IS NULL;
      RETURN NEW;
    END $$;
    CREATE TRIGGER claims_taken AFTER UPDATE OF user_id ON person FOR EACH ROW
      WHEN (OLD.user_id IS NULL AND NEW.user_id IS NOT NULL) EXECUTE FUNCTION claims_taken();
  `.execute(db)
}

const TABLES = ['recipient', 'claim', 'event_claim', 'event_entry']
/** What merging moves from one person to the other, in every organization at once. */
const MOVED = [
  'enrollment',
  'evidence',
  'enrollment_draft',
  'submission',
  'decision',
  'credential',
  'backpack_entry',
]

async function rowLevelSecurity(db: Kysely<unknown>): Promise<void> {
  const system = "(SELECT app_scope()) = 'system'"
  const org = "(SELECT app_scope()) = 'org' AND org_id = (SELECT app_org())"
  const own = TABLES.map(
    (t) => `ALTER TABLE ${t} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${t} FORCE ROW LEVEL SECURITY;
      CREATE POLICY owner_all ON ${t} TO CURRENT_ROLE USING (true) WITH CHECK (true);
      CREATE POLICY tenant ON ${t} FOR ALL USING (${org});
      CREATE POLICY system ON ${t} FOR ALL USING (${system});`,
  )
  const moved = MOVED.map(
    (t) => `CREATE POLICY merge_read ON ${t} FOR SELECT USING (${system});
      CREATE POLICY merge ON ${t} FOR UPDATE USING (${system});`,
  )
  const read = `CREATE POLICY own ON recipient FOR SELECT
    USING ((SELECT app_scope()) IN ('person', 'org') AND person_id = (SELECT app_person()));`
  await sql.raw([...own, ...moved, read].join('\n')).execute(db)
}
