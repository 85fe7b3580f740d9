import { type Kysely, sql } from 'kysely'

/** What an organization defines, what people hand in, and how it is judged. Every table carries org_id first in its keys. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE achievement (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      created_by uuid NOT NULL,
      created_at timestamptz NOT NULL,
      retired_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id)
    );

    -- A version is a draft, then published; frozen (never edited again) from its first enrollment or award on.
    CREATE TABLE achievement_version (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      achievement_id uuid NOT NULL,
      number integer NOT NULL,
      state text NOT NULL CHECK (state IN ('draft', 'published', 'superseded', 'retired')),
      name text NOT NULL,
      definition jsonb NOT NULL,
      art_blob text,
      art_media_type text,
      revision integer NOT NULL DEFAULT 1,
      change_note text NOT NULL DEFAULT '',
      created_by uuid NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      published_at timestamptz,
      published_by uuid,
      frozen_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      UNIQUE (org_id, achievement_id, number),
      FOREIGN KEY (org_id, achievement_id) REFERENCES achievement
    );
    CREATE UNIQUE INDEX achievement_one_draft ON achievement_version (org_id, achievement_id) WHERE state = 'draft';
    CREATE UNIQUE INDEX achievement_one_published ON achievement_version (org_id, achievement_id) WHERE state = 'published';

    CREATE FUNCTION refuse_change_of_frozen_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.frozen_at IS NOT NULL AND (NEW.definition IS DISTINCT FROM OLD.definition OR NEW.frozen_at IS DISTINCT FROM OLD.frozen_at
        OR NEW.number <> OLD.number OR NEW.name <> OLD.name OR NEW.art_blob IS DISTINCT FROM OLD.art_blob) THEN
        RAISE EXCEPTION 'a frozen version is never edited' USING ERRCODE = 'AS001';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER frozen_version BEFORE UPDATE ON achievement_version FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_version();

    CREATE TABLE enrollment (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      person_id uuid NOT NULL,
      achievement_id uuid NOT NULL,
      achievement_version_id uuid NOT NULL,
      source text NOT NULL CHECK (source IN ('self', 'manager', 'rule')),
      state text NOT NULL CHECK (state IN ('active', 'submitted', 'awarded', 'declined', 'withdrawn')),
      due_at timestamptz,
      created_at timestamptz NOT NULL,
      ended_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      FOREIGN KEY (org_id, person_id) REFERENCES membership,
      FOREIGN KEY (org_id, achievement_version_id) REFERENCES achievement_version
    );
    CREATE UNIQUE INDEX enrollment_open ON enrollment (org_id, person_id, achievement_id) WHERE state IN ('active', 'submitted');
    CREATE INDEX enrollment_version ON enrollment (org_id, achievement_version_id);

    -- What the learner is working on. Text, links and file names are sealed by the person's data key; the digest is of the plain content.
    CREATE TABLE evidence (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      enrollment_id uuid NOT NULL,
      person_id uuid NOT NULL,
      criterion_id text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('text', 'file', 'link')),
      sealed bytea NOT NULL,
      data_key_id uuid NOT NULL REFERENCES data_key,
      blob_key text,
      media_type text,
      size bigint NOT NULL,
      digest bytea NOT NULL,
      scan text NOT NULL DEFAULT 'not_scanned' CHECK (scan IN ('not_scanned', 'clean', 'quarantined')),
      disclosed boolean NOT NULL DEFAULT false,
      revision integer NOT NULL DEFAULT 1,
      position integer NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      removed_at timestamptz,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, enrollment_id) REFERENCES enrollment
    );
    CREATE INDEX evidence_enrollment ON evidence (org_id, enrollment_id);
    CREATE INDEX evidence_person ON evidence (org_id, person_id);

    -- Draft texts that belong to the enrollment rather than to one criterion (reflection, declaration so far).
    CREATE TABLE enrollment_draft (
      org_id uuid NOT NULL,
      enrollment_id uuid NOT NULL,
      person_id uuid NOT NULL,
      sealed bytea NOT NULL,
      data_key_id uuid NOT NULL REFERENCES data_key,
      revision integer NOT NULL DEFAULT 1,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, enrollment_id),
      FOREIGN KEY (org_id, enrollment_id) REFERENCES enrollment
    );

    CREATE TABLE submission (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      enrollment_id uuid NOT NULL,
      person_id uuid NOT NULL,
      number integer NOT NULL,
      state text NOT NULL CHECK (state IN ('submitted', 'withdrawn', 'returned', 'awarded', 'declined')),
      sealed bytea NOT NULL,
      data_key_id uuid NOT NULL REFERENCES data_key,
      submitted_at timestamptz NOT NULL,
      promised_at timestamptz NOT NULL,
      claimed_by uuid,
      claim_expires_at timestamptz,
      ended_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      UNIQUE (org_id, enrollment_id, number),
      FOREIGN KEY (org_id, enrollment_id) REFERENCES enrollment
    );
    CREATE UNIQUE INDEX submission_open ON submission (org_id, enrollment_id) WHERE state = 'submitted';
    CREATE INDEX submission_queue ON submission (org_id, promised_at) WHERE state = 'submitted';

    -- The portfolio as handed in: rows are copies, so that a later draft changes nothing in what was judged.
    CREATE TABLE submission_artifact (
      org_id uuid NOT NULL,
      submission_id uuid NOT NULL,
      id uuid NOT NULL,
      evidence_id uuid NOT NULL,
      criterion_id text NOT NULL,
      kind text NOT NULL,
      sealed bytea NOT NULL,
      data_key_id uuid NOT NULL REFERENCES data_key,
      blob_key text,
      media_type text,
      size bigint NOT NULL,
      digest bytea NOT NULL,
      scan text NOT NULL,
      disclosed boolean NOT NULL,
      position integer NOT NULL,
      PRIMARY KEY (org_id, submission_id, id),
      FOREIGN KEY (org_id, submission_id) REFERENCES submission
    );

    CREATE TABLE assessment (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      submission_id uuid NOT NULL,
      assessor_id uuid NOT NULL,
      capacity text NOT NULL DEFAULT 'assessor',
      scores jsonb NOT NULL,
      feedback text NOT NULL DEFAULT '',
      state text NOT NULL CHECK (state IN ('draft', 'final')),
      revision integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      finished_at timestamptz,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, submission_id, assessor_id),
      FOREIGN KEY (org_id, submission_id) REFERENCES submission
    );

    CREATE TABLE decision (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      person_id uuid NOT NULL,
      enrollment_id uuid,
      submission_id uuid,
      achievement_version_id uuid NOT NULL,
      outcome text NOT NULL CHECK (outcome IN ('awarded', 'returned', 'declined')),
      basis text NOT NULL CHECK (basis IN ('assessed', 'direct', 'bulk', 'rule')),
      reason text NOT NULL DEFAULT '',
      missing jsonb NOT NULL DEFAULT '[]',
      decided_by uuid NOT NULL,
      decided_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, id),
      UNIQUE (id),
      FOREIGN KEY (org_id, submission_id) REFERENCES submission,
      FOREIGN KEY (org_id, achievement_version_id) REFERENCES achievement_version,
      CHECK (decided_by <> person_id),
      CHECK ((basis = 'assessed') = (submission_id IS NOT NULL))
    );
    -- One decision a submission: two approvals racing have one effect.
    CREATE UNIQUE INDEX decision_submission ON decision (org_id, submission_id);
  `.execute(db)
}
