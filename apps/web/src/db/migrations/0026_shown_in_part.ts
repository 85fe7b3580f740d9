import { type Kysely, sql } from 'kysely'

/**
 * A holder shows a badge without what they hide. What others get in its place lies with the choice, and where there is one, row-level
 * security keeps the whole from them, whichever way they came. The base that parts are derived from is shown to nobody.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(db)
  await sql.raw(fence).execute(db)
}

const columns = `
  ALTER TABLE backpack_entry
    -- Groups of fields; which there are is the application's matter.
    ADD COLUMN hidden text[] NOT NULL DEFAULT '{}',
    ADD COLUMN part_sealed bytea,
    ADD COLUMN part_data_key_id uuid REFERENCES data_key,
    ADD COLUMN part_digest bytea,
    ADD CHECK (num_nonnulls(part_sealed, part_data_key_id, part_digest) = CASE WHEN cardinality(hidden) = 0 THEN 0 ELSE 3 END),
    ADD CHECK (cardinality(hidden) = 0 OR source = 'issued');
`

const fence = `
  CREATE FUNCTION credential_is_shown_in_part(p_credential uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 SECURITY DEFINER SET search_path = assay, pg_temp AS $$
  BEGIN
    RETURN EXISTS (SELECT 1 FROM backpack_entry WHERE credential_id = p_credential AND cardinality(hidden) > 0);
  END $$;
  CREATE POLICY shown_in_part ON credential_form AS RESTRICTIVE FOR SELECT USING (
    (SELECT app_scope()) IS DISTINCT FROM 'public' OR (form <> 'sd_base' AND NOT credential_is_shown_in_part(credential_id)));
`
