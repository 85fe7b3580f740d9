import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { handle, sendAuthMail } from '../src/app.ts'
import { checkMasterKey } from '../src/db/master-key-check.ts'
import { startDatabase } from '../src/start/database.ts'
import { createDeps } from '../src/start/deps.ts'
import type { OpenFile } from '../src/start/sealed-file.ts'
import { issuedTo, makeProgram } from './awards.ts'
import { chanceOf } from './chance.ts'
import { backUp, type EmptyPlace, emptyPlace, verdictsOf } from './restored.ts'
import { createTestApp, TEST_ORIGIN, type TestApp } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

/** `ASSAY_TEST_BACKUP_KILLS=kills:seed`: how often each command is killed, and the seed of the moments; a long run sets it. */
const [KILLS = 3, SEED = Date.now()] = (process.env.ASSAY_TEST_BACKUP_KILLS ?? '')
  .split(':')
  .filter((part) => part !== '')
  .map(Number)

const web = fileURLToPath(new URL('..', import.meta.url))
const chance = chanceOf(SEED)
const base64 = (key: Uint8Array) => Buffer.from(key).toString('base64')
const PASSPHRASE = 'an otter in a quiet harbor'

let app: TestApp
let folder: string
let credentials: Record<string, unknown>[]
let place: EmptyPlace
const processes: ChildProcess[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-backup-kills-'))
  app = await createTestApp()
  const program = await makeProgram(app, 'harbor')
  for (const name of ['One', 'Two', 'Three'])
    await issuedTo(app, program, await app.member(program.organization, name, 'learner'))
  await checkMasterKey(app.deps)
  // Enough rows for a kill to fall among them.
  await app.asOwner(`INSERT INTO assay.audit_event SELECT gen_random_uuid(), NULL, NULL, NULL, 'system', NULL, 'test.made', 'test', n::text, '{}',
    now(), false, repeat(md5(n::text), 20), sha256(n::text::bytea) FROM generate_series(1, 40000) AS n`)
  credentials = await app.asOwner('SELECT id, org_id FROM assay.credential WHERE issued_at IS NOT NULL')
  place = await emptyPlace()
}, 120_000)
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL')
  await app.close()
  await place.remove()
  await rm(folder, { recursive: true, force: true })
})

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Runs a command from the sources; `killAfter` milliseconds after its first word it is killed. */
async function run(args: readonly string[], env: Record<string, string>, killAfter?: number): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
    cwd: web,
    env: { PATH: process.env.PATH, ASSAY_PASSPHRASE: PASSPHRASE, ASSAY_ROLE_PREFIX: 'assay_test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  processes.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  if (killAfter !== undefined) {
    while (output === '' && child.exitCode === null) await sleep(2)
    await sleep(killAfter)
    child.kill('SIGKILL')
  }
  await closed
  return { code: child.exitCode, output }
}

const source = () => ({ DATABASE_URL: app.databaseUrl, ASSAY_DATA: app.deps.config.dataDir })

it(
  `R11 killed ${KILLS} times while it is written, a backup is never there under its name half-made`,
  async () => {
    const file = join(folder, 'killed.assay')
    for (let at = 0; at < KILLS; at += 1) {
      await run(['backup', '--to', file], source(), chance() * 400)
      const names = await readdir(folder)
      if (names.includes('killed.assay')) {
        expect((await run(['backup', '--check', file], {})).code).toBe(0)
        await rm(file)
      }
      expect(names.filter((name) => name !== 'killed.assay').every((name) => name.endsWith('.part'))).toBe(
        true,
      )
    }
    const whole = await run(['backup', '--to', join(folder, 'whole.assay'), '--json'], source())
    expect(whole.output).toContain('"lostFiles":[]')
    expect(whole.code).toBe(0)
  },
  60_000 + KILLS * 40_000,
)

it('R2 ends at once when the disk is full in the middle of a table, and leaves nothing', async () => {
  const full = join(folder, 'full')
  await mkdir(full)
  let writes = 0
  const openFile: OpenFile = async (path) => {
    const handle = await open(path, 'wx')
    const writeFile = async (bytes: Parameters<typeof handle.writeFile>[0]) => {
      writes += 1
      if (writes > 3) throw new Error('ENOSPC: no space left on device')
      await handle.writeFile(bytes)
    }
    return { writeFile, sync: () => handle.sync(), close: () => handle.close() }
  }
  await expect(backUp(app, join(full, 'b.assay'), { openFile })).rejects.toThrow('ENOSPC')
  expect(writes).toBe(4)
  expect(await readdir(full)).toEqual([])
  await rm(full, { recursive: true })
}, 30_000)

it(
  `R11 killed ${KILLS} times, a restore goes on to the whole, and Assay does not run on half of one`,
  async () => {
    const args = ['restore', join(folder, 'whole.assay'), '--replace', '--yes']
    const env = {
      DATABASE_URL: place.url,
      ASSAY_DATA: place.dataDir,
      ASSAY_MASTER_KEY: base64(TEST_MASTER_KEY),
    }
    for (let at = 0; at < KILLS; at += 1) {
      await run(args, env, 400 + chance() * 2500)
      if (await isMarked(place.url)) {
        const start = await run(['start'], {
          ...env,
          PUBLIC_URL: TEST_ORIGIN,
          SMTP_URL: 'smtp://127.0.0.1:1',
        })
        expect(start.output).toContain('A restore into this database was broken off')
        expect(start.code).toBe(1)
      } else expect([0, credentials.length]).toContain(await countCredentials(place.url))
    }
    const done = await run(args, env)
    expect(done.output).toContain('Restored http://127.0.0.1:8421')
    expect(await countCredentials(place.url)).toBe(credentials.length)
  },
  60_000 + KILLS * 40_000,
)

it('R11 restores into an empty folder of a new machine, where every credential verifies', async () => {
  // A folder that the user of the embedded database can reach, as an operator would make it.
  const dataDir = join(tmpdir(), `assay-machine-${process.pid}`)
  await mkdir(dataDir, { mode: 0o755 })
  const env = { ASSAY_DATA: dataDir, ASSAY_MASTER_KEY: base64(TEST_MASTER_KEY) }
  try {
    const done = await run(['restore', join(folder, 'whole.assay')], env)
    expect(done.output).toContain('Restored http://127.0.0.1:8421')
    const config = { ...app.deps.config, dataDir }
    const database = await startDatabase(config, () => {})
    const deps = await createDeps(config, database, sendAuthMail)
    const fetchOwn = (path: string, init: RequestInit) =>
      handle(deps, new Request(new URL(path, TEST_ORIGIN), init), { address: '127.0.0.1' })
    const verdicts = await verdictsOf({ ...deps, now: app.deps.now }, fetchOwn, credentials as never)
    await deps.close()
    await database.stop()
    expect(verdicts).toEqual(credentials.map(() => 'valid'))
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}, 120_000)

it('K1 needs the key that the instance had, says so, and writes nothing without it', async () => {
  const dataDir = join(folder, 'no-key')
  const file = join(folder, 'whole.assay')
  const without = await run(['restore', file], { ASSAY_DATA: dataDir })
  expect(without.output).toContain('ASSAY_MASTER_KEY is missing, and this backup does not hold it')
  const other = { ASSAY_DATA: dataDir, ASSAY_MASTER_KEY: base64(new Uint8Array(32).fill(99)) }
  expect((await run(['restore', file], other)).output).toContain(
    'is not the key that this backup was made with',
  )
  const wrong = { ...other, ASSAY_PASSPHRASE: 'another animal in a harbor' }
  expect((await run(['restore', file], wrong)).output).toContain('The passphrase or key is not the one')
  expect(await readdir(folder)).not.toContain('no-key')
}, 240_000)

async function isMarked(url: string): Promise<boolean> {
  const rows = await ask(url, `SELECT 1 FROM pg_namespace WHERE nspname = 'restore_under_way'`)
  return rows.length > 0
}

async function countCredentials(url: string): Promise<number> {
  const [there] = await ask(url, `SELECT to_regclass('assay.credential') AS "table"`)
  if (there?.table == null) return 0
  const [row] = await ask(url, 'SELECT count(*)::int AS count FROM assay.credential')
  return Number(row?.count)
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
