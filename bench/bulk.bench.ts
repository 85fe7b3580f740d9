import { appendFile, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKey } from '../apps/web/src/features/api-keys/commands.ts'
import { makeProgram, type Program } from '../apps/web/test/awards.ts'
import { createTestApp, type TestApp } from '../apps/web/test/test-app.ts'
import { freePort, type WebProcess, webProcess } from '../apps/web/test/web-process.ts'
import { buildIfStale } from '../tools/build-if-stale.mjs'

/** The largest file that is accepted. */
const ROWS = Number(process.env.BENCH_ROWS ?? 50_000)

let app: TestApp
let program: Program
let server: WebProcess
let key: string

beforeAll(async () => {
  await buildIfStale({ quiet: true })
  app = await createTestApp()
  app.clock.now = new Date()
  program = await makeProgram(app, 'harbor')
  const made = await app.inOrg(program.organization, program.manager, (scope) =>
    createKey(scope, {
      name: 'Bench',
      scopes: ['credentials:read', 'credentials:write'],
      expiresInDays: 1,
    }),
  )
  key = made.secret
  server = webProcess(app, { port: await freePort() })
  await server.start()
})
afterAll(async () => {
  await server.stop()
  await app.close()
})

test(`a file of ${ROWS} rows, from its upload to its last credential, by one process`, async () => {
  const before = await databaseMegabytes()
  const upload = await timed(() =>
    call(
      'POST',
      `?${new URLSearchParams({ achievementVersionId: program.versionId, reason: 'Bench' })}`,
      lines(),
    ),
  )
  const { id } = upload.answer as { id: string }
  const preview = await timed(() => call('GET', `/${id}/rows?limit=1000`))
  const afterUpload = await memory()
  // Letters go a day later: what is measured is issuing, and no mail server answers here.
  const started = performance.now()
  await call('POST', `/${id}/start`, JSON.stringify({ letters: 'later' }), 'application/json')
  const rates = await untilDone(id)
  const seconds = (performance.now() - started) / 1000
  const result = await timed(() => call('GET', `/${id}/result`, undefined, undefined, false))
  await keep({
    rows: ROWS,
    uploadSeconds: upload.seconds,
    previewSeconds: preview.seconds,
    issueSeconds: round(seconds),
    rowsASecond: round(ROWS / seconds),
    slowestStretch: Math.min(...rates),
    resultSeconds: result.seconds,
    megabytesAfterUpload: afterUpload.now,
    megabytesMost: (await memory()).most,
    databaseMegabytes: (await databaseMegabytes()) - before,
  })
  expect(await counts()).toEqual({
    rows: ROWS,
    credentials: ROWS,
    decided: ROWS,
    indexes: ROWS,
    entries: ROWS,
  })
})

const lines = (): string =>
  Array.from({ length: ROWS }, (_, at) =>
    JSON.stringify({ email: `person.${at}@example.org`, name: `Person ${at}`, key: `bench-${at}` }),
  ).join('\n')

async function call(
  method: 'GET' | 'POST',
  path: string,
  body?: string,
  type = 'application/x-ndjson',
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

/** Rows a second of each stretch of ten seconds but the last, which is shorter. */
async function untilDone(id: string): Promise<readonly number[]> {
  const rates: number[] = []
  let [before, since] = [0, performance.now()]
  for (;;) {
    await sleep(10_000)
    const { state, progress } = (await call('GET', `/${id}`)) as { state: string; progress: { done: number } }
    const now = performance.now()
    const rate = round(((progress.done - before) * 1000) / (now - since))
    if (state === 'done') return rates.length === 0 ? [rate] : rates
    rates.push(rate)
    ;[before, since] = [progress.done, now]
  }
}

/** Of the server's process, as the system counts it. */
async function memory(): Promise<{ readonly now: number; readonly most: number }> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8')
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
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

async function keep(figures: Readonly<Record<string, number>>): Promise<void> {
  const line = `${JSON.stringify({ scenario: 'bulk', ...figures })}\n`
  process.stdout.write(line)
  if (process.env.BENCH_OUTPUT !== undefined) await appendFile(process.env.BENCH_OUTPUT, line)
}
