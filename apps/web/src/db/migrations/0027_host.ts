import { type Kysely, sql } from 'kysely'

/**
 * Other platforms that a person lets read their backpack or put badges into it (Open Badges 3.0, sections 6 and 7). Platforms register
 * themselves and belong to nobody; a grant is one consent of one person; what opens it (codes, access tokens, refresh tokens) is kept as a
 * digest alone, and used ones stay until the grant ends, so that using one again is noticed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw([tables, origin, fences, trail].join('\n')).execute(db)
}

const tables = `
  CREATE TABLE host_client (
    id uuid PRIMARY KEY,
    secret_hash bytea NOT NULL,
    name text NOT NULL,
    -- The one host of all its addresses.
    host text NOT NULL,
    redirect_uris text[] NOT NULL CHECK (cardinality(redirect_uris) > 0),
    scopes text[] NOT NULL,
    -- Whether it may renew its access without the person.
    refreshes boolean NOT NULL,
    -- What it registered, as it is echoed (RFC 7591).
    metadata jsonb NOT NULL,
    created_at timestamptz NOT NULL
  );
  CREATE INDEX host_client_created ON host_client (created_at);
  CREATE TABLE host_grant (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    client_id uuid NOT NULL REFERENCES host_client,
    scopes text[] NOT NULL,
    -- What the code of this grant is bound to.
    redirect_uri text NOT NULL,
    code_challenge text NOT NULL,
    granted_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz
  );
  CREATE INDEX host_grant_person ON host_grant (person_id, client_id);
  CREATE INDEX host_grant_client ON host_grant (client_id);
  CREATE TABLE host_token (
    hash bytea PRIMARY KEY,
    grant_id uuid NOT NULL REFERENCES host_grant ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('code', 'access', 'refresh')),
    scopes text[] NOT NULL,
    expires_at timestamptz NOT NULL,
    -- When a code or a refresh token was given for others.
    used_at timestamptz,
    revoked_at timestamptz
  );
  CREATE INDEX host_token_grant ON host_token (grant_id);
  -- The other way round: a person is at another platform, to let this server read their badges there.
  CREATE TABLE host_visit (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    state_hash bytea NOT NULL UNIQUE,
    -- Which platform, and the secrets that this server has of it.
    sealed bytea NOT NULL,
    data_key_id uuid NOT NULL REFERENCES data_key,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX host_visit_person ON host_visit (person_id);
`

const origin = `
  -- The platform that put the badge in; null: its owner did.
  ALTER TABLE backpack_entry ADD COLUMN brought_by uuid REFERENCES host_client, ADD CHECK (brought_by IS NULL OR source = 'imported');
  CREATE INDEX backpack_entry_brought_by ON backpack_entry (brought_by) WHERE brought_by IS NOT NULL;
`

const SYSTEM = `(SELECT app_scope()) = 'system'`
const PERSON = `(SELECT app_scope()) = 'person'`

const fences = `
  ${['host_client', 'host_grant', 'host_token', 'host_visit']
    .map(
      (
        table,
      ) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY owner_all ON ${table} TO CURRENT_ROLE USING (true) WITH CHECK (true);
  CREATE POLICY system ON ${table} FOR ALL USING (${SYSTEM});`,
    )
    .join('\n  ')}
  CREATE POLICY own ON host_grant FOR ALL USING (${PERSON} AND person_id = (SELECT app_person()));
  CREATE POLICY own ON host_token FOR ALL USING (${PERSON}
    AND EXISTS (SELECT 1 FROM host_grant g WHERE g.id = grant_id AND g.person_id = (SELECT app_person())));
  CREATE POLICY own ON host_visit FOR ALL USING (${PERSON} AND person_id = (SELECT app_person()));
  -- A person sees the platforms that they let in, and those that put something in.
  CREATE POLICY own ON host_client FOR SELECT USING (${PERSON} AND (
    EXISTS (SELECT 1 FROM host_grant g WHERE g.client_id = host_client.id AND g.person_id = (SELECT app_person()))
    OR EXISTS (SELECT 1 FROM backpack_entry b WHERE b.brought_by = host_client.id AND b.person_id = (SELECT app_person()))));
`

const trail = `
  -- A platform acts for a person by its grant; the key of such an event is the platform.
  ALTER TABLE audit_event DROP CONSTRAINT audit_event_actor_kind_check;
  ALTER TABLE audit_event ADD CONSTRAINT audit_event_actor_kind_check CHECK (actor_kind IN ('person', 'api_key', 'app', 'system'));
`
