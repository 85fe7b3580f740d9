import { type Kysely, sql } from 'kysely'

/**
 * Rows of files are signed before anything of them is stored (ADR 0047): nothing is ordered in between, and a credential keeps what is to
 * be signed only until it is. What is asked for in between is asked one row at a time, by keys: the planner knows nothing of tables that
 * grow while they are asked, takes all rows of an organization for one, and compared each with each.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw([frozen, orderedRows, lighter, addresses, stamps, statistics].join('\n')).execute(db)
}

const frozen = `
  ALTER TABLE credential ALTER unsigned_sealed DROP NOT NULL;
  UPDATE credential SET unsigned_sealed = NULL WHERE issued_at IS NOT NULL;
  ALTER TABLE credential ADD CONSTRAINT credential_frozen CHECK (issued_at IS NOT NULL OR unsigned_sealed IS NOT NULL);
`

// What an earlier version ordered for a row and did not sign, because it was stopped, only that version can sign.
const orderedRows = `
  DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM bulk_row WHERE state = 'ordered') THEN
      RAISE EXCEPTION 'Rows of a file are being signed. Start the version before this one again until no batch is running, then update.';
    END IF;
  END $$;
  DROP INDEX bulk_row_key;
  ALTER TABLE bulk_row DROP CONSTRAINT bulk_row_state_check, DROP CONSTRAINT bulk_row_check1;
  ALTER TABLE bulk_row ADD CONSTRAINT bulk_row_state_check CHECK (state IN
      ('ready', 'wrong', 'repeated', 'held', 'unchanged', 'issued', 'failed', 'left_out', 'revoked', 'kept')),
    ADD CONSTRAINT bulk_row_credential CHECK (state NOT IN ('issued', 'revoked', 'kept') OR credential_id IS NOT NULL);
  CREATE UNIQUE INDEX bulk_row_key ON bulk_row (org_id, key) WHERE key IS NOT NULL AND state IN ('issued', 'revoked', 'kept');
`

// What each new credential wrote for nothing: keys into parents that other keys of the row lead to, and entries for what is not there yet.
const lighter = `
  ALTER TABLE credential DROP CONSTRAINT credential_org_id_fkey;
  ALTER TABLE directory DROP CONSTRAINT directory_org_id_fkey;
  DROP INDEX credential_holder;
  ALTER TABLE backpack_entry DROP CONSTRAINT backpack_entry_share_token_hash_key;
  CREATE UNIQUE INDEX backpack_entry_share_token ON backpack_entry (share_token_hash) WHERE share_token_hash IS NOT NULL;
  ALTER TABLE log_row DROP CONSTRAINT log_row_org_id_log_id_leaf_index_key;
  CREATE UNIQUE INDEX log_row_leaf ON log_row (org_id, log_id, leaf_index) WHERE leaf_index IS NOT NULL;
`

const addresses = `
  CREATE OR REPLACE FUNCTION holders_of_addresses(p_addresses text[])
  RETURNS TABLE (id uuid, user_id text, verified_at timestamptz, name_on_credentials boolean, address text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    IF app_scope() = 'system' THEN
      RETURN QUERY SELECT p.id, p.user_id, e.verified_at, p.name_on_credentials, asked.address
        FROM unnest(p_addresses) AS asked (address)
          CROSS JOIN LATERAL (SELECT * FROM person_email WHERE lower(person_email.address) = asked.address OFFSET 0) e
          CROSS JOIN LATERAL (SELECT * FROM person WHERE person.id = e.person_id LIMIT 1) p
        WHERE p.merged_into IS NULL ORDER BY e.created_at;
    END IF;
  END $$;
`

const stamps = `
  -- What the page of a public credential was made from, as the versions of its rows: equal stamps, equal page (http/kept-pages.ts). Null
  -- where anybody may not see the page. It says nothing of what stands in the rows.
  CREATE OR REPLACE FUNCTION credential_page_stamp(p_credential uuid, p_at timestamptz) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  DECLARE
    v_entry record;
    v_credential record;
    v_form record;
    v_key xid;
    v_version xid;
    v_organization xid;
  BEGIN
    SELECT e.xmin, e.part_data_key_id, e.visibility = 'public' AND e.removed_at IS NULL
        AND (e.share_ends_at IS NULL OR e.share_ends_at > p_at) AS is_open INTO v_entry
      FROM backpack_entry e WHERE e.credential_id = p_credential;
    IF v_entry.is_open IS NOT TRUE THEN RETURN NULL; END IF;
    SELECT c.xmin, c.org_id, c.achievement_version_id, c.renews_id, c.valid_until <= p_at AS over INTO v_credential
      FROM credential c WHERE c.id = p_credential;
    SELECT f.xmin, f.data_key_id INTO v_form FROM credential_form f
      WHERE f.org_id = v_credential.org_id AND f.credential_id = p_credential AND f.form = 'data_integrity';
    SELECT k.xmin INTO v_key FROM data_key k
      WHERE k.id = coalesce(v_entry.part_data_key_id, v_form.data_key_id) AND k.wrapped IS NOT NULL;
    IF v_key IS NULL THEN RETURN NULL; END IF;
    SELECT v.xmin INTO v_version FROM achievement_version v
      WHERE v.org_id = v_credential.org_id AND v.id = v_credential.achievement_version_id;
    SELECT o.xmin INTO v_organization FROM organization o WHERE o.id = v_credential.org_id;
    RETURN concat_ws(' ', v_entry.xmin, v_credential.xmin, v_form.xmin, v_key, v_version, v_organization, v_credential.over,
      (SELECT string_agg(s.xmin::text, ',' ORDER BY s.id) FROM status_change s
        WHERE s.org_id = v_credential.org_id AND s.credential_id = p_credential),
      (SELECT string_agg(concat_ws('.', other.xmin, entry.xmin, entry.over), ',' ORDER BY other.id)
        FROM (SELECT r.xmin, r.id FROM credential r WHERE r.id = v_credential.renews_id
          UNION ALL SELECT n.xmin, n.id FROM credential n WHERE n.org_id = v_credential.org_id AND n.renews_id = p_credential) other
        LEFT JOIN LATERAL (SELECT e.xmin, e.share_ends_at <= p_at AS over FROM backpack_entry e
          WHERE e.credential_id = other.id LIMIT 1) entry ON true));
  END $$;
`

const statistics = `
  -- Tables that are more than four times as long as when the planner last looked at them: a batch fills them before autovacuum comes by. What
  -- waits for a better sample is autovacuum's to do.
  CREATE FUNCTION analyze_grown() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp SET default_statistics_target = 20 AS $$
  DECLARE
    v_table regclass;
  BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('analyze_grown', 0)) THEN RETURN; END IF;
    FOR v_table IN SELECT oid FROM pg_class WHERE relnamespace = 'assay'::regnamespace AND relkind = 'r'
      AND pg_relation_size(oid) / current_setting('block_size')::integer > 4 * greatest(relpages, 16) LOOP
      EXECUTE format('ANALYZE %s', v_table);
    END LOOP;
  END $$;
`
