import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { inSystem } from '../../db/scopes.ts'
import { translateIn } from '../../i18n/server.ts'
import { peopleFile, previewOf, startedBatch } from './batch.fixture.ts'
import { type BatchScene, batchScene } from './batch-scene.fixture.ts'
import { forgetRows } from './commands/forget-rows.ts'
import { resultAsCsv } from './present/result-file.ts'

let app: TestApp
let scene: BatchScene

beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  scene = await batchScene(app)
})

describe('what the file said of people', () => {
  it('P3 stands in no job and in no plain column, and goes with the key of whose it is', async () => {
    const batchId = await startedBatch(
      app,
      scene.program,
      'E-mail,Name,Reason\nqzx.secret@example.org,Qzx Secret,\nbad,Qzx Wrong,\n',
    )
    const tables =
      await app.asOwner(`SELECT (SELECT string_agg(payload::text, '') FROM graphile_worker._private_jobs) AS jobs,
      (SELECT string_agg(r::text, '') FROM assay.bulk_row r) AS rows, (SELECT string_agg(b::text, '') FROM assay.bulk_batch b) AS batches,
      (SELECT string_agg(data::text, '') FROM assay.audit_event WHERE record_type = 'bulk_batch') AS events`)
    expect(JSON.stringify(tables)).not.toMatch(/qzx/i)
    await app.runJobs()
    expect((await scene.rowsOf(batchId))[0]?.content?.address).toBe('qzx.secret@example.org')
    await inSystem(app.deps, ({ db }) =>
      db
        .updateTable('dataKey')
        .set({ wrapped: null, destroyedAt: app.deps.now() })
        .where('personId', 'in', (eb) =>
          eb.selectFrom('personEmail').select('personId').where('address', '=', 'qzx.secret@example.org'),
        )
        .execute(),
    )
    expect((await scene.rowsOf(batchId)).map(({ content }) => content?.name)).toEqual([
      undefined,
      'Qzx Wrong',
    ])
  })

  it('is removed from rows that were not issued after thirty days, and from a preview after a week', async () => {
    const done = await startedBatch(app, scene.program, `${peopleFile(1)}\nnobody,No Address`)
    const preview = await previewOf(app, scene.program, peopleFile(2, 5))
    await app.runJobs()
    const forget = (batchId: string) => forgetRows(app.deps, scene.program.organization.id, batchId)
    await forget(done)
    await forget(preview)
    expect((await scene.rowsOf(done)).map(({ content }) => content !== undefined)).toEqual([true, true])
    app.clock.now = new Date(app.clock.now.getTime() + 30 * 86_400_000)
    await forget(done)
    await forget(preview)
    expect((await scene.rowsOf(done)).map(({ content }) => content !== undefined)).toEqual([true, false])
    expect(await scene.batchOf(preview)).toMatchObject({ state: 'discarded', counts: {} })
  })

  it('F5 comes back in the result with its formulas escaped', async () => {
    const batchId = await previewOf(app, scene.program, 'E-mail,Name\n=cmd|x,Ada\n+1@example.org,Bob\n')
    const csv = await scene.asManager((scope) => resultAsCsv(scope, translateIn('en'), batchId))
    const cells = csv.split('\r\n').map((line) => line.split(',')[1])
    expect(cells).toEqual(['E-mail', "'=cmd|x", "'+1@example.org", undefined])
  })
})
