import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildIfStale } from '../../../tools/build-if-stale.mjs'
import { createDraft, publishVersion } from '../src/features/achievements/commands.ts'
import { spillDefinition } from '../src/features/achievements/definition.fixture.ts'
import { createKey } from '../src/features/api-keys/commands.ts'
import { addPerson } from '../src/features/organizations/commands/people.ts'
import { createTestApp, type TestApp, type TestOrganization, type TestPerson } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

/** In CI three kills; the nightly run asks for a hundred. */
const KILLS = Number(process.env.ASSAY_TEST_KILLS ?? 3)
const AWARDS = 12 + KILLS * 4
const web = fileURLToPath(new URL('..', import.meta.url))

let app: TestApp
let manager: TestPerson
let harbor: TestOrganization
let port: number
let server: Killable | undefined

beforeAll(async () => {
  await buildIfStale({ quiet: true })
  app = await createTestApp()
  harbor = await app.organization(await app.person('Founder'), 'harbor')
  manager = await app.member(harbor, 'Manager', 'administrator', 'program_manager')
  port = await freePort()
}, 180_000)
afterAll(async () => {
  await server?.kill()
  await app.close()
})

it(
  'leaves exactly one credential an award, whenever web and worker are killed',
  async () => {
    app.clock.now = new Date()
    const { secret, orders } = await prepare()
    const server = killable()
    await server.start()
    const killing = killAtRandom(server)
    for (const [at, order] of orders.entries()) await awardUntilAnswered(secret, at, order)
    await killing
    await server.start()
    await issuedAll(orders.length)
    await server.stop()

    const [counts] = await app.asOwner(`SELECT
    (SELECT count(*)::int FROM assay.decision) AS decisions,
    (SELECT count(DISTINCT decision_id)::int FROM assay.credential) AS credentials,
    (SELECT count(*)::int FROM assay.credential_form) AS forms,
    (SELECT count(*)::int FROM assay.log_row WHERE kind = 1) AS log_rows,
    (SELECT count(*)::int FROM assay.backpack_entry) AS entries,
    (SELECT count(DISTINCT (status_group_id, status_index))::int FROM assay.credential) AS indexes,
    (SELECT count(*)::int FROM assay.mail WHERE template = 'credential_issued') AS letters`)
    const n = orders.length
    expect(counts).toEqual({
      decisions: n,
      credentials: n,
      forms: n,
      log_rows: n,
      entries: n,
      indexes: n,
      letters: n,
    })
    expect(server.kills).toBe(KILLS)
  },
  120_000 + KILLS * 15_000,
)

interface Order {
  readonly personId: string
  readonly achievementVersionId: string
}

/** People, micro-credentials and an API key: one order for each award. */
async function prepare(): Promise<{ readonly secret: string; readonly orders: readonly Order[] }> {
  return app.inOrg(harbor, manager, async (scope) => {
    const versions: string[] = []
    for (let at = 0; at < 4; at += 1) {
      const { versionId } = await createDraft(scope, spillDefinition({ name: `Spill response ${at}` }))
      await publishVersion(scope, versionId)
      versions.push(versionId)
    }
    const orders: Order[] = []
    for (let at = 0; orders.length < AWARDS; at += 1) {
      const { personId } = await addPerson(scope, {
        name: `Holder ${at}`,
        address: `holder.${at}@example.org`,
        roles: ['learner'],
      })
      for (const achievementVersionId of versions) orders.push({ personId, achievementVersionId })
    }
    const { secret } = await createKey(scope, {
      name: 'awards',
      scopes: ['credentials:write'],
      expiresInDays: 1,
    })
    return { secret, orders: orders.slice(0, AWARDS) }
  })
}

/** Asks for one award until an answer comes; the key makes the repetitions harmless. */
async function awardUntilAnswered(secret: string, at: number, order: Order): Promise<void> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/organizations/harbor/credentials`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        'idempotency-key': `award-${at}`,
      },
      body: JSON.stringify({ ...order, reason: 'Shown on the job.' }),
    }).catch(() => undefined)
    if (response?.status === 202) return
    // Anything but a connection that broke is a fault of ours.
    if (response !== undefined) throw new Error(`award ${at}: ${response.status} ${await response.text()}`)
    await sleep(50)
  }
}

interface Killable {
  readonly kills: number
  start(): Promise<void>
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Web and worker in one process, as `npm start` runs them. */
function killable(): Killable {
  let child: ChildProcess | undefined
  let kills = 0
  const ended = (process: ChildProcess) =>
    process.exitCode !== null || process.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => process.once('exit', () => resolve()))
  return {
    get kills() {
      return kills
    },
    start: async () => {
      if (child !== undefined && child.exitCode === null && child.signalCode === null) return
      child = spawn(process.execPath, ['bin/assay-web.mjs', 'start'], {
        cwd: web,
        env: environment(),
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      await healthy(child)
    },
    kill: async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      kills += 1
      await ended(child)
    },
    stop: async () => {
      if (child === undefined) return
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

const environment = () => ({
  PATH: process.env.PATH,
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  PORT: String(port),
  ASSAY_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
  ASSAY_ROLE_PREFIX: 'assay_test',
  ASSAY_DATA: app.deps.config.dataDir,
  DATABASE_URL: app.databaseUrl,
  SMTP_URL: 'smtp://127.0.0.1:1',
  LOG_LEVEL: 'error',
})

async function healthy(child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error('the server ended while it started')
    const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined)
    if (response !== undefined) return
    await sleep(50)
  }
}

async function killAtRandom(server: Killable): Promise<void> {
  for (let at = 0; at < KILLS; at += 1) {
    await sleep(20 + Math.random() * 300)
    await server.kill()
    await server.start()
  }
}

/** Waits until nothing is left to sign and to do. */
async function issuedAll(count: number): Promise<void> {
  for (;;) {
    const [row] = await app.asOwner(
      'SELECT (SELECT count(*)::int FROM assay.credential WHERE issued_at IS NOT NULL) AS issued',
    )
    if (row?.issued === count) return
    await sleep(200)
  }
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
          : reject(new Error('no port')),
      )
    })
  })
}
