import { stat } from 'node:fs/promises'
import { AssayError } from '@assay/core'
import { logHash } from './log-hash.ts'
import { type ListedLog, logsPath, readLogs } from './logs-file.ts'

/** The list of logs as it is now. */
export interface WatchedLogs {
  /** All of them, in the order of the file. Reads the file again when it changed. */
  readonly list: () => Promise<readonly ListedLog[]>
  /** The log that an address names. */
  readonly byHash: (hash: string) => Promise<ListedLog | undefined>
  /** Reads the file again in any case; a bad file is told to `warn`, and the old list stays. */
  readonly reload: () => Promise<void>
}

/** Reads `logs.json` and follows it. Throws `WitnessError` `logs.refused` when the file is bad now; later a bad one only warns. */
export async function watchLogs(folder: string, warn: (message: string) => void): Promise<WatchedLogs> {
  let mark = await markOf(folder)
  let logs = await readLogs(folder)
  const reload = async () => {
    // Taken first: what changes while the file is read is seen the next time.
    mark = await markOf(folder)
    try {
      logs = await readLogs(folder)
    } catch (error) {
      if (!(error instanceof AssayError)) throw error
      warn(`the list of logs stays as it was: ${error.message}`)
    }
  }
  const list = async () => {
    if ((await markOf(folder)) !== mark) await reload()
    return logs
  }
  return {
    list,
    reload,
    byHash: async (hash) => (await list()).find(({ origin }) => logHash(origin) === hash),
  }
}

/** Tells one version of the file from another. */
async function markOf(folder: string): Promise<string> {
  const facts = await stat(logsPath(folder), { bigint: true }).catch(() => undefined)
  return facts === undefined ? 'none' : `${facts.ino} ${facts.size} ${facts.mtimeNs}`
}
