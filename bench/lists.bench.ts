import { appendFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../apps/web/test/test-app.ts'
import { type Population, populate } from './generate-people.ts'

/** As the product promises: lists of this size answer within 150 ms, 95 times of 100. */
const SIZE = {
  people: Number(process.env.BENCH_PEOPLE ?? 100_000),
  credentials: Number(process.env.BENCH_CREDENTIALS ?? 500_000),
}
const PROMISED_MS = 150
const CALLS = 40

let app: TestApp
let population: Population

beforeAll(async () => {
  app = await createTestApp()
  population = await populate(app, SIZE)
})
afterAll(() => app.close())

const people = 'people'
const credentials = 'credentials'
const SCENES: readonly (readonly [name: string, path: string])[] = [
  ['people, first page', `${people}?limit=50`],
  ['people, page 20', `${people}?limit=50&offset=1000`],
  ['people, the last page that is counted', `${people}?limit=50&offset=9950`],
  ['people, by role', `${people}?role=assessor`],
  ['people, search for one', `${people}?q=person54321%40`],
  ['people, search for a family name', `${people}?q=lindholm`],
  ['people, search for two letters', `${people}?q=er`],
  ['people, search for nobody', `${people}?q=zzzzzz`],
  ['people, newest first', `${people}?sort=-joinedAt`],
  ['credentials, first page', `${credentials}?limit=50`],
  ['credentials, page 20', `${credentials}?limit=50&offset=1000`],
  ['credentials, the last page that is counted', `${credentials}?limit=50&offset=9950`],
  ['credentials, oldest first', `${credentials}?sort=validFrom`],
  ['credentials, in force', `${credentials}?state=in_force`],
  ['credentials, revoked', `${credentials}?state=revoked`],
  ['credentials, suspended', `${credentials}?state=suspended`],
  ['credentials, expired', `${credentials}?state=expired`],
  ['credentials, search for a holder', `${credentials}?q=lindholm`],
  ['credentials, search for one holder', `${credentials}?q=person54321%40`],
  ['credentials, search for a micro-credential', `${credentials}?q=forklift`],
  ['credentials, search for nothing there', `${credentials}?q=zzzzzz`],
  ['credentials, by holder', `${credentials}?sort=holder`],
  ['credentials, by holder, revoked', `${credentials}?sort=-holder&state=revoked`],
]

describe(`lists of ${SIZE.people} people and ${SIZE.credentials} credentials`, () => {
  test('the floor: a small answer of the same server', () => measure('floor', '/api/v1/me'))
  for (const [name, path] of SCENES)
    test(name, () => measure(name, `/api/v1/organizations/${population.organization.slug}/${path}`))
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
