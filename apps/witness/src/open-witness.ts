import { resolve } from 'node:path'
import { formatVerifierKey } from '@assay/tlog'
import { openCosignedHeads } from './cosigned-heads.ts'
import { openEvidence } from './evidence.ts'
import { type Files, makeFolder, systemFiles } from './files.ts'
import { holdFolder } from './hold-folder.ts'
import { openIdentity } from './identity.ts'
import { type ListenOptions, startServer } from './start-server.ts'
import { watchLogs } from './watch-logs.ts'
import { createWitness } from './witness.ts'

/** How a witness is run. */
export interface WitnessOptions extends ListenOptions {
  readonly data: string
  /** Default: what the first start chose. */
  readonly name?: string | undefined
  /** POSIX milliseconds. Default `Date.now`. */
  readonly now?: () => number
  /** Default: the files of the system. */
  readonly files?: Files
  readonly warn: (message: string) => void
}

/** A witness that serves. */
export interface RunningWitness {
  readonly url: string
  readonly name: string
  /** Its verifier key, as text. */
  readonly key: string
  readonly reloadLogs: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts a witness on a folder. Throws `WitnessError` and `UsageError` where the folder cannot be served from, and what `listen` throws. */
export async function openWitness(options: WitnessOptions): Promise<RunningWitness> {
  const { now = Date.now, files = systemFiles, warn } = options
  const folder = resolve(options.data)
  await makeFolder(folder)
  const { requireHeld, release } = await holdFolder(folder)
  try {
    const identity = await openIdentity(folder, options.name)
    const logs = await watchLogs(folder, warn)
    const heads = openCosignedHeads(folder, identity, { requireHeld, files })
    const evidence = openEvidence(folder, files)
    const addCheckpoint = createWitness({ identity, logs: logs.list, heads, evidence, now, warn })
    const server = await startServer({ identity, logs, heads, evidence, addCheckpoint, warn }, options)
    return {
      url: server.url,
      name: identity.name,
      key: formatVerifierKey(identity.key),
      reloadLogs: logs.reload,
      async close() {
        await server.close()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}
