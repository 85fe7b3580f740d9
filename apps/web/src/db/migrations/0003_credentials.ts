import { type Kysely, sql } from 'kysely'

/** Issuer, keys, credentials in their signed forms, status lists, the pending log rows, and what a person keeps. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Addresses that are signed are stored once, here, and never derived from a setting later.
    CREATE TABLE issuer (
      org_id uuid PRIMARY KEY REFERENCES organization,
      url text NOT NULL UNIQUE,
      did_web text NOT NULL UNIQUE,
      log_id uuid NOT NULL UNIQUE,
      log_origin text NOT NULL UNIQUE,
      created_at timestamptz NOT NULL
    );

    -- One key, one use. The private part is sealed under the master key and opened by the signer only.
    CREATE TABLE signing_key (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      fragment text NOT NULL,
      purpose text NOT NULL CHECK (purpose IN ('credential', 'credential_p256', 'credential_jwt', 'log')),
      type text NOT NULL CHECK (type IN ('ed25519', 'p256', 'rsa2048')),
      public_key bytea NOT NULL,
      public_jwk jsonb,
      sealed_private bytea NOT NULL,
      created_at timestamptz NOT NULL,
      retired_at timestamptz,
      revoked_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, fragment)
    );
    CREATE UNIQUE INDEX signing_key_current ON signing_key (org_id, purpose) WHERE retired_at IS NULL AND revoked_at IS NULL;

    -- The issuer's controller document as it stood: kept for every state in which something was signed.
    CREATE TABLE issuer_document (
      org_id uuid NOT NULL REFERENCES organization,
      digest bytea NOT NULL,
      body text NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, digest)
    );

    -- A pair of lists (revocation and suspension) shares the indexes that this row hands out: a counter through a keyed permutation.
    CREATE TABLE status_group (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      number integer NOT NULL,
      size integer NOT NULL CHECK (size >= 131072),
      next_counter integer NOT NULL DEFAULT 0,
      permutation_key bytea NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, number)
    );
    CREATE TABLE status_list (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      group_id uuid NOT NULL,
      purpose text NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
      url text NOT NULL UNIQUE,
      version integer NOT NULL DEFAULT 0,
      signed_version integer NOT NULL DEFAULT -1,
      signed_body text,
      signed_at timestamptz,
      valid_until timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      UNIQUE (org_id, group_id, purpose),
      FOREIGN KEY (org_id, group_id) REFERENCES status_group
    );

    -- The order to issue freezes everything that will be signed; the signed bytes follow in credential_form.
    CREATE TABLE credential (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      decision_id uuid NOT NULL,
      person_id uuid NOT NULL,
      achievement_id uuid NOT NULL,
      achievement_version_id uuid NOT NULL,
      url text NOT NULL UNIQUE,
      subject_id text NOT NULL,
      unsigned_sealed bytea NOT NULL,
      salt_sealed bytea NOT NULL,
      data_key_id uuid NOT NULL REFERENCES data_key,
      valid_from timestamptz NOT NULL,
      valid_until timestamptz,
      proof_created timestamptz NOT NULL,
      signing_key_id uuid NOT NULL,
      issuer_document_digest bytea NOT NULL,
      status_group_id uuid NOT NULL,
      status_index integer NOT NULL CHECK (status_index >= 0),
      revoked_at timestamptz,
      suspended_at timestamptz,
      ordered_at timestamptz NOT NULL,
      issued_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      UNIQUE (org_id, decision_id),
      UNIQUE (org_id, status_group_id, status_index),
      FOREIGN KEY (org_id, decision_id) REFERENCES decision,
      FOREIGN KEY (org_id, signing_key_id) REFERENCES signing_key,
      FOREIGN KEY (org_id, issuer_document_digest) REFERENCES issuer_document,
      FOREIGN KEY (org_id, status_group_id) REFERENCES status_group
    );
    CREATE INDEX credential_person ON credential (person_id);
    CREATE INDEX credential_achievement ON credential (org_id, achievement_id);
    CREATE INDEX credential_unissued ON credential (org_id, ordered_at) WHERE issued_at IS NULL;

    CREATE TABLE credential_form (
      org_id uuid NOT NULL,
      credential_id uuid NOT NULL,
      form text NOT NULL CHECK (form IN ('data_integrity', 'jwt', 'sd_base')),
      media_type text NOT NULL,
      sealed bytea NOT NULL,
      data_key_id uuid NOT NULL REFERENCES data_key,
      digest bytea NOT NULL,
      size integer NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, credential_id, form),
      FOREIGN KEY (org_id, credential_id) REFERENCES credential
    );

    CREATE TABLE status_change (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      credential_id uuid NOT NULL,
      kind text NOT NULL CHECK (kind IN ('revoke', 'suspend', 'reinstate')),
      reason text NOT NULL CHECK (length(reason) > 0),
      changed_by uuid NOT NULL,
      changed_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, credential_id) REFERENCES credential
    );
    CREATE INDEX status_change_credential ON status_change (org_id, credential_id, changed_at);

    -- Rows wait here without an index until the sequencer takes them (never "id greater than the last": late commits would vanish).
    CREATE TABLE log_row (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      log_id uuid NOT NULL,
      kind smallint NOT NULL,
      credential_id uuid NOT NULL,
      commitment bytea NOT NULL CHECK (length(commitment) = 32),
      simulated boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL,
      leaf_index bigint,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, log_id, leaf_index),
      FOREIGN KEY (org_id, credential_id) REFERENCES credential
    );
    CREATE UNIQUE INDEX log_row_issued_once ON log_row (org_id, credential_id) WHERE kind = 1;

    -- What a person keeps, from any issuer. Belongs to the person, not to an organization.
    CREATE TABLE backpack_entry (
      person_id uuid NOT NULL REFERENCES person,
      id uuid NOT NULL,
      source text NOT NULL CHECK (source IN ('issued', 'imported')),
      org_id uuid,
      credential_id uuid,
      issuer_id text NOT NULL,
      credential_url text NOT NULL,
      sealed bytea,
      media_type text,
      report_sealed bytea,
      data_key_id uuid REFERENCES data_key,
      digest bytea,
      valid_from timestamptz,
      verdict text,
      verified_at timestamptz,
      added_at timestamptz NOT NULL,
      visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'link', 'public')),
      share_token_hash bytea UNIQUE,
      share_token_sealed bytea,
      shared_at timestamptz,
      removed_at timestamptz,
      PRIMARY KEY (person_id, id),
      UNIQUE (id),
      CHECK ((source = 'issued') = (credential_id IS NOT NULL)),
      CHECK ((source = 'imported') = (sealed IS NOT NULL)),
      CHECK ((visibility = 'link') = (share_token_hash IS NOT NULL)),
      FOREIGN KEY (org_id, credential_id) REFERENCES credential
    );
    CREATE UNIQUE INDEX backpack_credential ON backpack_entry (credential_id) WHERE credential_id IS NOT NULL;
    -- Equality of two credentials: same issuer id and same credential id (normalised by the application).
    CREATE UNIQUE INDEX backpack_equal ON backpack_entry (person_id, issuer_id, credential_url) WHERE removed_at IS NULL;
  `.execute(db)
}
