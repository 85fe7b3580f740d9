import { moveBlobs } from '@assay/node'
import pg from 'pg'
import { type MoveConfig, readMoveConfig } from '../config.ts'
import { readPlace, takePlace, writePlace } from '../db/files-place.ts'
import { databaseRoles } from '../db/roles.ts'
import { nameOfPlace } from '../file-settings.ts'
import type { StartArguments } from './arguments.ts'
import { startDatabase } from './database.ts'
import { openPlace } from './files.ts'
import { createProgress } from './move-progress.ts'

/**
 * `npm run move-files`: copies every file from `ASSAY_BLOBS_FROM` to `ASSAY_BLOBS` while Assay runs with both, then notes that they are
 * there. A signal ends it between two files; started again it goes on. Throws a plain sentence.
 */
export async function moveFiles({ leaveDamaged }: Pick<StartArguments, 'leaveDamaged'>): Promise<void> {
  const config = readMoveConfig()
  const stopped = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopped.abort())
  const database = await startDatabase(config, (line) => console.error(line))
  const client = new pg.Client({ connectionString: database.adminUrl, keepAlive: true })
  try {
    await client.connect()
    await move(config, client, { leaveDamaged, signal: stopped.signal, say: (line) => console.log(line) })
  } finally {
    await client.end()
    await database.stop()
  }
}

interface MoveOptions {
  readonly leaveDamaged: boolean
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

async function move(config: MoveConfig, client: pg.Client, options: MoveOptions): Promise<void> {
  const { files, dataDir, rolePrefix } = config
  const owner = databaseRoles(rolePrefix).owner
  const [from, to] = [files.from ?? files.place, files.place]
  const recorded = await readPlace(client, owner)
  if (recorded === undefined)
    throw new Error(
      'There is no instance of this version of Assay in this database. Start it once, then move its files.',
    )
  if (recorded === nameOfPlace(to)) {
    options.say(`The files of this database are in ${recorded} already: nothing to do.`)
    return
  }
  if (recorded !== nameOfPlace(from))
    throw new Error(
      `The files of this database are in ${recorded}, and ASSAY_BLOBS_FROM says ${nameOfPlace(from)}.`,
    )
  await takePlace(client, recorded)
  await copyAll(openPlace(from, dataDir), openPlace(to, dataDir), options)
  await writePlace(client, owner, nameOfPlace(to))
  options.say(
    `Done: the files are in ${nameOfPlace(to)}. Take ASSAY_BLOBS_FROM out of the settings at the next restart; what is still in ${recorded} is no longer needed.`,
  )
}

async function copyAll(
  from: ReturnType<typeof openPlace>,
  to: ReturnType<typeof openPlace>,
  { leaveDamaged, signal, say }: MoveOptions,
): Promise<void> {
  const total = { files: 0, bytes: 0 }
  for await (const { size } of from.list()) {
    total.files += 1
    total.bytes += size
  }
  const progress = createProgress(total, say, () => performance.now())
  say(progress.begin())
  const result = await moveBlobs({ from, to, signal, progress: ({ size }) => progress.add(size) })
  if (signal.aborted)
    throw new Error('Stopped before the end. `npm run move-files` with the same settings goes on.')
  say(`${result.copied} files were copied, ${result.present} were there already.`)
  for (const key of result.damaged) say(`Damaged where it is, not copied: ${key}`)
  if (result.damaged.length > 0 && !leaveDamaged)
    throw new Error(
      `${result.damaged.length} files are damaged; bring them back from a backup and run this again, or leave them behind with --leave-damaged. The files are still read from both places.`,
    )
}
