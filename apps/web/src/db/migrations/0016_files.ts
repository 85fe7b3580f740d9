import { type Kysely, sql } from 'kysely'

/**
 * Where the instance's files are: a process with another setting would read nothing and write elsewhere. And what a scanner said of a
 * file: nothing is `clean` without its answer, and what was found has a name. Files from before this version are on disk.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE instance ADD COLUMN files_place text NOT NULL DEFAULT 'disk';
    ALTER TABLE evidence ADD COLUMN scanned_at timestamptz, ADD COLUMN scan_signature text;
    ALTER TABLE evidence ADD CONSTRAINT evidence_found CHECK (scan <> 'quarantined' OR kind = 'file');
    CREATE INDEX evidence_to_scan ON evidence (org_id, created_at)
      WHERE kind = 'file' AND scan = 'not_scanned' AND blob_key IS NOT NULL;
    CREATE INDEX evidence_quarantined ON evidence (org_id, scanned_at) WHERE scan = 'quarantined';
  `.execute(db)
}
