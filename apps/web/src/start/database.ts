import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase, dropDatabase, startEmbeddedPostgres } from '@assay/node'
import pg from 'pg'
import type { Config } from '../config.ts'
import { databaseRoles, roleUrl } from '../db/roles.ts'

/** Where the database is, for each role, and how to let go of it. */
export interface RunningDatabase {
  readonly adminUrl: string
  readonly appUrl: string
  readonly queueUrl: string
  stop(): Promise<void>
}

const NAME = 'assay'

/** The database that the settings name, or the embedded one, started or adopted. */
export async function startDatabase(
  config: Pick<Config, 'mode' | 'databaseUrl' | 'dataDir' | 'rolePrefix' | 'masterKey'>,
  log: (line: string) => void,
): Promise<RunningDatabase> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log })
      : undefined
  const adminUrl = config.databaseUrl ?? (await ensureDatabase(embedded?.url ?? '', config.mode === 'demo'))
  const roles = databaseRoles(config.rolePrefix)
  return {
    adminUrl,
    appUrl: roleUrl(adminUrl, roles.app, config.masterKey),
    queueUrl: roleUrl(adminUrl, roles.queue, config.masterKey),
    stop: async () => embedded?.stop(),
  }
}

async function ensureDatabase(serverUrl: string, demo: boolean): Promise<string> {
  const url = new URL(serverUrl)
  url.pathname = `/${NAME}`
  if (demo && (await isHalfMade(url.href))) await dropDatabase(serverUrl, NAME)
  try {
    await createDatabase(serverUrl, NAME)
  } catch (error) {
    // 42P04: it is there already; another process may have made it a moment ago.
    if (!(error instanceof pg.DatabaseError) || (error.code !== '42P04' && error.code !== '23505'))
      throw error
  }
  return url.href
}

/**
 * Whether a demo was stopped while its story was played: it is made anew, since a story cannot go on in the middle. Throws a plain
 * sentence while another process plays it.
 */
async function isHalfMade(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl })
  try {
    await client.connect()
    const { rows } = await client.query<{ ready: boolean }>(
      'SELECT demo_ready_at IS NOT NULL AS ready FROM assay.instance',
    )
    if (rows[0]?.ready === true) return false
    await refuseWhileMade(client)
    return true
  } catch (error) {
    // No such database, or one that was not migrated: a first start.
    if (error instanceof pg.DatabaseError && (error.code === '3D000' || error.code === '42P01')) return false
    throw error
  } finally {
    await client.end()
  }
}

/** How often, and after how many milliseconds each, it is asked again: the connections of a killed process end a moment later. */
const [ASKED, ASKED_EVERY] = [10, 300]

/** Whoever plays the story is connected. */
async function refuseWhileMade(client: pg.Client): Promise<void> {
  for (let asked = 0; asked < ASKED; asked += 1) {
    const { rowCount } = await client.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    )
    if (rowCount === 0) return
    await sleep(ASKED_EVERY)
  }
  throw new Error('Another process is making this demo at the moment. Start this one once it is ready.')
}
