import pg from 'pg'
import type { Config, OperatorConfig } from '../config.ts'
import { HALF_RESTORED, isHalfRestored } from '../db/backup/set-aside.ts'
import { joinInstance } from '../db/instance-lock.ts'
import { readKeyState, refuseMasterKey } from '../db/master-key-check.ts'
import { migrations } from '../db/migrations/index.ts'
import { databaseRoles } from '../db/roles.ts'
import type { Deps } from '../deps.ts'
import { startDatabase } from './database.ts'
import { createDeps } from './deps.ts'
import type { LoadedApp } from './loaded-app.ts'
import { requireData } from './operator-setting.ts'

/** Runs `work` on an instance beside the processes that serve it. Throws a plain sentence where there is none of this version. */
export async function withInstance<T>(
  config: OperatorConfig,
  load: () => Promise<LoadedApp>,
  say: (line: string) => void,
  work: (deps: Deps, app: LoadedApp) => Promise<T>,
): Promise<T> {
  requireData(config)
  const { masterKey } = config
  if (masterKey === undefined) throw new Error('ASSAY_MASTER_KEY is missing: the master key of the instance.')
  const { owner } = databaseRoles(config.rolePrefix)
  const database = await startDatabase({ ...config, masterKey }, say)
  try {
    const presence = await joinInstance({
      url: database.adminUrl,
      refusal: async (client) => {
        if (await isHalfRestored(client)) return HALF_RESTORED
        if ((await readKeyState(client, owner)) === undefined) return NOT_STARTED
        return refuseMasterKey(client, owner, masterKey)
      },
      expelled: (sentence) => say(sentence),
    })
    try {
      const publicUrl = await originOf(database.adminUrl)
      const app = await load()
      const deps = await createDeps(wholeConfig(config, masterKey, publicUrl), database, app.sendAuthMail)
      try {
        return await work(deps, app)
      } finally {
        await deps.close()
      }
    } finally {
      await presence.leave()
    }
  } finally {
    await database.stop()
  }
}

const NOT_STARTED =
  'There is no instance of Assay in this database yet. Start Assay once, stop it or not, and try again.'

async function originOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const done = await client.query<{ name: string }>('SELECT name FROM assay.kysely_migration')
    const known = Object.keys(migrations)
    if (done.rowCount !== known.length || !done.rows.every(({ name }) => known.includes(name)))
      throw new Error(
        'The database is of another version of Assay than this program. Start this version once, then try again.',
      )
    const { rows } = await client.query<{ origin: string }>('SELECT origin FROM assay.instance')
    if (rows[0] === undefined) throw new Error(NOT_STARTED)
    return rows[0].origin
  } finally {
    await client.end()
  }
}

const wholeConfig = (config: OperatorConfig, masterKey: Uint8Array, publicUrl: string): Config => ({
  ...{
    mode: config.mode,
    databaseUrl: config.databaseUrl,
    rolePrefix: config.rolePrefix,
    dataDir: config.dataDir,
    files: config.files,
    scanner: undefined,
  },
  ...{
    masterKey,
    publicUrl,
    host: '127.0.0.1',
    port: 0,
    smtpUrl: undefined,
    mailFrom: '',
    trustedProxies: [],
  },
  ...{ openOrganizations: false, logLevel: 'warn', parts: [] },
})
