import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { createDatabase, dropDatabase } from './postgres/databases.ts'
import { findFreePort, stopServer } from './postgres/server-process.ts'
import { isAlive } from './process-liveness.ts'

const FIXTURE = fileURLToPath(new URL('test/start-postgres.ts', import.meta.url))
const asRoot = process.getuid?.() === 0

let dataDir: string
let children: ChildProcess[]

/** Most tests start from the cluster the one before left, as a user's second start does; a new one costs 2 s. */
let sharedDir: string

beforeAll(async () => {
  sharedDir = await mkdtemp(join(tmpdir(), 'assay-pg-'))
})

beforeEach(() => {
  dataDir = sharedDir
  children = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await stopWhatRuns()
  if (dataDir !== sharedDir) await rm(dataDir, { recursive: true, force: true })
})

afterAll(() => rm(sharedDir, { recursive: true, force: true }))

describe('startEmbeddedPostgres', { timeout: 60_000 }, () => {
  it('starts PostgreSQL 18 with checksums, UTF-8 and SCRAM on the loopback address only', async () => {
    const server = await startEmbeddedPostgres({ dataDir })
    expect(server.adopted).toBe(false)
    expect(await ask(server.url, 'SHOW server_version')).toMatch(/^18\./)
    expect(await ask(server.url, 'SHOW data_checksums')).toBe('on')
    expect(await ask(server.url, 'SHOW listen_addresses')).toBe('127.0.0.1')
    expect(await ask(server.url, 'SHOW unix_socket_directories')).toBe('')
    expect(
      await ask(server.url, 'SELECT datlocale FROM pg_database WHERE datname = current_database()'),
    ).toBe('C.UTF-8')
    const wrong = new URL(server.url)
    wrong.password = 'wrong'
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    await server.stop()
    expect(await serverPid()).toBeNull()
  })

  it.runIf(asRoot)('runs as an unprivileged user when started by root', async () => {
    const server = await startEmbeddedPostgres({ dataDir })
    const pid = (await serverPid()) ?? 0
    const { uid } = await stat(`/proc/${pid}`)
    expect(uid).not.toBe(0)
    await server.stop()
  })

  it.runIf(asRoot)(
    'moves out of a folder that the unprivileged user cannot reach, and finds back',
    async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'assay-pg-'))
      const hidden = join(dataDir, 'home', 'data')
      await mkdir(hidden, { recursive: true })
      await chmod(join(dataDir, 'home'), 0o700)
      const lines: string[] = []
      const first = await startEmbeddedPostgres({ dataDir: hidden, log: (line) => lines.push(line) })
      try {
        expect(first.folder).toMatch(/^\/var\/lib\/assay\/[0-9a-f]{16}$/)
        expect(lines.join('\n')).toContain(first.folder)
        await ask(first.url, 'CREATE TABLE moved (n int)')
        await first.stop()
        const second = await startEmbeddedPostgres({ dataDir: hidden })
        expect(second.folder).toBe(first.folder)
        expect(await ask(second.url, 'SELECT count(*)::int FROM moved')).toBe(0)
        await second.stop()
      } finally {
        await rm(first.folder, { recursive: true, force: true })
      }
      await expect(startEmbeddedPostgres({ dataDir: hidden })).rejects.toMatchObject({
        code: 'postgres.location',
      })
    },
  )

  it('keeps its port and data from start to start', async () => {
    const first = await startEmbeddedPostgres({ dataDir })
    await ask(first.url, 'CREATE TABLE stopped AS SELECT 7 AS n')
    await first.stop()
    const second = await startEmbeddedPostgres({ dataDir })
    expect(second.adopted).toBe(false)
    expect(second.port).toBe(first.port)
    expect(await ask(second.url, 'SELECT n FROM stopped')).toBe(7)
    await second.stop()
  })

  it('adopts the server of a program that was killed, and stops it', async () => {
    const killed = await startChild()
    await ask(killed.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    const pid = await serverPid()
    killed.child.kill('SIGKILL')
    const server = await startEmbeddedPostgres({ dataDir })
    expect(server.adopted).toBe(true)
    expect(await serverPid()).toBe(pid)
    expect(await ask(server.url, 'SELECT n FROM kept')).toBe(7)
    await server.stop()
    expect(await serverPid()).toBeNull()
  })

  it('starts again after the server itself was killed, with every acknowledged row', async () => {
    const killed = await startChild()
    await ask(killed.url, 'CREATE TABLE series AS SELECT n FROM generate_series(1, 1000) n')
    process.kill((await serverPid()) ?? 0, 'SIGKILL')
    killed.child.kill('SIGKILL')
    const server = await startEmbeddedPostgres({ dataDir })
    expect(server.adopted).toBe(false)
    expect(await ask(server.url, 'SELECT count(*)::int FROM series')).toBe(1000)
    await server.stop()
  })

  it('starts although the pid file names a living process that is no PostgreSQL', async () => {
    const first = await startEmbeddedPostgres({ dataDir })
    const path = join(first.folder, 'server', 'cluster', 'postmaster.pid')
    const text = await readFile(path, 'utf8')
    await first.stop()
    const other = spawn(
      'sleep',
      ['60'],
      asRoot ? { uid: (await stat(join(first.folder, 'server'))).uid } : {},
    )
    children.push(other)
    await writeFile(path, text.replace(/^\d+/, String(other.pid)))
    const second = await startEmbeddedPostgres({ dataDir })
    expect(second.adopted).toBe(false)
    await second.stop()
    expect(isAlive(other.pid ?? 0)).toBe(true)
  })

  it('gives two programs that start at once one server, which stays until the last has let go', async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'assay-pg-'))
    const [one, two] = await Promise.all([startChild(), startChild()])
    expect([one.adopted, two.adopted].sort()).toEqual([false, true])
    expect(one.url).toBe(two.url)
    await terminate(one.child)
    expect(await ask(two.url, 'SELECT 1 AS one')).toBe(1)
    await terminate(two.child)
    expect(await serverPid()).toBeNull()
  })

  it('refuses a server with fsync off', async () => {
    const first = await startEmbeddedPostgres({ dataDir })
    await ask(first.url, 'ALTER SYSTEM SET fsync = off')
    await first.stop()
    const refused = startEmbeddedPostgres({ dataDir })
    await expect(refused).rejects.toMatchObject({ code: 'postgres.unsafe-settings' })
    await expect(refused).rejects.toThrow('fsync')
    expect(await serverPid()).toBeNull()
    await rm(join(first.folder, 'server', 'cluster', 'postgresql.auto.conf'))
  })

  it('refuses an asked port that is taken, and replaces a kept port that is taken', async () => {
    const first = await startEmbeddedPostgres({ dataDir })
    await first.stop()
    const squatter = createServer().listen(first.port, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    await expect(startEmbeddedPostgres({ dataDir, port: first.port })).rejects.toMatchObject({
      code: 'postgres.port-taken',
    })
    const second = await startEmbeddedPostgres({ dataDir })
    expect(second.port).not.toBe(first.port)
    await second.stop()
    squatter.close()
    const asked = await findFreePort()
    const third = await startEmbeddedPostgres({ dataDir, port: asked })
    expect(third.port).toBe(asked)
    await third.stop()
  })

  it('copies a template database and drops the copy', async () => {
    const server = await startEmbeddedPostgres({ dataDir })
    const template = await createDatabase(server.url, 'template "odd" name')
    await ask(template, 'CREATE TABLE prepared AS SELECT 7 AS n')
    const copy = await createDatabase(server.url, 'copy1', { template: 'template "odd" name' })
    expect(await ask(copy, 'SELECT n FROM prepared')).toBe(7)
    await dropDatabase(server.url, 'copy1')
    await expect(ask(copy, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
    await server.stop()
  })
})

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement)
    return Object.values(rows?.[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

async function serverPid(): Promise<number | null> {
  const path = join(dataDir, 'postgres', 'server', 'cluster', 'postmaster.pid')
  const pid = Number((await readFile(path, 'utf8').catch(() => '')).split('\n')[0])
  return pid > 0 && isAlive(pid) ? pid : null
}

async function stopWhatRuns(): Promise<void> {
  const pid = await serverPid()
  if (pid !== null) await stopServer(pid)
}

async function startChild(): Promise<{ child: ChildProcess; url: string; adopted: boolean }> {
  const child = spawn(process.execPath, ['--import', 'tsx', FIXTURE, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', resolve)
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)))
  })
  return { child, ...(JSON.parse(line) as { url: string; adopted: boolean }) }
}

async function terminate(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
  await sleep(0)
}
