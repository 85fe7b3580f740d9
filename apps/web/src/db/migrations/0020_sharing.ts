import { type Kysely, sql } from 'kysely'

/**
 * Collections: badges that a person chose to show together; and how often what is shared was seen. What lies in a shared collection is
 * visible in a transaction that was opened for this collection (`seeCollection`), after its key was compared and until it ends.
 */
const OPENED = `c.id = (SELECT nullif(current_setting('app.collection', true), '')::uuid) AND c.visibility <> 'private'
    AND (c.ends_at IS NULL OR c.ends_at > (SELECT nullif(current_setting('app.collection_at', true), '')::timestamptz))`

const IN_COLLECTION = `(SELECT app_scope()) = 'public' AND EXISTS (
  SELECT 1 FROM collection_entry ce JOIN collection c ON c.id = ce.collection_id JOIN backpack_entry b ON b.id = ce.entry_id
  WHERE ${OPENED} AND b.person_id = c.person_id AND b.removed_at IS NULL AND b.credential_id = `

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE collection (
      person_id uuid NOT NULL REFERENCES person,
      id uuid NOT NULL,
      -- Title and words: what a person writes of themselves, for nobody while it is private.
      content_sealed bytea NOT NULL,
      data_key_id uuid NOT NULL REFERENCES data_key,
      visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'link', 'public')),
      share_token_hash bytea UNIQUE,
      share_token_sealed bytea,
      shared_at timestamptz,
      ends_at timestamptz,
      revision integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (person_id, id),
      UNIQUE (id),
      CHECK ((visibility = 'link') = (share_token_hash IS NOT NULL)),
      CHECK ((share_token_hash IS NULL) = (share_token_sealed IS NULL)),
      CHECK ((visibility = 'private') = (shared_at IS NULL))
    );
    CREATE TABLE collection_entry (
      collection_id uuid NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
      entry_id uuid NOT NULL REFERENCES backpack_entry (id) ON DELETE CASCADE,
      position integer NOT NULL CHECK (position >= 0),
      PRIMARY KEY (collection_id, entry_id)
    );
    CREATE INDEX collection_entry_of ON collection_entry (entry_id);
    -- Numbers by day and nothing of who came: no address, no program, no moment.
    CREATE TABLE share_count (
      subject_id uuid NOT NULL,
      day date NOT NULL,
      views integer NOT NULL DEFAULT 0,
      verifications integer NOT NULL DEFAULT 0,
      PRIMARY KEY (subject_id, day)
    );
    -- Counts go with what they count.
    CREATE FUNCTION forget_counts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    BEGIN
      DELETE FROM share_count WHERE subject_id = OLD.id;
      RETURN NULL;
    END $$;
    REVOKE ALL ON FUNCTION forget_counts FROM PUBLIC;
    CREATE TRIGGER forget_counts AFTER DELETE ON collection FOR EACH ROW EXECUTE FUNCTION forget_counts();
    CREATE TRIGGER forget_counts AFTER DELETE ON backpack_entry FOR EACH ROW EXECUTE FUNCTION forget_counts();
    CREATE TRIGGER forget_counts AFTER DELETE ON credential FOR EACH ROW EXECUTE FUNCTION forget_counts();
  `.execute(db)
  const tables = ['collection', 'collection_entry', 'share_count'].map(
    (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
      CREATE POLICY owner_all ON ${table} TO CURRENT_ROLE USING (true) WITH CHECK (true);`,
  )
  await sql.raw([...tables, ownPolicies, publicPolicies].join('\n')).execute(db)
}

const ownPolicies = `
  CREATE POLICY own ON collection FOR ALL USING ((SELECT app_scope()) = 'person' AND person_id = (SELECT app_person()));
  CREATE POLICY own ON collection_entry FOR ALL USING ((SELECT app_scope()) = 'person'
    AND EXISTS (SELECT 1 FROM collection c WHERE c.id = collection_id AND c.person_id = (SELECT app_person())));
  CREATE POLICY system ON collection FOR ALL USING ((SELECT app_scope()) = 'system');
  CREATE POLICY system ON collection_entry FOR ALL USING ((SELECT app_scope()) = 'system');
  CREATE POLICY system ON share_count FOR ALL USING ((SELECT app_scope()) = 'system');
  CREATE POLICY own ON share_count FOR SELECT USING ((SELECT app_scope()) = 'person' AND (
    EXISTS (SELECT 1 FROM collection c WHERE c.id = subject_id AND c.person_id = (SELECT app_person()))
    OR EXISTS (SELECT 1 FROM backpack_entry b WHERE subject_id IN (b.id, b.credential_id) AND b.person_id = (SELECT app_person()))));
`

const publicPolicies = `
  CREATE POLICY shared ON collection FOR SELECT USING ((SELECT app_scope()) = 'public' AND visibility <> 'private');
  CREATE POLICY shared ON collection_entry FOR SELECT USING ((SELECT app_scope()) = 'public'
    AND EXISTS (SELECT 1 FROM collection c WHERE c.id = collection_id AND ${OPENED}));
  CREATE POLICY in_collection ON backpack_entry FOR SELECT USING ((SELECT app_scope()) = 'public' AND removed_at IS NULL
    AND EXISTS (SELECT 1 FROM collection_entry ce JOIN collection c ON c.id = ce.collection_id
      WHERE ce.entry_id = backpack_entry.id AND c.person_id = backpack_entry.person_id AND ${OPENED}));
  CREATE POLICY in_collection ON credential FOR SELECT USING (${IN_COLLECTION} credential.id));
  CREATE POLICY in_collection ON credential_form FOR SELECT USING (${IN_COLLECTION} credential_form.credential_id));
  CREATE POLICY in_collection ON status_change FOR SELECT USING (${IN_COLLECTION} status_change.credential_id));
`
