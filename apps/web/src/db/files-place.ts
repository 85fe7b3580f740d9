import pg from 'pg'
import { type FileSettings, nameOfPlace } from '../file-settings.ts'

/** What is locked here is the place's name in this database; the first number keeps it apart from other locks. */
const PLACE_LOCK = 4_154_203

/** PostgreSQL's `lock_not_available`. */
const NOT_AVAILABLE = '55P03'

/**
 * Why an instance cannot run with these places of its files, as a plain sentence. A process that writes to one place alone holds a shared
 * lock on its name for as long as its connection lives, so that a move away from there knows of it.
 */
export async function refuseFilesPlace(
  client: pg.Client,
  owner: string,
  { place, from }: FileSettings,
): Promise<string | undefined> {
  const recorded = await readPlace(client, owner)
  const name = nameOfPlace(place)
  if (recorded !== undefined && recorded !== name) {
    if (from !== undefined && nameOfPlace(from) === recorded) return undefined
    if (await hasFiles(client, owner))
      return `The files of this database are in ${recorded}, and ASSAY_BLOBS says ${name}. To move them, set ASSAY_BLOBS_FROM to where they are, start, and run npm run move-files; see docs/operating/run.md.`
  }
  if (await lockPlace(client, name, 'pg_advisory_lock_shared')) return undefined
  return `The files of this database are being moved away from ${name}. Start with ASSAY_BLOBS as the new place and ASSAY_BLOBS_FROM as the old one.`
}

/** Notes where a new instance keeps its files. Where files are already, only a move changes it. */
export async function recordFilesPlace(client: pg.Client, owner: string, files: FileSettings): Promise<void> {
  const places = [files.place, ...(files.from === undefined ? [] : [files.from])].map(nameOfPlace)
  const recorded = await readPlace(client, owner)
  // While they are being moved, they are where they come from.
  if (recorded === undefined || !places.includes(recorded))
    await writePlace(client, owner, places.at(-1) ?? 'disk')
}

/** Holds a place alone, so that no process writes there alone. Throws a plain sentence while one does. */
export async function takePlace(client: pg.Client, name: string): Promise<void> {
  if (await lockPlace(client, name, 'pg_advisory_lock')) return
  throw new Error(
    `A process of Assay still writes its files to ${name} alone, or another move is running. Restart every web and worker process with ASSAY_BLOBS and ASSAY_BLOBS_FROM as they are here, then try again.`,
  )
}

/** Where the database says that its files are; undefined before its first start with this version. */
export async function readPlace(client: pg.Client, owner: string): Promise<string | undefined> {
  const column = await client.query(
    `SELECT 1 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'assay' AND c.relname = 'instance' AND a.attname = 'files_place'`,
  )
  if (column.rowCount === 0) return undefined
  const { rows } = await asOwner(client, owner, () =>
    client.query<{ files_place: string }>('SELECT files_place FROM assay.instance'),
  )
  return rows[0]?.files_place
}

export async function writePlace(client: pg.Client, owner: string, name: string): Promise<void> {
  await asOwner(client, owner, () => client.query('UPDATE assay.instance SET files_place = $1', [name]))
}

async function hasFiles(client: pg.Client, owner: string): Promise<boolean> {
  const { rows } = await asOwner(client, owner, () =>
    client.query<{ some: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM assay.evidence WHERE blob_key IS NOT NULL)
         OR EXISTS (SELECT 1 FROM assay.submission_artifact WHERE blob_key IS NOT NULL)
         OR EXISTS (SELECT 1 FROM assay.achievement_version WHERE art_blob IS NOT NULL) AS some`,
    ),
  )
  return rows[0]?.some ?? false
}

async function asOwner<T>(client: pg.Client, owner: string, work: () => Promise<T>): Promise<T> {
  await client.query(`SET ROLE ${pg.escapeIdentifier(owner)}`)
  try {
    return await work()
  } finally {
    await client.query('RESET ROLE')
  }
}

async function lockPlace(
  client: pg.Client,
  name: string,
  kind: 'pg_advisory_lock' | 'pg_advisory_lock_shared',
): Promise<boolean> {
  await client.query(`SET lock_timeout = '3s'`)
  try {
    await client.query(`SELECT ${kind}($1, hashtext($2))`, [PLACE_LOCK, name])
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === NOT_AVAILABLE) return false
    throw error
  } finally {
    await client.query('RESET lock_timeout').catch(() => undefined)
  }
}
