import { appendFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../apps/web/test/test-app.ts'
import { type Population, populate } from './generate-people.ts'
import { addWork, type Work } from './generate-work.ts'
import { SCENES } from './scenes.ts'

/** As the product promises: lists of this size answer within 150 ms, 95 times of 100. */
const SIZE = {
  people: Number(process.env.BENCH_PEOPLE ?? 100_000),
  credentials: Number(process.env.BENCH_CREDENTIALS ?? 500_000),
}
/** Rows of the largest file that is accepted. */
const ROWS = Number(process.env.BENCH_ROWS ?? 50_000)
const PROMISED_MS = 150
const CALLS = 40

let app: TestApp
let population: Population
let work: Work

beforeAll(async () => {
  app = await createTestApp()
  population = await populate(app, SIZE)
  work = await addWork(app, population, SIZE, ROWS)
})
afterAll(() => app.close())

describe(`lists of ${SIZE.people} people and ${SIZE.credentials} credentials`, () => {
  test('the floor: a small answer of the same server', () => measure('floor', '/api/v1/me'))
  for (const [name, path] of SCENES)
    test(name, () => {
      const below = typeof path === 'string' ? path : path(work)
      return measure(name, `/api/v1/organizations/${population.organization.slug}/${below}`)
    })
})

async function measure(name: string, path: string): Promise<void> {
  const times: number[] = []
  for (let call = 0; call < CALLS + 3; call++) {
    // Each call is counted by the rate limiter: an hour passes between two.
    app.clock.now = new Date(app.clock.now.getTime() + 60_000)
    const start = performance.now()
    const response = await app.fetch(path, { as: population.administrator })
    const body = await response.text()
    // The first three warm up.
    if (call >= 3) times.push(performance.now() - start)
    expect(response.status, body).toBe(200)
  }
  times.sort((a, b) => a - b)
  const figure = (share: number) => Number((times[Math.ceil(times.length * share) - 1] ?? 0).toFixed(1))
  const line = {
    scenario: 'lists',
    name,
    ...SIZE,
    calls: CALLS,
    p50: figure(0.5),
    p95: figure(0.95),
    promised: PROMISED_MS,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  if (process.env.BENCH_OUTPUT !== undefined)
    await appendFile(process.env.BENCH_OUTPUT, `${JSON.stringify(line)}\n`)
}
