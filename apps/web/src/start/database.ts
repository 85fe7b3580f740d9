import { createDatabase, startEmbeddedPostgres } from '@assay/node'
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
export async function startDatabase(config: Config, log: (line: string) => void): Promise<RunningDatabase> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log })
      : undefined
  const adminUrl = config.databaseUrl ?? (await ensureDatabase(embedded?.url ?? ''))
  const roles = databaseRoles(config.rolePrefix)
  return {
    adminUrl,
    appUrl: roleUrl(adminUrl, roles.app, config.masterKey),
    queueUrl: roleUrl(adminUrl, roles.queue, config.masterKey),
    stop: async () => embedded?.stop(),
  }
}

async function ensureDatabase(serverUrl: string): Promise<string> {
  const url = new URL(serverUrl)
  url.pathname = `/${NAME}`
  try {
    await createDatabase(serverUrl, NAME)
  } catch (error) {
    // 42P04: it is there already; another process may have made it a moment ago.
    if (!(error instanceof pg.DatabaseError) || (error.code !== '42P04' && error.code !== '23505'))
      throw error
  }
  return url.href
}
