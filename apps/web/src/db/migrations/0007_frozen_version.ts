import { type Kysely, sql } from 'kysely'

/**
 * Everything of a version that a credential names or points to is frozen with it, the kind of its picture too: the address of the
 * picture that credentials hold is answered by it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE OR REPLACE FUNCTION refuse_change_of_frozen_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.frozen_at IS NOT NULL AND (
        ROW(NEW.org_id, NEW.id, NEW.achievement_id, NEW.number, NEW.name, NEW.definition, NEW.art_blob, NEW.art_media_type, NEW.frozen_at)
        IS DISTINCT FROM
        ROW(OLD.org_id, OLD.id, OLD.achievement_id, OLD.number, OLD.name, OLD.definition, OLD.art_blob, OLD.art_media_type, OLD.frozen_at)
      ) THEN
        RAISE EXCEPTION 'a frozen version is never edited' USING ERRCODE = 'AS001';
      END IF;
      RETURN NEW;
    END $$;
  `.execute(db)
}
