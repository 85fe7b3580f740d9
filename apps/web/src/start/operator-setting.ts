import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type OperatorConfig, readOperatorConfig } from '../config.ts'

/**
 * The settings of an operator's command, where `dataDir` stands in place of ASSAY_DATA. The folder of a demo or development instance
 * holds its master key, so that it can be tried without any setting.
 */
export async function operatorSetting(dataDir: string | undefined): Promise<OperatorConfig> {
  const config = readOperatorConfig()
  const folder = dataDir ?? config.dataDir
  const databaseUrl = dataDir === undefined ? config.databaseUrl : undefined
  return {
    ...config,
    dataDir: folder,
    databaseUrl,
    masterKey: config.masterKey ?? (await keptMasterKey(folder)),
  }
}

async function keptMasterKey(folder: string): Promise<Uint8Array | undefined> {
  const path = join(folder, 'instance.json')
  if (!existsSync(path)) return undefined
  const { masterKey } = JSON.parse(await readFile(path, 'utf8')) as { masterKey: string }
  return Buffer.from(masterKey, 'base64')
}

/** Throws a plain sentence where there is no data to work on: starting a database would only make an empty one. */
export function requireData(config: OperatorConfig): void {
  if (config.databaseUrl === undefined && !existsSync(config.dataDir))
    throw new Error(
      `There is no folder ${config.dataDir}. Set ASSAY_DATA, or DATABASE_URL, as npm start has it, or give --data FOLDER.`,
    )
}
