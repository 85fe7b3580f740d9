import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp } from './test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

it('is green when the database answers, the queue moves and the keys open', async () => {
  const response = await app.fetch('/health')
  expect([response.status, await response.json()]).toEqual([200, { database: true, queue: true, keys: true }])
})

it('R13: is red when a due job waits for more than a minute', async () => {
  await app.asOwner(
    "SELECT graphile_worker.add_job('send_mail', '{}'::json, run_at => now() - interval '2 minutes')",
  )
  const response = await app.fetch('/health')
  expect([response.status, await response.json()]).toEqual([
    503,
    { database: true, queue: false, keys: true },
  ])
})

it('R13: is red when the database does not answer', async () => {
  const second = await app.secondProcess()
  await second.deps.pool.end()
  const { healthResponse } = await import('../src/http/health.ts')
  const response = await healthResponse(second.deps)
  expect([response.status, await response.json()]).toMatchObject([503, { database: false }])
})
