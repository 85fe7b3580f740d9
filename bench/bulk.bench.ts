import { appendFile, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionSchema } from '../apps/web/src/features/achievements/schema.ts'
import { createKey } from '../apps/web/src/features/api-keys/commands.ts'
import { issuedTo, makeProgram, type Program, publishedVersion } from '../apps/web/test/awards.ts'
import { createTestApp, type TestApp } from '../apps/web/test/test-app.ts'
import { freePort, type WebProcess, webProcess } from '../apps/web/test/web-process.ts'
import { buildIfStale } from '../tools/build-if-stale.mjs'
import { bulkFloor } from './bulk-floor.ts'
import { loadPage, type PageTimes, percentile95 } from './page-load.ts'
import { databaseSeconds, processorSeconds } from './processor-time.ts'

/** The largest file that is accepted. */
const ROWS = Number(process.env.BENCH_ROWS ?? 50_000)

/** On which all of this runs. */
const CORES = 2

/** What is asked for, in rows a second. */
const WANTED = 3_000
/** Requests a second for a public page while rows are issued, and while nothing else is done. */
const [BUSY_RATE, IDLE_RATE] = [10, 100]
/** Milliseconds that 95 of 100 of them may take at most. */
const [BUSY_LIMIT, IDLE_LIMIT] = [150, 50]

/** A micro-credential whose badges are about as long as the one that signing is measured with (`ratios/reference-credential.ts`). */
const FORKLIFT = definitionSchema.parse({
  name: 'Counterbalance forklift operation',
  proves:
    'Moves, stacks and retrieves palletised loads with a counterbalance forklift, alone and in traffic, and keeps the daily check.',
  proofType: 'demonstration',
  art: { category: 'safety', icon: 'truck', level: 2, levels: 3 },
  levels: ['With help', 'Alone'],
  criteria: [
    {
      id: 'yard',
      kind: 'performance',
      title: 'Drill in the yard',
      evidence: { instructions: 'A supervised shift.', kinds: ['text'], min: 1, max: 1 },
      rubric: [
        {
          id: 'driving',
          title: 'Driving',
          required: 2,
          descriptions: ['Drives with help.', 'Drives alone.'],
        },
      ],
    },
  ],
  effortHours: 8,
  turnaroundDays: 5,
  validityMonths: 24,
  alignments: [
    { targetName: 'Operate forklift', targetUrl: 'https://skills.example/frameworks/warehouse/items/1' },
    { targetName: 'Check loads', targetUrl: 'https://skills.example/frameworks/warehouse/items/2' },
  ],
  qualityAssurance: 'Reviewed each year.',
  tags: ['safety', 'warehouse'],
})

/** As docs/operating/run.md says for machines of few cores. */
const WORKER_FLAGS = ['--single-threaded-gc']

let app: TestApp
let program: Program
let server: WebProcess
let workers: readonly WebProcess[]
let key: string
let page: string
let database: pg.Client
/** Rows a second of the issue, from the upload on. */
let rate: number

beforeAll(async () => {
  await buildIfStale({ quiet: true })
  app = await createTestApp()
  app.clock.now = new Date()
  const made = await makeProgram(app, 'harbor')
  program = {
    ...made,
    ...(await app.inOrg(made.organization, made.manager, (scope) => publishedVersion(scope, FORKLIFT))),
  }
  const apiKey = await app.inOrg(program.organization, program.manager, (scope) =>
    createKey(scope, {
      name: 'Bench',
      scopes: ['credentials:read', 'credentials:write'],
      expiresInDays: 1,
    }),
  )
  key = apiKey.secret
  const shared = await issuedTo(app, program, program.learner, {
    order: { results: [{ criterionId: 'yard', rowId: 'driving', level: 2 }] },
  })
  server = webProcess(app, { port: await freePort(), parts: 'web' })
  await server.start()
  page = `${server.origin}/credentials/${shared}`
  workers = [1, 2].map(() =>
    webProcess(app, { port: 1, publicUrl: server.origin, parts: 'worker', flags: WORKER_FLAGS }),
  )
  await Promise.all(workers.map((worker) => worker.start()))
  database = new pg.Client({ connectionString: app.databaseUrl })
  await database.connect()
  await untilWorkersListen()
})
afterAll(async () => {
  await database?.end()
  await Promise.all((workers ?? []).map((worker) => worker.stop()))
  await server?.stop()
  await app.close()
})

test(`a file of ${ROWS} rows, from its upload to its last credential, by two processes beside the web's`, async () => {
  const before = await databaseMegabytes()
  const upload = await timed(() =>
    call(
      'POST',
      `?${new URLSearchParams({ achievementVersionId: program.versionId, reason: 'Bench' })}`,
      file(),
      'text/csv',
    ),
  )
  const { id } = upload.answer as { id: string }
  const preview = await timed(() => call('GET', `/${id}/rows?limit=1000`))
  const afterUpload = await memory()
  const used = await processorTimes()
  // Letters go a day later: what is measured is issuing, and no mail server answers here.
  const started = performance.now()
  await call('POST', `/${id}/start`, JSON.stringify({ letters: 'later' }))
  const issuing = untilDone(id)
  const times = await loadPage(page, BUSY_RATE, issuing)
  const { rates, ended } = await issuing
  const issueSeconds = (ended - started) / 1000
  // Who looks at the preview takes longer than the machine.
  const seconds = upload.seconds + issueSeconds
  rate = ROWS / seconds
  const now = await processorTimes()
  const result = await timed(() => call('GET', `/${id}/result`, undefined, undefined, false))
  await keepLine('bulk.issue', Math.round(rate), 'rows/s', rate / WANTED, `${WANTED}/s`)
  await keepPage('page.public', times, BUSY_LIMIT)
  const aThousand = (after: number, first: number) => hundredth(((after - first) * 1000) / ROWS)
  await keep({
    rows: ROWS,
    uploadSeconds: upload.seconds,
    previewSeconds: preview.seconds,
    issueSeconds: round(issueSeconds),
    rowsASecond: round(rate),
    slowestStretch: Math.min(...rates),
    workerSecondsAThousand: aThousand(now.workers, used.workers),
    databaseSecondsAThousand: aThousand(now.database, used.database),
    resultSeconds: result.seconds,
    megabytesAfterUpload: afterUpload.now,
    megabytesMost: (await memory()).most,
    databaseMegabytes: (await databaseMegabytes()) - before,
    credentialBytes: await credentialBytes(),
  })
  // One more was issued before, to be looked at.
  expect(await counts()).toEqual({
    rows: ROWS,
    credentials: ROWS + 1,
    decided: ROWS + 1,
    indexes: ROWS + 1,
    entries: ROWS + 1,
  })
})

test(`a public page, ${IDLE_RATE} times a second`, async () => {
  // The page has been asked for since the rows were issued; nothing needs to be warmed.
  const times = await loadPage(page, IDLE_RATE, sleep(10_000))
  await keepPage('page.public.idle', times, IDLE_LIMIT)
})

test('what PostgreSQL and the signatures alone need for these rows', async () => {
  await Promise.all(workers.map((worker) => worker.stop()))
  await server.stop()
  const floor = await bulkFloor(database, ROWS, await credentialBytes())
  const possible = (CORES * 1000) / (floor.database + floor.signing)
  await keep({
    rows: ROWS,
    floorDatabaseSecondsAThousand: hundredth(floor.database),
    floorSigningSecondsAThousand: hundredth(floor.signing),
  })
  await keepLine('bulk.floor', Math.round(possible), 'rows/s', rate / possible, 'postgres+sign')
})

const credentialBytes = async (): Promise<number> =>
  Number((await ask('SELECT max(size) AS size FROM assay.credential_form'))[0]?.size)

const file = (): string =>
  ['E-mail,Name', ...Array.from({ length: ROWS }, (_, at) => `person.${at}@example.org,Person ${at}`)].join(
    '\n',
  )

async function call(
  method: 'GET' | 'POST',
  path: string,
  body?: string,
  type = 'application/json',
  json = true,
): Promise<unknown> {
  const response = await fetch(`${server.origin}/api/v1/organizations/harbor/bulk${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  expect(response.status, text.slice(0, 500)).toBeLessThan(300)
  return json ? JSON.parse(text) : text
}

async function timed(work: () => Promise<unknown>) {
  const start = performance.now()
  const answer = await work()
  return { answer, seconds: round((performance.now() - start) / 1000) }
}

/** Each worker listens for jobs on several connections; when no more of them come, both are up. */
async function untilWorkersListen(): Promise<void> {
  let [before, still] = [0, 0]
  while (still < 3) {
    await sleep(1_000)
    const [row] = await ask(
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    )
    const count = Number(row?.count)
    still = count >= workers.length && count === before ? still + 1 : 0
    before = count
  }
}

/** How long a stretch is of which the rate is kept, in milliseconds, and how often it is asked whether the batch is done. */
const [STRETCH, POLL] = [10_000, 250]

/** Rows a second of each stretch but the last, which is shorter; and when the batch was found done. */
async function untilDone(id: string): Promise<{ readonly rates: readonly number[]; readonly ended: number }> {
  const rates: number[] = []
  let [before, since] = [0, performance.now()]
  for (;;) {
    await sleep(POLL)
    const [batch] = await ask(`SELECT state, handled_count AS done FROM assay.bulk_batch WHERE id = '${id}'`)
    const now = performance.now()
    const done = Number(batch?.done)
    const rate = round(((done - before) * 1000) / (now - since))
    if (batch?.state === 'done') return { rates: rates.length === 0 ? [rate] : rates, ended: now }
    if (now - since < STRETCH) continue
    rates.push(rate)
    ;[before, since] = [done, now]
  }
}

const ask = async (statement: string): Promise<Record<string, unknown>[]> =>
  (await database.query(statement)).rows

async function processorTimes(): Promise<{ readonly workers: number; readonly database: number }> {
  const [row] = await ask('SELECT pg_backend_pid() AS pid')
  return {
    workers: await processorSeconds(workers.map(({ pid }) => pid)),
    database: await databaseSeconds(Number(row?.pid)),
  }
}

/** Of the larger of the workers, as the system counts it. */
async function memory(): Promise<{ readonly now: number; readonly most: number }> {
  const texts = await Promise.all(workers.map(({ pid }) => readFile(`/proc/${pid}/status`, 'utf8')))
  const megabytes = (name: string) =>
    Math.max(...texts.map((text) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1])))
  return { now: Math.round(megabytes('VmRSS') / 1024), most: Math.round(megabytes('VmHWM') / 1024) }
}

async function databaseMegabytes(): Promise<number> {
  const [row] = await app.asOwner('SELECT (pg_database_size(current_database()) / 1048576)::int AS size')
  return Number(row?.size)
}

async function counts() {
  const [row] = await app.asOwner(`SELECT
    (SELECT count(*)::int FROM assay.bulk_row WHERE state = 'issued') AS rows,
    (SELECT count(*)::int FROM assay.credential WHERE issued_at IS NOT NULL) AS credentials,
    (SELECT count(DISTINCT decision_id)::int FROM assay.credential) AS decided,
    (SELECT count(DISTINCT (status_group_id, status_index))::int FROM assay.credential) AS indexes,
    (SELECT count(*)::int FROM assay.backpack_entry) AS entries`)
  return row
}

const round = (value: number): number => Number(value.toFixed(1))
const hundredth = (value: number): number => Number(value.toFixed(2))

async function keep(figures: Readonly<Record<string, number>>): Promise<void> {
  const line = `${JSON.stringify({ scenario: 'bulk', ...figures })}\n`
  process.stdout.write(line)
  if (process.env.BENCH_OUTPUT !== undefined) await appendFile(process.env.BENCH_OUTPUT, line)
}

async function keepPage(name: string, { milliseconds, failed }: PageTimes, limit: number): Promise<void> {
  expect(failed, 'every answer is the page').toBe(0)
  const p95 = percentile95(milliseconds)
  await keepLine(name, round(p95), 'ms', limit / p95, `${limit} ms`)
}

/** A line as `bench/ratios` prints it. */
async function keepLine(
  name: string,
  value: number,
  unit: string,
  ratio: number,
  against: string,
): Promise<void> {
  const line = JSON.stringify({ name, value, unit, ratio: Number(ratio.toFixed(3)), against })
  if (process.env.BENCH_LINES !== undefined) await appendFile(process.env.BENCH_LINES, `${line}\n`)
  else process.stdout.write(`${line}\n`)
}
