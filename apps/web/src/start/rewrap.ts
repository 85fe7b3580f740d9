import { existsSync } from 'node:fs'
import { readRewrapConfig } from '../config.ts'
import { changeMasterKey } from '../db/change-master-key.ts'
import { takeInstance } from '../db/instance-lock.ts'
import { databaseRoles } from '../db/roles.ts'
import { startDatabase } from './database.ts'

/**
 * `npm run rewrap`: changes the master key from `ASSAY_MASTER_KEY` to `ASSAY_NEW_MASTER_KEY`. A signal ends it between two transactions;
 * started again it goes on. Throws a plain sentence.
 */
export async function rewrap(): Promise<void> {
  const config = readRewrapConfig()
  if (config.databaseUrl === undefined && !existsSync(config.dataDir))
    throw new Error(
      `There is no folder ${config.dataDir}. Set ASSAY_DATA, or DATABASE_URL, as npm start has it.`,
    )
  const stopped = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopped.abort())
  const database = await startDatabase(config, (line) => console.error(line))
  try {
    const client = await takeInstance(database.adminUrl)
    try {
      await changeMasterKey({
        client,
        owner: databaseRoles(config.rolePrefix).owner,
        present: config.masterKey,
        next: config.newMasterKey,
        say: (line) => console.log(line),
        signal: stopped.signal,
      })
    } finally {
      await client.end()
    }
  } finally {
    await database.stop()
  }
}
