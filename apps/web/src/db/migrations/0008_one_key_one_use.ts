import { type Kysely, sql } from 'kysely'

/**
 * What a key is for is decided once (THREATS K2): no two rows hold the same key, a purpose has its type of key, and neither changes
 * afterwards. What verifiers fetch stays (K6): issuers, their keys and documents, and status lists are never deleted.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE UNIQUE INDEX signing_key_one_use ON signing_key (public_key);
    ALTER TABLE signing_key ADD CONSTRAINT signing_key_type_of_purpose CHECK ((purpose, type) IN
      (('credential', 'ed25519'), ('credential_p256', 'p256'), ('credential_jwt', 'rsa2048'), ('log', 'ed25519')));

    CREATE FUNCTION signing_key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.purpose, NEW.type, NEW.public_key, NEW.fragment) IS DISTINCT FROM (OLD.purpose, OLD.type, OLD.public_key, OLD.fragment) THEN
        RAISE EXCEPTION 'a signing key keeps its use' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER signing_key_stays BEFORE UPDATE ON signing_key FOR EACH ROW EXECUTE FUNCTION signing_key_stays();

    CREATE FUNCTION published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'verifiers need %: it is never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;
  `.execute(db)
  for (const table of [
    'organization',
    'issuer',
    'issuer_document',
    'signing_key',
    'status_group',
    'status_list',
  ])
    await sql`CREATE TRIGGER published_stays BEFORE DELETE ON ${sql.table(table)}
      FOR EACH ROW EXECUTE FUNCTION published_stays()`.execute(db)
}
