import { type Kysely, sql } from 'kysely'

/** Second factors, passkeys, recovery, and what each address of a person may do. Sessions carry their own proofs (http/auth.ts). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- At most one that counts and one that is being set up.
    CREATE TABLE second_factor (
      person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
      id uuid NOT NULL,
      secret_sealed bytea NOT NULL,
      -- The time step of the last code that was accepted: no code is accepted twice.
      last_step bigint NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL,
      confirmed_at timestamptz,
      PRIMARY KEY (person_id, id)
    );
    CREATE UNIQUE INDEX second_factor_confirmed ON second_factor (person_id) WHERE confirmed_at IS NOT NULL;
    CREATE UNIQUE INDEX second_factor_waiting ON second_factor (person_id) WHERE confirmed_at IS NULL;

    CREATE TABLE recovery_code (
      person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
      hash bytea NOT NULL,
      created_at timestamptz NOT NULL,
      used_at timestamptz,
      PRIMARY KEY (person_id, hash)
    );

    CREATE TABLE passkey (
      person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
      id uuid NOT NULL,
      credential_id text NOT NULL UNIQUE,
      public_key bytea NOT NULL,
      counter bigint NOT NULL,
      transports text[] NOT NULL,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
      -- Kept by the owner's devices together, or by one device alone.
      synced boolean NOT NULL,
      created_at timestamptz NOT NULL,
      last_used_at timestamptz,
      PRIMARY KEY (person_id, id)
    );

    -- Secrets that work once: mailed links of recovery and merging, and challenges that were answered.
    CREATE TABLE identity_token (
      hash bytea PRIMARY KEY,
      purpose text NOT NULL,
      person_id uuid REFERENCES person ON DELETE CASCADE,
      data jsonb NOT NULL DEFAULT '{}',
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    );
    CREATE INDEX identity_token_person ON identity_token (person_id);
    CREATE INDEX identity_token_expires ON identity_token (expires_at);

    -- A second factor that is lost: given up after a waiting time in which every address is told and can stop it.
    CREATE TABLE factor_recovery (
      person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
      id uuid NOT NULL,
      address text NOT NULL,
      started_at timestamptz NOT NULL,
      ripens_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      stopped_at timestamptz,
      used_at timestamptz,
      PRIMARY KEY (person_id, id)
    );
    CREATE UNIQUE INDEX factor_recovery_open ON factor_recovery (person_id) WHERE stopped_at IS NULL AND used_at IS NULL;

    ALTER TABLE person_email
      -- May a link mailed to it sign in or set a password.
      ADD COLUMN recovers boolean NOT NULL DEFAULT true,
      -- Do letters about badges go to it besides the primary one.
      ADD COLUMN receives boolean NOT NULL DEFAULT false,
      -- The organization whose mailbox it is: once the person has left that, links to it open nothing.
      ADD COLUMN belongs_to uuid REFERENCES organization;
    -- The address whose mailed link set the present password: the two are one proof and not two.
    ALTER TABLE person ADD COLUMN password_by text;
    ALTER TABLE organization ADD COLUMN requires_factor boolean NOT NULL DEFAULT false;
  `.execute(db)
  await sql.raw(policies()).execute(db)
}

const SYSTEM = "(SELECT app_scope()) = 'system'"
const SELF = "(SELECT app_scope()) = 'person' AND person_id = (SELECT app_person())"

function policies(): string {
  const own = ['second_factor', 'recovery_code', 'passkey', 'factor_recovery']
  return [...own, 'identity_token']
    .flatMap((table) => [
      `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`,
      `CREATE POLICY owner_all ON ${table} TO CURRENT_ROLE USING (true) WITH CHECK (true);`,
      `CREATE POLICY system ON ${table} FOR ALL USING (${SYSTEM});`,
      ...(own.includes(table) ? [`CREATE POLICY own ON ${table} FOR ALL USING (${SELF});`] : []),
    ])
    .join('\n')
}
