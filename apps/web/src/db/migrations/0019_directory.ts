import { type Kysely, sql } from 'kysely'

/**
 * Whom an organization knows, as it may see them: one row a person, so that lists of a hundred thousand are searched, sorted and paged
 * by indexes of one table. Triggers keep it: nobody writes it. Names and addresses are found through `directory_matches` alone, because
 * under row-level security a text index goes unused.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE directory (
      org_id uuid NOT NULL REFERENCES organization,
      person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
      name text NOT NULL,
      address text,
      -- Name and address in small letters.
      search text NOT NULL,
      -- Whether they are a member now.
      member boolean NOT NULL,
      PRIMARY KEY (org_id, person_id)
    );
    CREATE INDEX directory_name ON directory (org_id, name, person_id);
    CREATE INDEX directory_member_name ON directory (org_id, name, person_id) WHERE member;
    CREATE INDEX directory_person ON directory (person_id);
    CREATE INDEX directory_search ON directory USING gin (search public.gin_trgm_ops);

    CREATE FUNCTION refresh_directory(p_person uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      INSERT INTO directory (org_id, person_id, name, address, search, member)
        SELECT m.org_id, p.id, p.name, e.address, lower(p.name || ' ' || coalesce(e.address, '')), m.left_at IS NULL
        FROM membership m JOIN person p ON p.id = m.person_id
          LEFT JOIN person_email e ON e.person_id = p.id AND e.is_primary
        WHERE p.id = p_person
      ON CONFLICT (org_id, person_id) DO UPDATE
        SET name = excluded.name, address = excluded.address, search = excluded.search, member = excluded.member
        WHERE (directory.name, directory.search, directory.member) IS DISTINCT FROM (excluded.name, excluded.search, excluded.member);
    $$;
    REVOKE ALL ON FUNCTION refresh_directory FROM PUBLIC;

    CREATE FUNCTION directory_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    BEGIN
      IF TG_TABLE_NAME = 'person' THEN
        PERFORM refresh_directory(NEW.id);
      ELSE
        PERFORM refresh_directory(NEW.person_id);
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER directory_follows AFTER INSERT OR UPDATE OF left_at, person_id ON membership FOR EACH ROW EXECUTE FUNCTION directory_follows();
    CREATE TRIGGER directory_follows AFTER UPDATE OF name ON person FOR EACH ROW EXECUTE FUNCTION directory_follows();
    CREATE TRIGGER directory_follows AFTER INSERT OR UPDATE OF address, is_primary, person_id ON person_email
      FOR EACH ROW WHEN (NEW.is_primary) EXECUTE FUNCTION directory_follows();

    INSERT INTO directory (org_id, person_id, name, address, search, member)
      SELECT m.org_id, p.id, p.name, e.address, lower(p.name || ' ' || coalesce(e.address, '')), m.left_at IS NULL
      FROM membership m JOIN person p ON p.id = m.person_id LEFT JOIN person_email e ON e.person_id = p.id AND e.is_primary;

    ALTER TABLE directory ENABLE ROW LEVEL SECURITY;
    ALTER TABLE directory FORCE ROW LEVEL SECURITY;
    CREATE POLICY owner_all ON directory TO CURRENT_ROLE USING (true) WITH CHECK (true);
    CREATE POLICY tenant ON directory FOR SELECT USING ((SELECT app_scope()) = 'org' AND org_id = (SELECT app_org()));

    -- The people of the present organization whose name or address holds the pattern (LIKE's, in small letters): at most p_most of them.
    CREATE FUNCTION directory_matches(p_pattern text, p_most integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    BEGIN
      IF app_scope() = 'org' THEN
        RETURN QUERY SELECT person_id FROM directory WHERE org_id = app_org() AND search LIKE p_pattern LIMIT p_most;
      END IF;
    END $$;

    -- Orders and rare states of long lists.
    CREATE INDEX membership_joined ON membership (org_id, joined_at, person_id) WHERE left_at IS NULL;
    CREATE INDEX membership_roles ON membership USING gin (roles);
    CREATE INDEX credential_newest ON credential (org_id, valid_from, id) INCLUDE (person_id);
    CREATE INDEX credential_holder ON credential (org_id, person_id);
    CREATE INDEX credential_version ON credential (org_id, achievement_version_id, valid_from, id);
    CREATE INDEX credential_revoked ON credential (org_id, valid_from, id) WHERE revoked_at IS NOT NULL;
    CREATE INDEX credential_suspended ON credential (org_id, valid_from, id) WHERE suspended_at IS NOT NULL;
    -- Holds all that row-level security and the list look at, so that the table itself is not read for rows that are not shown.
    CREATE INDEX credential_ends ON credential (org_id, valid_until)
      INCLUDE (valid_from, id, person_id, revoked_at, suspended_at, issued_at) WHERE valid_until IS NOT NULL;
  `.execute(db)
}
