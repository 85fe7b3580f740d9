import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { awardTo } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { delegate } from '../absence/commands.ts'
import { peopleFile, previewOf, startedBatch } from './batch.fixture.ts'
import { type BatchScene, batchScene, each } from './batch-scene.fixture.ts'
import { issueNextRows } from './commands/issue-rows.ts'
import { pauseBatch, resumeBatch } from './commands/run-batch.ts'
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

describe('a batch', () => {
  it('issues one credential a row, with all that belongs to it', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(230))
    await app.runJobs()
    expect(await scene.batchOf(batchId)).toMatchObject({
      state: 'done',
      handledCount: 230,
      counts: { issued: 230 },
    })
    expect(await scene.traces()).toEqual(each(230))
  })

  it('says in each credential what its row says', async () => {
    app.clock.now = new Date('2026-05-20T10:00:00Z')
    const file =
      'E-mail,Name,Date,Reason,Row range\nada@example.org,Ada Lovelace,2026-05-10,Seen on the quay,3\n'
    const batchId = await startedBatch(app, scene.program, file)
    await app.runJobs()
    const [row] = await scene.rowsOf(batchId)
    const response = await app.fetch(
      `/api/v1/organizations/${scene.program.organization.slug}/credentials/${row?.credential?.id}/document`,
      { as: scene.program.manager },
    )
    const document = await response.text()
    for (const words of [
      'Ada Lovelace',
      '2026-05-10T00:00:00Z',
      'Bulk award: Seen on the quay',
      '2028-05-10T00:00:00Z',
    ])
      expect(document).toContain(words)
    const rows = await app.asOwner(`SELECT basis, decided_by FROM assay.decision
      WHERE id IN (SELECT id FROM assay.bulk_row WHERE batch_id = '${batchId}')`)
    expect(rows).toEqual([{ basis: 'bulk', decided_by: scene.program.manager.id }])
  })

  it('issues nothing while a row is wrong, unless the good rows are asked for', async () => {
    const batchId = await previewOf(app, scene.program, `${peopleFile(3)}\nnobody,No Address`)
    await expect(scene.start(batchId)).rejects.toMatchObject({ code: 'wrong_state', text: 'bulk_has_errors' })
    await app.runJobs()
    expect(await scene.traces()).toEqual(each(0))
    await scene.start(batchId, 'good')
    await app.runJobs()
    expect(await scene.traces()).toEqual(each(3))
    expect((await scene.rowsOf(batchId)).map(({ state }) => state)).toEqual([
      'issued',
      'issued',
      'issued',
      'wrong',
    ])
  })

  it('R10 finds the one bad row of a thousand where it stands', async () => {
    for (const place of [0, 99, 100, 999]) {
      const lines = peopleFile(1000).split('\n')
      lines[place + 1] = 'nobody,No Address'
      const batchId = await previewOf(app, scene.program, lines.join('\n'))
      const wrong = (await scene.rowsOf(batchId)).filter(({ state }) => state !== 'ready')
      expect(wrong.map(({ number, problems }) => [number, problems])).toEqual([
        [place + 2, [{ field: 'E-mail', code: 'address_wrong' }]],
      ])
    }
  })

  it('leaves out who holds the version in force, also when that came after the preview', async () => {
    await scene.asManager((scope) => awardTo(scope, scene.program.learner.id, scene.program.versionId))
    const first = await previewOf(
      app,
      scene.program,
      `${peopleFile(2)}\n${scene.program.learner.email},Learner`,
    )
    expect((await scene.batchOf(first)).counts).toEqual({ ready: 2, held: 1 })
    const second = await startedBatch(app, scene.program, peopleFile(3))
    await app.runJobs()
    await scene.start(first)
    await app.runJobs()
    expect((await scene.batchOf(first)).counts).toEqual({ held: 3 })
    expect((await scene.batchOf(second)).counts).toEqual({ issued: 3 })
  })

  it('awards nobody to themselves', async () => {
    const batchId = await previewOf(app, scene.program, `${peopleFile(1)}\n${scene.program.manager.email},Me`)
    expect((await scene.rowsOf(batchId)).map(({ problems }) => problems)).toEqual([
      [],
      [{ field: '', code: 'own' }],
    ])
  })

  it('A5 awards nothing to whoever they stand in for, nor takes it back, though a job does it later', async () => {
    const away = await app.member(scene.program.organization, 'Away', 'program_manager')
    const batchId = await startedBatch(app, scene.program, `${peopleFile(1)}\n${away.email},Away`)
    await app.inOrg(scene.program.organization, away, (scope) =>
      delegate(scope, {
        address: scene.program.manager.email,
        roles: ['program_manager'],
        from: app.clock.now.toISOString().slice(0, 10),
        until: app.clock.now.toISOString().slice(0, 10),
        reason: 'Leave',
      }),
    )
    await app.runJobs()
    expect((await scene.batchOf(batchId)).counts).toEqual({ issued: 1, failed: 1 })
    const [, row] = await scene.rowsOf(batchId)
    expect(row?.problems).toEqual([{ field: '', code: 'own' }])
  })

  it('issues a key once in an organization, whatever file it comes in', async () => {
    const line = (key: string, email: string) => JSON.stringify({ key, email, name: 'Ada' })
    const [first, second] = [
      await previewOf(app, scene.program, line('k1', 'ada@example.org'), { format: 'ndjson' }),
      await previewOf(app, scene.program, line('k1', 'ada@example.org'), { format: 'ndjson' }),
    ]
    await scene.start(first)
    await scene.start(second)
    await app.runJobs()
    const third = await previewOf(app, scene.program, line('k1', 'ada@example.org'), { format: 'ndjson' })
    const states = await Promise.all([first, second, third].map(scene.rowsOf))
    // Whichever of the two that began together came first.
    expect(states.map(([row]) => row?.state).sort()).toEqual(['issued', 'unchanged', 'unchanged'])
    expect(states[2]?.[0]?.state).toBe('unchanged')
    expect(states[1]?.[0]?.credential).toEqual(states[0]?.[0]?.credential)
    const stolen = await previewOf(app, scene.program, line('k2', 'bob@example.org'), { format: 'ndjson' })
    const again = await previewOf(app, scene.program, line('k2', 'eve@example.org'), { format: 'ndjson' })
    await scene.start(stolen)
    await scene.start(again)
    await app.runJobs()
    const ends = [...(await scene.rowsOf(stolen)), ...(await scene.rowsOf(again))]
    expect(ends.map(({ state, problems }) => [state, problems])).toEqual(
      expect.arrayContaining([
        ['issued', []],
        ['failed', [{ field: '', code: 'key_used' }]],
      ]),
    )
  })

  it('R1 is issued once when two workers take it at once', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(250))
    const second = await app.secondProcess()
    try {
      const other = { ...second.deps, now: app.deps.now }
      for (let at = 0; at < 5; at += 1)
        await Promise.all([scene.step(batchId), issueNextRows(other, scene.program.organization.id, batchId)])
    } finally {
      await second.close()
    }
    await app.runJobs()
    expect(await scene.batchOf(batchId)).toMatchObject({
      state: 'done',
      handledCount: 250,
      counts: { issued: 250 },
    })
    expect(await scene.traces()).toEqual(each(250))
  })

  it('R1 is issued once by jobs of its stripes in two processes at once, and ends when the last of them has none left', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(90))
    const second = await app.secondProcess()
    try {
      const other = { ...second.deps, now: app.deps.now }
      const stripes = [0, 1, 2].map((number) => ({ number, of: 3 }))
      for (let at = 0; at < 2; at += 1)
        await Promise.all(
          stripes.flatMap((stripe) => [
            issueNextRows(app.deps, scene.program.organization.id, batchId, stripe),
            issueNextRows(other, scene.program.organization.id, batchId, stripe),
          ]),
        )
    } finally {
      await second.close()
    }
    expect(await scene.batchOf(batchId)).toMatchObject({
      state: 'done',
      handledCount: 90,
      counts: { issued: 90 },
    })
    await app.runJobs()
    expect(await scene.traces()).toEqual(each(90))
  })

  it('is issued whole by its stripes when a file with empty lines leaves numbers out', async () => {
    const lines = Array.from(
      { length: 9 },
      (_, at) => `\n\n{"key":"gap-${at}","email":"gap${at}@example.org","name":"Ada"}`,
    )
    const batchId = await startedBatch(app, scene.program, lines.join('\n'), { format: 'ndjson' })
    for (const number of [0, 1, 2])
      await issueNextRows(app.deps, scene.program.organization.id, batchId, { number, of: 3 })
    expect(await scene.batchOf(batchId)).toMatchObject({ state: 'done', counts: { issued: 9 } })
    await app.runJobs()
    expect(await scene.traces()).toEqual(each(9))
  })

  it('stores what was signed when it is paused meanwhile, and goes on with the rest', async () => {
    const batchId = await startedBatch(app, scene.program, peopleFile(60))
    const stripes = [0, 1, 2].map((number) => ({ number, of: 3 }))
    await Promise.all([
      ...stripes.map((stripe) => issueNextRows(app.deps, scene.program.organization.id, batchId, stripe, 1)),
      scene.asManager((scope) => pauseBatch(scope, batchId)),
    ])
    const { handledCount, counts } = await scene.batchOf(batchId)
    expect(counts.issued ?? 0).toBe(handledCount)
    expect((counts.issued ?? 0) + (counts.ready ?? 0)).toBe(60)
    await scene.asManager((scope) => resumeBatch(scope, batchId))
    await app.runJobs()
    expect(await scene.batchOf(batchId)).toMatchObject({
      state: 'done',
      handledCount: 60,
      counts: { issued: 60 },
    })
  })

  it('R1 goes on after a failure between signing and storing, and leaves nothing behind', async () => {
    const rows = ROWS_AT_ONCE + 20
    const batchId = await startedBatch(app, scene.program, peopleFile(rows))
    await app.asOwner(`CREATE FUNCTION assay.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON assay.credential_form FOR EACH ROW EXECUTE FUNCTION assay.fail()`)
    await expect(scene.step(batchId)).rejects.toThrow('disk full')
    expect((await scene.batchOf(batchId)).counts).toEqual({ ready: rows })
    expect(await scene.traces()).toEqual(each(0))
    await app.asOwner('DROP TRIGGER fail ON assay.credential_form; DROP FUNCTION assay.fail()')
    await app.runJobs()
    expect(await scene.traces()).toEqual(each(rows))
  })

  it('A7 starts once when two start it, and only from the preview', async () => {
    const batchId = await previewOf(app, scene.program, peopleFile(2))
    const tries = await Promise.allSettled([scene.start(batchId), scene.start(batchId)])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await app.runJobs()
    await expect(scene.start(batchId)).rejects.toMatchObject({ text: 'bulk_not_preview' })
    await expect(scene.asManager((scope) => resumeBatch(scope, batchId))).rejects.toMatchObject({
      text: 'bulk_not_paused',
    })
    expect(await scene.traces()).toEqual(each(2))
  })

  it('stops while it is paused and goes on where it was', async () => {
    const rows = ROWS_AT_ONCE + 50
    const batchId = await startedBatch(app, scene.program, peopleFile(rows))
    await scene.step(batchId)
    await scene.asManager((scope) => pauseBatch(scope, batchId))
    await app.runJobs()
    expect(await scene.batchOf(batchId)).toMatchObject({ state: 'paused', handledCount: ROWS_AT_ONCE })
    await scene.asManager((scope) => resumeBatch(scope, batchId))
    await app.runJobs()
    expect(await scene.batchOf(batchId)).toMatchObject({ state: 'done', handledCount: rows })
    expect(await scene.traces()).toEqual(each(rows))
  })
})
