import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { peopleFile, previewOf, startedBatch } from './batch.fixture.ts'
import { type BatchScene, batchScene } from './batch-scene.fixture.ts'
import { revokeBatch, revokeNextRows } from './commands/revoke-batch.ts'
import { ROWS_AT_ONCE } from './schema.ts'

let app: TestApp
let scene: BatchScene

beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  scene = await batchScene(app)
})

describe('taking a batch back', () => {
  const takeBack = (batchId: string) =>
    scene.asManager((scope) => revokeBatch(scope, batchId, 'The wrong file'))

  it('revokes all that was issued, leaves out the rest, and signs the lists once', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(ROWS_AT_ONCE + 120))
    await scene.step(batchId)
    await takeBack(batchId)
    await app.runJobs()
    expect(await scene.batchOf(batchId)).toMatchObject({
      state: 'revoked',
      counts: { revoked: ROWS_AT_ONCE, left_out: 120 },
    })
    const [list] = await app.asOwner(`SELECT version, signed_version,
      (SELECT count(*)::int FROM assay.log_row WHERE kind = 3 AND org_id = l.org_id) AS rows
      FROM assay.status_list l WHERE purpose = 'revocation' AND org_id = '${scene.program.organization.id}'`)
    expect(list).toEqual({ version: 1, signed_version: 1, rows: ROWS_AT_ONCE })
    const told = await app.asOwner(
      `SELECT count(*)::int AS count FROM assay.mail WHERE template = 'credential_status_changed' AND org_id IS NULL`,
    )
    expect(told).toEqual([{ count: ROWS_AT_ONCE }])
  })

  it('tells nobody when the letters had not gone out', async () => {
    // The queue goes by the clock on the wall: letters of another day are due only tomorrow.
    app.clock.now = new Date()
    const batchId = await previewOf(app, scene.program, peopleFile(3, 9001))
    await scene.start(batchId, 'all', 'later')
    await scene.step(batchId)
    await takeBack(batchId)
    await app.runJobs()
    await app.asOwner('UPDATE graphile_worker._private_jobs SET run_at = now()')
    await app.runJobs()
    expect(await scene.batchOf(batchId)).toMatchObject({ state: 'revoked', counts: { revoked: 3 } })
    const letters = await app.asOwner(
      "SELECT template FROM assay.mail WHERE to_address LIKE 'person.900_@example.org'",
    )
    expect(letters).toEqual([])
  })

  it('A7 ends a day after the batch was done, and happens once', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(1))
    await app.runJobs()
    app.clock.now = new Date(app.clock.now.getTime() + 24 * 3_600_000)
    await expect(takeBack(batchId)).rejects.toMatchObject({ text: 'bulk_undo_over' })
    const other = await startedBatch(app, scene.program, peopleFile(1, 10))
    await app.runJobs()
    const tries = await Promise.allSettled([takeBack(other), takeBack(other)])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('leaves the credential of whoever takes it back', async () => {
    const colleague = await app.member(scene.program.organization, 'Colleague', 'program_manager')
    const batchId = await startedBatch(app, scene.program, `${peopleFile(1)}\n${colleague.email},Colleague`)
    await app.runJobs()
    await scene.asManager((scope) => revokeBatch(scope, batchId, 'The wrong file'), colleague)
    await app.runJobs()
    expect((await scene.batchOf(batchId)).counts).toEqual({ revoked: 1, kept: 1 })
  })

  it('does nothing for a batch that is not taken back', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(1))
    await app.runJobs()
    await revokeNextRows(app.deps, scene.program.organization.id, batchId)
    expect((await scene.batchOf(batchId)).counts).toEqual({ issued: 1 })
  })
})
