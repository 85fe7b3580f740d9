import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase, dropDatabase } from '@assay/node'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { buildIfStale } from '../../../tools/build-if-stale.mjs'
import { databaseRoles } from '../src/db/roles.ts'
import { createKeyVault } from '../src/vault/vault.ts'
import { chanceOf } from './chance.ts'
import { type CommandProcess, commandProcess } from './command-process.ts'
import { freePort } from './web-process.ts'

/** `ASSAY_TEST_REWRAP=keys:kills:seed`: how many data keys, how often the process is killed, and the seed of the moments. */
const [KEYS = 3000, KILLS = 3, SEED = Date.now()] = (process.env.ASSAY_TEST_REWRAP ?? '')
  .split(':')
  .filter((part) => part !== '')
  .map(Number)

const [OLD_KEY, NEW_KEY] = [new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(32))]
/** Roles of its own: their passwords follow from the master key, and other tests use other ones at the same time. */
const NAME = `assay_rewrap_${randomBytes(5).toString('hex')}`
const adminUrl = inject('adminUrl')

let dataDir: string
let client: pg.Client
let environment: Record<string, string>
const processes: CommandProcess[] = []

const base64 = (key: Uint8Array) => Buffer.from(key).toString('base64')

beforeAll(async () => {
  await buildIfStale({ quiet: true })
  dataDir = await mkdtemp(join(tmpdir(), 'assay-rewrap-'))
  const databaseUrl = await createDatabase(adminUrl, NAME)
  client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const port = String(await freePort())
  environment = {
    DATABASE_URL: databaseUrl,
    ASSAY_ROLE_PREFIX: NAME,
    ASSAY_DATA: dataDir,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: port,
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'trace',
  }
}, 180_000)
afterAll(async () => {
  for (const { child } of processes) child.kill('SIGKILL')
  await client.end()
  await dropDatabase(adminUrl, NAME)
  const server = new pg.Client({ connectionString: adminUrl })
  await server.connect()
  await server.query(`DROP ROLE IF EXISTS ${Object.values(databaseRoles(NAME)).join(', ')}`)
  await server.end()
  await rm(dataDir, { recursive: true, force: true })
})

it(
  `K5 a change of the master key of ${KEYS} data keys, killed ${KILLS} times, is finished by the next start`,
  async () => {
    await startAndStop(OLD_KEY)
    const keys = await makeDataKeys()
    console.info(`${KEYS} data keys, ${KILLS} kills, seed ${SEED}`)
    const moments = await killAtRandom(keys)
    expect(moments.filter(({ renewed }) => renewed > 0 && renewed < KEYS).length).toBeGreaterThan(0)
    for (const key of [OLD_KEY, NEW_KEY]) await expectRefused(key, /is being changed.*npm run rewrap/)

    expect(await outcomeOf(rewrap(OLD_KEY, NEW_KEY))).toMatch(/Done: \d+ rows.*\ncode 0$/)
    expect(await countUnder(keys)).toEqual({ kept: 0, renewed: KEYS })
    expect(await outcomeOf(rewrap(OLD_KEY, NEW_KEY))).toMatch(/nothing to do\.\ncode 0$/)

    await expectRefused(OLD_KEY, /ASSAY_MASTER_KEY is not the key of this database/)
    await startAndStop(NEW_KEY, async () => {
      const another = rewrap(NEW_KEY, OLD_KEY)
      expect(await outcomeOf(another)).toMatch(/Assay is running on this database.*\ncode 1$/)
    })
    for (const { output } of processes) expectNoKeyIn(output())
  },
  120_000 + KILLS * 10_000 + KEYS * 5,
)

/** The secrets by the ids of their rows, as they are to open for ever. */
type DataKeys = ReadonlyMap<string, Uint8Array>

async function makeDataKeys(): Promise<DataKeys> {
  const vault = createKeyVault(OLD_KEY)
  const keys = new Map<string, Uint8Array>()
  const wrapped: Buffer[] = []
  for (let at = 0; at < KEYS; at += 1) {
    const id = randomUUID()
    const made = vault.newDataKey(id)
    keys.set(id, made.key)
    wrapped.push(Buffer.from(made.wrapped))
  }
  await client.query(
    `INSERT INTO assay.data_key (id, person_id, wrapped, created_at)
     SELECT id, gen_random_uuid(), wrapped, now() FROM unnest($1::uuid[], $2::bytea[]) AS made(id, wrapped)`,
    [[...keys.keys()], wrapped],
  )
  return keys
}

/** How many rows open under the old and under the new key, each to its own secret. A row that opens under neither fails the test. */
async function countUnder(keys: DataKeys): Promise<{ readonly kept: number; readonly renewed: number }> {
  const [old, next] = [createKeyVault(OLD_KEY), createKeyVault(NEW_KEY)]
  const { rows } = await client.query<{ id: string; wrapped: Buffer }>(
    'SELECT id, wrapped FROM assay.data_key',
  )
  expect(rows).toHaveLength(KEYS)
  let renewed = 0
  for (const { id, wrapped } of rows) {
    const isNew = opens(() => next.openDataKey(wrapped, id))
    const key = (isNew ? next : old).openDataKey(wrapped, id)
    if (!Buffer.from(key).equals(keys.get(id) ?? Buffer.of())) throw new Error(`${id} holds another key`)
    if (isNew) renewed += 1
  }
  return { kept: rows.length - renewed, renewed }
}

function opens(open: () => Uint8Array): boolean {
  try {
    open()
    return true
  } catch {
    return false
  }
}

/** The moments follow from the seed, what runs at each of them does not. None comes after the end: a row near it is locked until then. */
async function killAtRandom(keys: DataKeys) {
  const chance = chanceOf(SEED)
  const moments: { readonly kept: number; readonly renewed: number }[] = []
  const lines = Math.min(100, KEYS / 100)
  for (let at = 0; at < KILLS; at += 1) {
    await client.query('BEGIN')
    await client.query('SELECT 1 FROM assay.data_key ORDER BY id DESC LIMIT 1 FOR UPDATE')
    const running = rewrap(OLD_KEY, NEW_KEY)
    // The first one falls between two rows for certain; later ones may fall before anything is printed.
    await running.printed(at === 0 ? 3 : Math.floor(chance() * lines * 0.9))
    await sleep(chance() * 20)
    running.child.kill('SIGKILL')
    const code = await running.ended()
    await client.query('ROLLBACK')
    expect(code, running.output()).toBeUndefined()
    moments.push(await countUnder(keys))
  }
  return moments
}

function run(command: string, env: Record<string, string>): CommandProcess {
  const running = commandProcess(command, { ...environment, ...env })
  processes.push(running)
  return running
}

const rewrap = (from: Uint8Array, to: Uint8Array) =>
  run('rewrap', { ASSAY_MASTER_KEY: base64(from), ASSAY_NEW_MASTER_KEY: base64(to) })

const outcomeOf = async (running: CommandProcess) => {
  const code = await running.ended()
  return `${running.output()}code ${code}`
}

async function expectRefused(key: Uint8Array, sentence: RegExp): Promise<void> {
  const running = run('start', { ASSAY_MASTER_KEY: base64(key) })
  expect(await running.ended()).toBe(1)
  expect(running.output()).toMatch(sentence)
}

/** Starts web and worker with a key, which is to succeed, and stops them after `meanwhile`. */
async function startAndStop(key: Uint8Array, meanwhile?: () => Promise<void>): Promise<void> {
  const running = run('start', { ASSAY_MASTER_KEY: base64(key) })
  for (let lines = 1; !running.output().includes('Assay is ready'); lines += 1) {
    await running.printed(lines)
    if (running.child.exitCode !== null) throw new Error(`the server ended: ${running.output()}`)
  }
  await meanwhile?.()
  running.child.kill('SIGTERM')
  expect(await running.ended()).toBe(0)
}

function expectNoKeyIn(output: string): void {
  for (const key of [OLD_KEY, NEW_KEY])
    for (const form of ['base64', 'base64url', 'hex'] as const)
      expect(output).not.toContain(Buffer.from(key).toString(form).replace(/=+$/, ''))
}
