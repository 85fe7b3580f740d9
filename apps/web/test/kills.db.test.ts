import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildIfStale } from '../../../tools/build-if-stale.mjs'
import { createDraft, publishVersion } from '../src/features/achievements/commands.ts'
import { spillDefinition } from '../src/features/achievements/definition.fixture.ts'
import { createKey } from '../src/features/api-keys/commands.ts'
import { addPerson } from '../src/features/organizations/commands/people.ts'
import { chanceOf } from './chance.ts'
import { createTestApp, type TestApp, type TestOrganization, type TestPerson } from './test-app.ts'
import { freePort, type WebProcess, webProcess } from './web-process.ts'

/**
 * `ASSAY_TEST_KILLS=count:seed`: how often the server is killed, and the seed of the moments. In CI three; the nightly run asks for a
 * hundred in steps of a few, each with a seed of its own.
 */
const [KILLS = 3, SEED = Date.now()] = (process.env.ASSAY_TEST_KILLS ?? '3').split(':').map(Number)
const AWARDS = 12 + KILLS * 4

let app: TestApp
let manager: TestPerson
let harbor: TestOrganization
let server: WebProcess

beforeAll(async () => {
  await buildIfStale({ quiet: true })
  app = await createTestApp()
  harbor = await app.organization(await app.person('Founder'), 'harbor')
  manager = await app.member(harbor, 'Manager', 'administrator', 'program_manager')
  server = webProcess(app, { port: await freePort() })
}, 180_000)
afterAll(async () => {
  await server.kill()
  await app.close()
})

it(
  'leaves exactly one credential an award, whenever web and worker are killed',
  async () => {
    app.clock.now = new Date()
    const { secret, orders } = await prepare()
    await server.start()
    console.info(`${KILLS} kills, seed ${SEED}`)
    const killing = killAtRandom()
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
    (SELECT count(*)::int FROM assay.mail WHERE template = 'credential_claim') AS letters`)
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
    const response = await fetch(`${server.origin}/api/v1/organizations/harbor/credentials`, {
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

/** The moments follow from the seed; what runs at each of them does not. */
async function killAtRandom(): Promise<void> {
  const chance = chanceOf(SEED)
  for (let at = 0; at < KILLS; at += 1) {
    await sleep(20 + chance() * 300)
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
