import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { type Config, localEnvironment } from '../config.ts'
import type { StartArguments } from './arguments.ts'

/** What a demo or development instance keeps beside its data: its key, and the port that its credentials name for ever. */
interface InstanceFile {
  readonly masterKey: string
  readonly port: number
  /** Absent in folders of earlier versions, whose credentials name 127.0.0.1. Browsers make passkeys for a name and for no number. */
  readonly host?: 'localhost'
}

const DEFAULT_PORT = 8420

/** Settings of a demo or development instance, made at its first start and kept. */
export async function localConfig({
  command,
  port,
  dataDir,
  parts,
  listen,
}: StartArguments): Promise<Config> {
  const { calledFrom, smtpUrl, logLevel } = localEnvironment()
  const folder = resolve(calledFrom, dataDir ?? join('data', command))
  const file = await readOrMake(join(folder, 'instance.json'), folder, port)
  return {
    mode: command === 'demo' ? 'demo' : 'development',
    publicUrl: `http://${file.host ?? '127.0.0.1'}:${file.port}`,
    host: '127.0.0.1',
    port: listen ?? file.port,
    databaseUrl: undefined,
    rolePrefix: 'assay',
    dataDir: folder,
    masterKey: Buffer.from(file.masterKey, 'base64'),
    smtpUrl,
    mailFrom: 'assay@127.0.0.1',
    trustedProxies: listen === undefined ? [] : ['127.0.0.1'],
    openOrganizations: true,
    logLevel,
    parts: parts ?? ['web', 'worker'],
    files: { place: { kind: 'disk' }, from: undefined },
    scanner: undefined,
  }
}

async function readOrMake(path: string, folder: string, port: number | undefined): Promise<InstanceFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text !== undefined) return keepPort(JSON.parse(text) as InstanceFile, port, folder)
  const made: InstanceFile = {
    masterKey: randomBytes(32).toString('base64'),
    port: port === 0 ? await freePort() : (port ?? DEFAULT_PORT),
    host: 'localhost',
  }
  await mkdir(folder, { recursive: true })
  await writeFile(path, JSON.stringify(made, null, 2), { mode: 0o600 })
  return made
}

/** The credentials of this instance point to its first port; another one would break every one of them. */
function keepPort(file: InstanceFile, port: number | undefined, folder: string): InstanceFile {
  if (port === undefined || port === 0 || port === file.port) return file
  throw new Error(
    `The data in ${folder} was made on port ${file.port}, and its credentials name that port. Use --port ${file.port}, or another --data folder.`,
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no free port was found')),
      )
    })
  })
}
