import { rm, stat } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { WitnessError } from './witness-error.ts'

/** A folder that no other process serves from. */
export interface HeldFolder {
  /** Throws `WitnessError` `folder.held` when another process took the folder over. */
  readonly requireHeld: () => Promise<void>
  readonly release: () => Promise<void>
}

/** What the kernels allow for the path of a socket (macOS the least, 104 with its end). */
const MOST_PATH_BYTES = 103

/**
 * Takes a folder for this process by listening on a socket in it. The kernel ends that with the process, however it dies, and it holds
 * across containers of one machine, where process ids would lie. It does not hold between machines that share a network folder.
 *
 * Two starts that find the same dead socket at the same moment may both go on; the first one then finds that the socket is no longer its
 * own before it stores anything (`requireHeld`). Throws `WitnessError` `folder.held`.
 */
export async function holdFolder(folder: string): Promise<HeldFolder> {
  const path = join(folder, 'lock')
  if (Buffer.byteLength(path) > MOST_PATH_BYTES)
    throw new WitnessError('folder.held', `the path of the folder is too long for its lock: ${path}`)
  const server = await listenAlone(path)
  server.unref()
  const own = await stat(path)
  const isHeld = async () => {
    const now = await stat(path).catch(() => undefined)
    return now?.ino === own.ino && now.dev === own.dev
  }
  return {
    async requireHeld() {
      if (!(await isHeld())) throw new WitnessError('folder.held', `another process took over ${folder}`)
    },
    async release() {
      // Closing removes what lies at the path, which must not be another's.
      if (await isHeld()) await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listenAlone(path: string): Promise<Server> {
  const first = await listen(path)
  if (first !== undefined) return first
  if (await isAnswered(path)) throw held(path)
  await rm(path, { force: true })
  const second = await listen(path)
  if (second === undefined) throw held(path)
  return second
}

const held = (path: string) =>
  new WitnessError('folder.held', `another assay-witness serves from this folder (${path})`)

/** Undefined when the path is taken. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(path, () => resolve(server))
  })
}

/** Whether a process listens. Anything but a clear no counts as yes. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    )
  })
}
