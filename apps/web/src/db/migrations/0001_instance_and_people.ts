import { type Kysely, sql } from 'kysely'

/**
 * The instance, people and what a person owns. A person is global; what ties a person to an organization is a membership.
 * Scope settings: `app.scope` is one of org, person, public, system; `app.org` and `app.person` are set locally for each transaction
 * (after a transaction a setting reads '' and not null, hence the nullif).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION app_scope() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.scope', true), '') $$;
    CREATE FUNCTION app_org() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.org', true), '')::uuid $$;
    CREATE FUNCTION app_person() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.person', true), '')::uuid $$;

    -- One row: what is true of this installation. A restore raises the epoch, which fences the log.
    CREATE TABLE instance (
      single boolean PRIMARY KEY DEFAULT true CHECK (single),
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      epoch integer NOT NULL DEFAULT 1,
      origin text NOT NULL,
      demo boolean NOT NULL DEFAULT false,
      setup_code_hash bytea,
      -- A word sealed under the master key: a start with another key is refused before anything is sealed under the wrong one.
      key_check bytea,
      -- Set once the demo's story is played to its end; a demo without it is made anew.
      demo_ready_at timestamptz,
      demo_credential text,
      created_at timestamptz NOT NULL
    );

    CREATE TABLE organization (
      id uuid PRIMARY KEY,
      slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9](-?[a-z0-9]){1,39}$'),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
      mark text NOT NULL CHECK (length(mark) BETWEEN 1 AND 3),
      accent text CHECK (accent ~ '^#[0-9A-F]{6}$'),
      description text NOT NULL DEFAULT '',
      website text,
      email text,
      locale text NOT NULL DEFAULT 'en',
      created_at timestamptz NOT NULL
    );

    CREATE TABLE person (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      user_id text UNIQUE,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      locale text NOT NULL DEFAULT 'en',
      time_zone text NOT NULL DEFAULT 'UTC',
      name_on_credentials boolean NOT NULL DEFAULT true,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE person_email (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
      address text NOT NULL CHECK (address ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(address) <= 254),
      is_primary boolean NOT NULL DEFAULT false,
      verified_at timestamptz,
      verify_token_hash bytea,
      verify_sent_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    -- An address proves one person at a time; unproven claims may repeat.
    CREATE UNIQUE INDEX person_email_verified ON person_email (lower(address)) WHERE verified_at IS NOT NULL;
    CREATE UNIQUE INDEX person_email_once ON person_email (person_id, lower(address));
    CREATE UNIQUE INDEX person_email_primary ON person_email (person_id) WHERE is_primary;
    CREATE INDEX person_email_address ON person_email (lower(address));

    -- A person's data key, wrapped by the master key. Destroying it (wrapped = null) is what erasure does.
    CREATE TABLE data_key (
      id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      wrapped bytea,
      created_at timestamptz NOT NULL,
      destroyed_at timestamptz,
      CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
    );
    CREATE UNIQUE INDEX data_key_current ON data_key (person_id) WHERE destroyed_at IS NULL;

    CREATE TABLE membership (
      org_id uuid NOT NULL REFERENCES organization,
      person_id uuid NOT NULL REFERENCES person,
      roles text[] NOT NULL CHECK (roles <@ ARRAY['administrator','program_manager','assessor','learner','observer','people_manager','recruiter','executive','partner']),
      department text,
      job_title text,
      manager_id uuid,
      joined_at timestamptz NOT NULL,
      left_at timestamptz,
      PRIMARY KEY (org_id, person_id)
    );
    CREATE INDEX membership_person ON membership (person_id);

    CREATE TABLE invitation (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      address text NOT NULL,
      name text,
      roles text[] NOT NULL,
      department text,
      job_title text,
      token_hash bytea NOT NULL UNIQUE,
      invited_by uuid NOT NULL REFERENCES person,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      accepted_at timestamptz,
      accepted_by uuid REFERENCES person,
      revoked_at timestamptz,
      PRIMARY KEY (org_id, id)
    );

    CREATE TABLE api_key (
      id uuid PRIMARY KEY,
      org_id uuid REFERENCES organization,
      person_id uuid NOT NULL REFERENCES person,
      name text NOT NULL,
      prefix text NOT NULL,
      hash bytea NOT NULL UNIQUE,
      scopes text[] NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    CREATE INDEX api_key_org ON api_key (org_id);
    CREATE INDEX api_key_person ON api_key (person_id);

    -- A key makes a write safe to repeat: the first answer is kept and given again.
    CREATE TABLE idempotency (
      actor text NOT NULL,
      key text NOT NULL,
      request_hash bytea NOT NULL,
      status integer,
      body text,
      content_type text,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (actor, key)
    );

    -- Counters of the rate limiter; lost at a crash without harm.
    CREATE UNLOGGED TABLE rate_window (
      bucket text NOT NULL,
      window_start timestamptz NOT NULL,
      count integer NOT NULL,
      PRIMARY KEY (bucket, window_start)
    );

    CREATE TABLE mail (
      id uuid PRIMARY KEY,
      org_id uuid,
      person_id uuid,
      to_address text NOT NULL,
      template text NOT NULL,
      subject text NOT NULL,
      text_body text,
      html_body text,
      created_at timestamptz NOT NULL,
      sent_at timestamptz,
      failed_at timestamptz,
      error text
    );
    CREATE INDEX mail_created ON mail (created_at DESC);

    -- Who, what, when, on which record. The canonical form and its salt are kept so that the trail can be logged in a tree of its own.
    CREATE TABLE audit_event (
      id uuid PRIMARY KEY,
      org_id uuid,
      person_id uuid,
      actor_person_id uuid,
      actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'api_key', 'system')),
      actor_key_id uuid,
      action text NOT NULL,
      record_type text NOT NULL,
      record_id text NOT NULL,
      data jsonb NOT NULL,
      at timestamptz NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      canonical text NOT NULL,
      salt bytea NOT NULL
    );
    CREATE INDEX audit_org_at ON audit_event (org_id, at DESC, id);
    CREATE INDEX audit_person_at ON audit_event (person_id, at DESC, id);
    CREATE INDEX audit_record ON audit_event (org_id, record_type, record_id);
  `.execute(db)

  await sql`
    -- The erasure list is outside what a backup restores: it lives in a schema of its own, and stays when a restore makes the others anew.
    CREATE TABLE IF NOT EXISTS kept.erasure (
      data_key_id uuid PRIMARY KEY,
      erased_at timestamptz NOT NULL
    );
  `.execute(db)
}
