import { type Kysely, sql } from 'kysely'

/** What observers saw somebody do at work, by the rubric of a criterion; what was said of it; and files that came with it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(observations).execute(db)
  await sql.raw(fences).execute(db)
}

const observations = `
  -- Date, place, levels and words are sealed by the data key of the person who was observed.
  CREATE TABLE observation (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    enrollment_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES person,
    criterion_id text NOT NULL,
    observer_id uuid NOT NULL,
    capacity text NOT NULL CHECK (capacity IN ('observer', 'manager')),
    -- Whether every row reached the level that the criterion asks for.
    sufficient boolean NOT NULL,
    sealed bytea NOT NULL,
    data_key_id uuid NOT NULL REFERENCES data_key,
    digest bytea NOT NULL,
    supersedes_id uuid,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_how text CHECK (ended_how IN ('withdrawn', 'superseded')),
    PRIMARY KEY (org_id, id),
    UNIQUE (id),
    -- One takes the place of another once.
    UNIQUE (org_id, supersedes_id),
    FOREIGN KEY (org_id, enrollment_id) REFERENCES enrollment,
    FOREIGN KEY (org_id, supersedes_id) REFERENCES observation DEFERRABLE INITIALLY DEFERRED,
    -- Nobody observes themselves.
    CHECK (observer_id <> person_id),
    CHECK ((ended_at IS NULL) = (ended_how IS NULL))
  );
  CREATE INDEX observation_enrollment ON observation (org_id, enrollment_id);
  CREATE INDEX observation_person ON observation (person_id, org_id);
  CREATE INDEX observation_observer ON observation (org_id, observer_id, created_at);

  CREATE FUNCTION refuse_change_of_observation() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (NEW.enrollment_id, NEW.criterion_id, NEW.observer_id, NEW.capacity, NEW.sufficient, NEW.sealed, NEW.data_key_id, NEW.digest,
        NEW.supersedes_id, NEW.created_at) IS DISTINCT FROM (OLD.enrollment_id, OLD.criterion_id, OLD.observer_id, OLD.capacity,
        OLD.sufficient, OLD.sealed, OLD.data_key_id, OLD.digest, OLD.supersedes_id, OLD.created_at)
      OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ended_how) IS DISTINCT FROM (OLD.ended_at, OLD.ended_how)) THEN
      RAISE EXCEPTION 'an observation is never changed' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER observation_stays BEFORE UPDATE ON observation FOR EACH ROW EXECUTE FUNCTION refuse_change_of_observation();

  -- What the person said of it, or why the observer took it back.
  CREATE TABLE observation_remark (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    observation_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES person,
    author_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('comment', 'disagreement', 'withdrawn', 'superseded')),
    sealed bytea NOT NULL,
    data_key_id uuid NOT NULL REFERENCES data_key,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, observation_id) REFERENCES observation
  );
  CREATE INDEX observation_remark_of ON observation_remark (org_id, observation_id);

  ALTER TABLE evidence ADD COLUMN observation_id uuid, ADD FOREIGN KEY (org_id, observation_id) REFERENCES observation;
  CREATE INDEX evidence_observation ON evidence (org_id, observation_id) WHERE observation_id IS NOT NULL;
`

const fences = ['observation', 'observation_remark']
  .map(
    (table) => `
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
      CREATE POLICY owner_all ON ${table} TO CURRENT_ROLE USING (true) WITH CHECK (true);
      CREATE POLICY tenant ON ${table} FOR ALL USING ((SELECT app_scope()) = 'org' AND org_id = (SELECT app_org()));
      CREATE POLICY system ON ${table} FOR ALL USING ((SELECT app_scope()) = 'system');
      CREATE POLICY own ON ${table} FOR SELECT USING ((SELECT app_scope()) IN ('person', 'org') AND person_id = (SELECT app_person()));`,
  )
  .join('\n')
