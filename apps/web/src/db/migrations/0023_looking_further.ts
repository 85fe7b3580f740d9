import { type Kysely, sql } from 'kysely'

/**
 * Policies that look into other tables ask functions. Written out, they brought the policies of those tables into the plan of every
 * statement, and theirs in turn: a look at one credential was planned for 24 ms, whoever looked (ADR 0032). Each function answers in the
 * scope that its policy is for and in no other. Their cost is said to be small, because lists are in scopes that never ask them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw([functions, ...policies, indexes].join('\n')).execute(db)
}

const functions = `
  CREATE FUNCTION credential_is_shared(p_credential uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    RETURN app_scope() = 'public' AND EXISTS (SELECT 1 FROM backpack_entry
      WHERE credential_id = p_credential AND visibility <> 'private' AND removed_at IS NULL);
  END $$;

  CREATE FUNCTION credential_is_own(p_credential uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    RETURN app_scope() IN ('person', 'org') AND EXISTS (SELECT 1 FROM credential
      WHERE id = p_credential AND person_id = app_person());
  END $$;

  -- Lies in the collection that this transaction was opened for, and that had not ended by then.
  CREATE FUNCTION entry_is_collected(p_entry uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    RETURN app_scope() = 'public' AND EXISTS (SELECT 1 FROM backpack_entry b
      JOIN collection_entry e ON e.entry_id = b.id JOIN collection c ON c.id = e.collection_id AND c.person_id = b.person_id
      WHERE b.id = p_entry AND b.removed_at IS NULL AND c.visibility <> 'private'
        AND c.id = nullif(current_setting('app.collection', true), '')::uuid
        AND (c.ends_at IS NULL OR c.ends_at > nullif(current_setting('app.collection_at', true), '')::timestamptz));
  END $$;

  CREATE FUNCTION credential_is_collected(p_credential uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    RETURN app_scope() = 'public' AND EXISTS (SELECT 1 FROM backpack_entry
      WHERE credential_id = p_credential AND entry_is_collected(id));
  END $$;
`

const PUBLIC = "(SELECT app_scope()) = 'public'"
const SELF = "(SELECT app_scope()) IN ('person', 'org')"

const policies = [
  ['credential', 'shared', `${PUBLIC} AND credential_is_shared(id)`],
  ['credential', 'in_collection', `${PUBLIC} AND credential_is_collected(id)`],
  ['backpack_entry', 'in_collection', `${PUBLIC} AND removed_at IS NULL AND entry_is_collected(id)`],
  ['credential_form', 'shared', `${PUBLIC} AND credential_is_shared(credential_id)`],
  ['credential_form', 'in_collection', `${PUBLIC} AND credential_is_collected(credential_id)`],
  ['credential_form', 'own', `${SELF} AND credential_is_own(credential_id)`],
  ['status_change', 'shared', `${PUBLIC} AND credential_is_shared(credential_id)`],
  ['status_change', 'in_collection', `${PUBLIC} AND credential_is_collected(credential_id)`],
  ['status_change', 'own', `${SELF} AND credential_is_own(credential_id)`],
].map(([table, name, using]) => `ALTER POLICY ${name} ON ${table} USING (${using});`)

// The orders of the lists of duties and of what lapses, with all that they look at.
const indexes = `
  DROP INDEX duty_due;
  CREATE INDEX duty_due ON duty (org_id, due_at, id) INCLUDE (person_id, assignment_id) WHERE state = 'open';
  DROP INDEX credential_ends;
  CREATE INDEX credential_ends ON credential (org_id, valid_until, id)
    INCLUDE (valid_from, person_id, revoked_at, suspended_at, issued_at) WHERE valid_until IS NOT NULL;
`
