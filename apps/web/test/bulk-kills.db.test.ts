import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildIfStale } from '../../../tools/build-if-stale.mjs'
import { peopleFile, startedBatch } from '../src/features/bulk/batch.fixture.ts'
import { makeProgram } from './awards.ts'
import { chanceOf } from './chance.ts'
import { createTestApp, type TestApp } from './test-app.ts'
import { freePort, type WebProcess, webProcess } from './web-process.ts'

/**
 * `ASSAY_TEST_BULK_KILLS=count:seed`: how often the server is killed, and the seed of the moments. In CI five; the nightly run asks for a
 * hundred in steps of a few, each with a seed of its own.
 */
const [KILLS = 5, SEED = Date.now()] = (process.env.ASSAY_TEST_BULK_KILLS ?? '5').split(':').map(Number)
/** Thirty chunks, of which three at a time are at work, so that each kill hits work that goes on. */
const ROWS = 12_000

let app: TestApp
let server: WebProcess

beforeAll(async () => {
  await buildIfStale({ quiet: true })
  app = await createTestApp()
  app.clock.now = new Date()
  server = webProcess(app, { port: await freePort() })
}, 180_000)
afterAll(async () => {
  await server.kill()
  await app.close()
})

it(
  'R1 issues 12,000 rows once each, whenever web and worker are killed',
  async () => {
    const program = await makeProgram(app, 'harbor')
    const batchId = await startedBatch(app, program, peopleFile(ROWS), {
      // No mail server answers here; thousands of letters that fail would be the test.
      letters: 'later',
    })
    console.info(`${KILLS} kills, seed ${SEED}`)
    await killWhileIssuing()
    await untilDone(batchId)
    await server.stop()

    const [counts] = await app.asOwner(`SELECT
      (SELECT count(*)::int FROM assay.bulk_row WHERE state = 'issued') AS rows,
      (SELECT count(DISTINCT id)::int FROM assay.decision) AS decisions,
      (SELECT count(*)::int FROM assay.credential WHERE issued_at IS NOT NULL) AS credentials,
      (SELECT count(DISTINCT decision_id)::int FROM assay.credential) AS decided,
      (SELECT count(DISTINCT person_id)::int FROM assay.credential) AS holders,
      (SELECT count(*)::int FROM assay.credential_form) AS forms,
      (SELECT count(*)::int FROM assay.log_row WHERE kind = 1) AS "logRows",
      (SELECT count(*)::int FROM assay.backpack_entry) AS entries,
      (SELECT count(DISTINCT (status_group_id, status_index))::int FROM assay.credential) AS indexes`)
    expect(counts).toEqual({
      rows: ROWS,
      decisions: ROWS,
      credentials: ROWS,
      decided: ROWS,
      holders: ROWS,
      forms: ROWS,
      logRows: ROWS,
      entries: ROWS,
      indexes: ROWS,
    })
    expect(server.kills).toBe(KILLS)
  },
  180_000 + KILLS * 15_000,
)

/** Each time a few chunks further on; the moments follow from the seed, what runs at each of them does not. */
async function killWhileIssuing(): Promise<void> {
  const chance = chanceOf(SEED)
  for (let at = 0; at < KILLS; at += 1) {
    await server.start()
    const before = await issued()
    // Killed jobs are given back within seconds: without a row in between, a kill would hit nothing.
    while ((await issued()) === before) await sleep(20)
    await sleep(chance() * 250)
    expect(await issued(), 'rows issued before the last kill').toBeLessThan(ROWS)
    await server.kill()
  }
  await server.start()
}

async function issued(): Promise<number> {
  const [row] = await app.asOwner(
    'SELECT count(*)::int AS count FROM assay.credential WHERE issued_at IS NOT NULL',
  )
  return Number(row?.count)
}

async function untilDone(batchId: string): Promise<void> {
  for (;;) {
    const [row] = await app.asOwner(`SELECT state FROM assay.bulk_batch WHERE id = '${batchId}'`)
    if (row?.state === 'done') return
    await sleep(200)
  }
}
