import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { peopleFile, startedBatch } from './batch.fixture.ts'
import { issueNextRows } from './commands/issue-rows.ts'

let app: TestApp
let program: Program
beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

it('measures', async () => {
  const t0 = performance.now()
  const batchId = await startedBatch(app, program, peopleFile(2000))
  const t1 = performance.now()
  for (let i = 0; i < 21; i++) await issueNextRows(app.deps, program.organization.id, batchId)
  const t2 = performance.now()
  console.log('read', t1 - t0, 'issue', t2 - t1, 2000 / ((t2 - t1) / 1000), 'rows/s')
  expect(await app.asOwner('SELECT state, handled_count FROM assay.bulk_batch')).toEqual([{ state: 'done', handled_count: 2000 }])
}, 120_000)
