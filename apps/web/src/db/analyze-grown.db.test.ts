import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../test/test-app.ts'
import { analyzeGrown } from './analyze-grown.ts'
import { inSystem } from './scopes.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp()
  // Else it may come first.
  await app.asOwner('ALTER TABLE assay.person SET (autovacuum_enabled = off)')
})
afterAll(() => app.close())

const add = (count: number) =>
  app.asOwner(
    `INSERT INTO assay.person (name, locale, created_at) SELECT 'Person ' || n, 'en', now() FROM generate_series(1, ${count}) AS n`,
  )

/** How many rows the planner believes a table to have. */
async function believed(): Promise<number> {
  await inSystem(app.deps, analyzeGrown)
  const [row] = await app.asOwner(
    "SELECT reltuples::int AS rows FROM pg_class WHERE oid = 'assay.person'::regclass",
  )
  return Number(row?.rows)
}

it('a table that grew is looked at again, and one that hardly grew is not', async () => {
  const before = await believed()
  expect(before).toBeLessThan(10)
  await add(10_000)
  const grown = await believed()
  expect(grown).toBeGreaterThan(9_000)
  await add(1_000)
  expect(await believed()).toBe(grown)
  await add(60_000)
  expect(await believed()).toBeGreaterThan(60_000)
})
