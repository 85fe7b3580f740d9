import { type Kysely, sql } from 'kysely'

/** What made awards of many rows dear: work that was done a row, and indexes that every row of an organization matched (ADR 0043). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw([indexes, storage, directory, addresses, webhooks, stamps].join('\n')).execute(db)
}

// While a table grows the planner does not know how much of it an organization has. Looking for one row by organization and id it took any
// unique index that begins with the organization, and read all of its rows: each award read the whole list of decisions.
const indexes = `
  DROP INDEX decision_submission;
  CREATE UNIQUE INDEX decision_submission ON decision (org_id, submission_id) WHERE submission_id IS NOT NULL;
  DROP INDEX bulk_row_key;
  CREATE UNIQUE INDEX bulk_row_key ON bulk_row (org_id, key)
    WHERE key IS NOT NULL AND state IN ('ordered', 'issued', 'revoked', 'kept');
  -- What an award renews is of the same holder; who holds a version by membership is asked apart from whom it went to by address.
  DROP INDEX credential_achievement;
  CREATE INDEX credential_achievement ON credential (org_id, achievement_id, person_id);
  CREATE INDEX credential_of_member ON credential (org_id, achievement_version_id) WHERE recipient_id IS NULL;
`

// Ciphertext does not get shorter; it is not tried. A signed form is written once and read by its key: it stays in its row while it fits
// into half a page.
const storage = `
  ALTER TABLE credential ALTER unsigned_sealed SET STORAGE EXTERNAL;
  ALTER TABLE credential_form ALTER sealed SET STORAGE EXTERNAL;
  ALTER TABLE credential_form SET (toast_tuple_target = 4080);
`

// New rows of a statement are followed together. Changes and removals are rare and stay as they were.
const directory = `
  CREATE FUNCTION add_to_directory(p_persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    WITH known AS (
      SELECT m.person_id, m.org_id, p.name, e.address, m.left_at IS NULL AS member, 0 AS place
        FROM membership m JOIN person p ON p.id = m.person_id
          LEFT JOIN person_email e ON e.person_id = p.id AND e.is_primary
        WHERE m.person_id = ANY (p_persons)
      UNION ALL
      SELECT person_id, org_id, coalesce(name, address), address, false, 1 FROM recipient WHERE person_id = ANY (p_persons)
    )
    INSERT INTO directory (org_id, person_id, name, address, search, member)
      SELECT org_id, person_id, (array_agg(name ORDER BY place, address))[1], (array_agg(address ORDER BY place, address))[1],
        lower(string_agg(name || ' ' || coalesce(address, ''), ' ' ORDER BY place, address)), bool_or(member)
      FROM known GROUP BY org_id, person_id ORDER BY org_id, person_id
    ON CONFLICT (org_id, person_id) DO UPDATE
      SET name = excluded.name, address = excluded.address, search = excluded.search, member = excluded.member
      WHERE (directory.name, directory.search, directory.member) IS DISTINCT FROM (excluded.name, excluded.search, excluded.member);
  $$;
  REVOKE ALL ON FUNCTION add_to_directory FROM PUBLIC;

  CREATE FUNCTION directory_gains() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  DECLARE
    v_persons uuid[] := ARRAY (SELECT DISTINCT person_id FROM fresh);
  BEGIN
    IF cardinality(v_persons) > 0 THEN PERFORM add_to_directory(v_persons); END IF;
    RETURN NULL;
  END $$;

  DROP TRIGGER directory_follows ON recipient;
  CREATE TRIGGER directory_follows AFTER DELETE OR UPDATE OF name, address, person_id ON recipient
    FOR EACH ROW EXECUTE FUNCTION directory_follows();
  CREATE TRIGGER directory_gains AFTER INSERT ON recipient REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION directory_gains();
  DROP TRIGGER directory_follows ON person_email;
  CREATE TRIGGER directory_follows AFTER DELETE OR UPDATE OF address, is_primary, person_id ON person_email
    FOR EACH ROW EXECUTE FUNCTION directory_follows();
  CREATE TRIGGER directory_gains AFTER INSERT ON person_email REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION directory_gains();
`

// Under row-level security an index of addresses in small letters goes unused, as text indexes do (0019): every person was looked at.
const addresses = `
  CREATE FUNCTION holders_of_addresses(p_addresses text[])
  RETURNS TABLE (id uuid, user_id text, verified_at timestamptz, name_on_credentials boolean, address text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    IF app_scope() = 'system' THEN
      RETURN QUERY SELECT p.id, p.user_id, e.verified_at, p.name_on_credentials, lower(e.address)
        FROM unnest(p_addresses) AS asked (address) JOIN person_email e ON lower(e.address) = asked.address
          JOIN person p ON p.id = e.person_id
        WHERE p.merged_into IS NULL ORDER BY e.created_at;
    END IF;
  END $$;
`

const webhooks = `
  -- Whether anybody is told of events of these types at all.
  CREATE FUNCTION webhook_is_asked(p_orgs uuid[], p_types text[]) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM webhook_endpoint WHERE org_id = ANY (p_orgs) AND enabled AND (events IS NULL OR events && p_types))
  $$;
`

const stamps = `
  -- What the page of a public credential was made from, as the versions of its rows: equal stamps, equal page (http/kept-pages.ts). Null
  -- where anybody may not see the page. It says nothing of what stands in the rows.
  CREATE FUNCTION credential_page_stamp(p_credential uuid, p_at timestamptz) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    RETURN (
      SELECT concat_ws(' ', b.xmin, c.xmin, f.xmin, k.xmin, v.xmin, o.xmin, c.valid_until <= p_at,
        (SELECT string_agg(s.xmin::text, ',' ORDER BY s.id) FROM status_change s WHERE s.org_id = c.org_id AND s.credential_id = c.id),
        (SELECT string_agg(concat_ws('.', other.xmin, ob.xmin, ob.share_ends_at <= p_at), ',' ORDER BY other.id)
          FROM (SELECT r.xmin, r.id FROM credential r WHERE r.org_id = c.org_id AND r.id = c.renews_id
            UNION ALL SELECT n.xmin, n.id FROM credential n WHERE n.org_id = c.org_id AND n.renews_id = c.id) other
          LEFT JOIN backpack_entry ob ON ob.credential_id = other.id))
      FROM backpack_entry b JOIN credential c ON c.id = b.credential_id
        JOIN credential_form f ON f.org_id = c.org_id AND f.credential_id = c.id AND f.form = 'data_integrity'
        JOIN data_key k ON k.id = coalesce(b.part_data_key_id, f.data_key_id)
        JOIN achievement_version v ON v.org_id = c.org_id AND v.id = c.achievement_version_id
        JOIN organization o ON o.id = c.org_id
      WHERE b.credential_id = p_credential AND b.visibility = 'public' AND b.removed_at IS NULL
        AND (b.share_ends_at IS NULL OR b.share_ends_at > p_at) AND k.wrapped IS NOT NULL);
  END $$;
`
