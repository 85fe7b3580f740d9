import { type Kysely, sql } from 'kysely'

/**
 * A person row for every user of the sign-in library, made in the same transaction by a trigger: the library's own `after` hook,
 * when it fails, leaves a user without a person who can sign in.
 *
 * An organization may have made a person before they ever signed up (invited, or given a badge). When a user proves an address that
 * such a person holds, the user becomes that person; the empty person made at sign-up goes. Sign-in needs a proven address, so the
 * person made at sign-up cannot own anything yet.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE FUNCTION person_for_user(p_user_id text, p_name text, p_address text, p_verified boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    DECLARE
      v_existing uuid;
      v_own uuid;
    BEGIN
      SELECT id INTO v_own FROM person WHERE user_id = p_user_id;
      IF p_verified THEN
        SELECT p.id INTO v_existing FROM person p JOIN person_email e ON e.person_id = p.id
          WHERE p.user_id IS NULL AND lower(e.address) = lower(p_address)
          ORDER BY e.verified_at NULLS LAST, e.created_at LIMIT 1 FOR UPDATE OF p;
        IF v_existing IS NOT NULL THEN
          IF v_own IS NOT NULL THEN DELETE FROM person WHERE id = v_own; END IF;
          UPDATE person SET user_id = p_user_id WHERE id = v_existing;
          v_own := v_existing;
        END IF;
      END IF;
      IF v_own IS NULL THEN
        INSERT INTO person (user_id, name) VALUES (p_user_id, left(coalesce(nullif(trim(p_name), ''), p_address), 200)) RETURNING id INTO v_own;
      END IF;
      INSERT INTO person_email (person_id, address, is_primary, verified_at)
        VALUES (v_own, p_address, NOT EXISTS (SELECT 1 FROM person_email WHERE person_id = v_own), CASE WHEN p_verified THEN now() END)
        ON CONFLICT (person_id, lower(address)) DO UPDATE SET verified_at = coalesce(person_email.verified_at, excluded.verified_at);
      -- A proven address ends what others merely claimed.
      IF p_verified THEN
        DELETE FROM person_email WHERE lower(address) = lower(p_address) AND person_id <> v_own AND verified_at IS NULL
          AND NOT is_primary;
      END IF;
    END $$;

    CREATE FUNCTION auth_user_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    BEGIN
      IF TG_OP = 'INSERT' OR (NEW."emailVerified" AND NOT OLD."emailVerified") THEN
        PERFORM person_for_user(NEW.id, NEW.name, NEW.email, NEW."emailVerified");
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER person_for_user AFTER INSERT OR UPDATE OF "emailVerified" ON auth."user"
      FOR EACH ROW EXECUTE FUNCTION auth_user_changed();
  `.execute(db)
}
