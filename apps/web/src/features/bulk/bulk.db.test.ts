import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awardTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { inSystem } from '../../db/scopes.ts'
import { translateIn } from '../../i18n/server.ts'
import { delegate } from '../absence/commands.ts'
import { peopleFile, previewOf, startedBatch } from './batch.fixture.ts'
import { forgetRows } from './commands/forget-rows.ts'
import { issueNextRows } from './commands/issue-rows.ts'
import { revokeBatch, revokeNextRows } from './commands/revoke-batch.ts'
import { pauseBatch, resumeBatch, startBatch } from './commands/run-batch.ts'
import { resultAsCsv } from './present/result-file.ts'
import { listRows } from './queries/rows.ts'
import { getBatch } from './queries.ts'
import { ROWS_AT_ONCE } from './schema.ts'

let app: TestApp
let program: Program
let slug = 0

beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

/** Every test has an organization of its own, so that counts are its own. */
async function fresh(): Promise<Program> {
  slug += 1
  program = await makeProgram(app, `harbor-${slug}`)
  return program
}

const asManager = <T>(work: Parameters<typeof app.inOrg<T>>[2], who: TestPerson = program.manager) =>
  app.inOrg(program.organization, who, work)
const batchOf = (batchId: string) => asManager((scope) => getBatch(scope, batchId))
const rowsOf = async (batchId: string) =>
  (await asManager((scope) => listRows(scope, batchId, { limit: 1000, offset: 0 }))).items
const start = (batchId: string, rows: 'all' | 'good' = 'all', letters: 'now' | 'later' = 'now') =>
  asManager((scope) => startBatch(scope, batchId, { rows, letters }))
/** Issues one chunk. */
const step = (batchId: string) => issueNextRows(app.deps, program.organization.id, batchId, undefined, 1)

/** What the organization's awards left behind, counted. */
async function traces() {
  const org = `org_id = '${program.organization.id}'`
  const [row] = await app.asOwner(`SELECT
    (SELECT count(*)::int FROM assay.decision WHERE ${org}) AS decisions,
    (SELECT count(DISTINCT decision_id)::int FROM assay.credential WHERE ${org} AND issued_at IS NOT NULL) AS credentials,
    (SELECT count(*)::int FROM assay.credential_form WHERE ${org}) AS forms,
    (SELECT count(*)::int FROM assay.log_row WHERE ${org} AND kind = 1) AS "logRows",
    (SELECT count(*)::int FROM assay.backpack_entry WHERE ${org}) AS entries,
    (SELECT count(DISTINCT (status_group_id, status_index))::int FROM assay.credential WHERE ${org}) AS indexes,
    (SELECT count(*)::int FROM assay.mail WHERE ${org} AND template = 'credential_claim') AS letters`)
  return row
}
const each = (n: number) => ({
  decisions: n,
  credentials: n,
  forms: n,
  logRows: n,
  entries: n,
  indexes: n,
  letters: n,
})

describe('a batch', () => {
  it('issues one credential a row, with all that belongs to it', async () => {
    await fresh()
    const batchId = await startedBatch(app, program, peopleFile(230))
    await app.runJobs()
    expect(await batchOf(batchId)).toMatchObject({
      state: 'done',
      handledCount: 230,
      counts: { issued: 230 },
    })
    expect(await traces()).toEqual(each(230))
  })

  it('says in each credential what its row says', async () => {
    await fresh()
    app.clock.now = new Date('2026-05-20T10:00:00Z')
    const file =
      'E-mail,Name,Date,Reason,Row range\nada@example.org,Ada Lovelace,2026-05-10,Seen on the quay,3\n'
    const batchId = await startedBatch(app, program, file)
    await app.runJobs()
    const [row] = await rowsOf(batchId)
    const response = await app.fetch(
      `/api/v1/organizations/${program.organization.slug}/credentials/${row?.credential?.id}/document`,
      { as: program.manager },
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
    expect(rows).toEqual([{ basis: 'bulk', decided_by: program.manager.id }])
  })

  it('issues nothing while a row is wrong, unless the good rows are asked for', async () => {
    await fresh()
    const batchId = await previewOf(app, program, `${peopleFile(3)}\nnobody,No Address`)
    await expect(start(batchId)).rejects.toMatchObject({ code: 'wrong_state', text: 'bulk_has_errors' })
    await app.runJobs()
    expect(await traces()).toEqual(each(0))
    await start(batchId, 'good')
    await app.runJobs()
    expect(await traces()).toEqual(each(3))
    expect((await rowsOf(batchId)).map(({ state }) => state)).toEqual(['issued', 'issued', 'issued', 'wrong'])
  })

  it('R10 finds the one bad row of a thousand where it stands', async () => {
    await fresh()
    for (const place of [0, 99, 100, 999]) {
      const lines = peopleFile(1000).split('\n')
      lines[place + 1] = 'nobody,No Address'
      const batchId = await previewOf(app, program, lines.join('\n'))
      const wrong = (await rowsOf(batchId)).filter(({ state }) => state !== 'ready')
      expect(wrong.map(({ number, problems }) => [number, problems])).toEqual([
        [place + 2, [{ field: 'E-mail', code: 'address_wrong' }]],
      ])
    }
  })

  it('leaves out who holds the version in force, also when that came after the preview', async () => {
    await fresh()
    await asManager((scope) => awardTo(scope, program.learner.id, program.versionId))
    const first = await previewOf(app, program, `${peopleFile(2)}\n${program.learner.email},Learner`)
    expect((await batchOf(first)).counts).toEqual({ ready: 2, held: 1 })
    const second = await startedBatch(app, program, peopleFile(3))
    await app.runJobs()
    await start(first)
    await app.runJobs()
    expect((await batchOf(first)).counts).toEqual({ held: 3 })
    expect((await batchOf(second)).counts).toEqual({ issued: 3 })
  })

  it('awards nobody to themselves', async () => {
    await fresh()
    const batchId = await previewOf(app, program, `${peopleFile(1)}\n${program.manager.email},Me`)
    expect((await rowsOf(batchId)).map(({ problems }) => problems)).toEqual([
      [],
      [{ field: '', code: 'own' }],
    ])
  })

  it('A5 awards nothing to whoever they stand in for, nor takes it back, though a job does it later', async () => {
    await fresh()
    const away = await app.member(program.organization, 'Away', 'program_manager')
    const batchId = await startedBatch(app, program, `${peopleFile(1)}\n${away.email},Away`)
    await app.inOrg(program.organization, away, (scope) =>
      delegate(scope, {
        address: program.manager.email,
        roles: ['program_manager'],
        from: app.clock.now.toISOString().slice(0, 10),
        until: app.clock.now.toISOString().slice(0, 10),
        reason: 'Leave',
      }),
    )
    await app.runJobs()
    expect((await batchOf(batchId)).counts).toEqual({ issued: 1, failed: 1 })
    const [, row] = await rowsOf(batchId)
    expect(row?.problems).toEqual([{ field: '', code: 'own' }])
  })

  it('issues a key once in an organization, whatever file it comes in', async () => {
    await fresh()
    const line = (key: string, email: string) => JSON.stringify({ key, email, name: 'Ada' })
    const [first, second] = [
      await previewOf(app, program, line('k1', 'ada@example.org'), { format: 'ndjson' }),
      await previewOf(app, program, line('k1', 'ada@example.org'), { format: 'ndjson' }),
    ]
    await start(first)
    await start(second)
    await app.runJobs()
    const third = await previewOf(app, program, line('k1', 'ada@example.org'), { format: 'ndjson' })
    const states = await Promise.all([first, second, third].map(rowsOf))
    // Whichever of the two that began together came first.
    expect(states.map(([row]) => row?.state).sort()).toEqual(['issued', 'unchanged', 'unchanged'])
    expect(states[2]?.[0]?.state).toBe('unchanged')
    expect(states[1]?.[0]?.credential).toEqual(states[0]?.[0]?.credential)
    const stolen = await previewOf(app, program, line('k2', 'bob@example.org'), { format: 'ndjson' })
    const again = await previewOf(app, program, line('k2', 'eve@example.org'), { format: 'ndjson' })
    await start(stolen)
    await start(again)
    await app.runJobs()
    const ends = [...(await rowsOf(stolen)), ...(await rowsOf(again))]
    expect(ends.map(({ state, problems }) => [state, problems])).toEqual(
      expect.arrayContaining([
        ['issued', []],
        ['failed', [{ field: '', code: 'key_used' }]],
      ]),
    )
  })

  it('R1 is issued once when two workers take it at once', async () => {
    await fresh()
    const batchId = await startedBatch(app, program, peopleFile(250))
    const second = await app.secondProcess()
    try {
      const other = { ...second.deps, now: app.deps.now }
      for (let at = 0; at < 5; at += 1)
        await Promise.all([step(batchId), issueNextRows(other, program.organization.id, batchId)])
    } finally {
      await second.close()
    }
    await app.runJobs()
    expect(await batchOf(batchId)).toMatchObject({
      state: 'done',
      handledCount: 250,
      counts: { issued: 250 },
    })
    expect(await traces()).toEqual(each(250))
  })

  it('R1 is issued once by jobs of its stripes in two processes at once, and ends when the last of them has none left', async () => {
    await fresh()
    const batchId = await startedBatch(app, program, peopleFile(90))
    const second = await app.secondProcess()
    try {
      const other = { ...second.deps, now: app.deps.now }
      const stripes = [0, 1, 2].map((number) => ({ number, of: 3 }))
      for (let at = 0; at < 2; at += 1)
        await Promise.all(
          stripes.flatMap((stripe) => [
            issueNextRows(app.deps, program.organization.id, batchId, stripe),
            issueNextRows(other, program.organization.id, batchId, stripe),
          ]),
        )
    } finally {
      await second.close()
    }
    expect(await batchOf(batchId)).toMatchObject({ state: 'done', handledCount: 90, counts: { issued: 90 } })
    await app.runJobs()
    expect(await traces()).toEqual(each(90))
  })

  it('stores what was signed when it is paused meanwhile, and goes on with the rest', async () => {
    await fresh()
    const batchId = await startedBatch(app, program, peopleFile(60))
    const stripes = [0, 1, 2].map((number) => ({ number, of: 3 }))
    await Promise.all([
      ...stripes.map((stripe) => issueNextRows(app.deps, program.organization.id, batchId, stripe)),
      asManager((scope) => pauseBatch(scope, batchId)),
    ])
    const { handledCount, counts } = await batchOf(batchId)
    expect(counts.issued ?? 0).toBe(handledCount)
    expect((counts.issued ?? 0) + (counts.ready ?? 0)).toBe(60)
    await asManager((scope) => resumeBatch(scope, batchId))
    await app.runJobs()
    expect(await batchOf(batchId)).toMatchObject({ state: 'done', handledCount: 60, counts: { issued: 60 } })
  })

  it('R1 goes on after a failure between signing and storing, and leaves nothing behind', async () => {
    await fresh()
    const rows = ROWS_AT_ONCE + 20
    const batchId = await startedBatch(app, program, peopleFile(rows))
    await app.asOwner(`CREATE FUNCTION assay.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON assay.credential_form FOR EACH ROW EXECUTE FUNCTION assay.fail()`)
    await expect(step(batchId)).rejects.toThrow('disk full')
    expect((await batchOf(batchId)).counts).toEqual({ ready: rows })
    expect(await traces()).toEqual(each(0))
    await app.asOwner('DROP TRIGGER fail ON assay.credential_form; DROP FUNCTION assay.fail()')
    await app.runJobs()
    expect(await traces()).toEqual(each(rows))
  })

  it('A7 starts once when two start it, and only from the preview', async () => {
    await fresh()
    const batchId = await previewOf(app, program, peopleFile(2))
    const tries = await Promise.allSettled([start(batchId), start(batchId)])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await app.runJobs()
    await expect(start(batchId)).rejects.toMatchObject({ text: 'bulk_not_preview' })
    await expect(asManager((scope) => resumeBatch(scope, batchId))).rejects.toMatchObject({
      text: 'bulk_not_paused',
    })
    expect(await traces()).toEqual(each(2))
  })

  it('stops while it is paused and goes on where it was', async () => {
    await fresh()
    const rows = ROWS_AT_ONCE + 50
    const batchId = await startedBatch(app, program, peopleFile(rows))
    await step(batchId)
    await asManager((scope) => pauseBatch(scope, batchId))
    await app.runJobs()
    expect(await batchOf(batchId)).toMatchObject({ state: 'paused', handledCount: ROWS_AT_ONCE })
    await asManager((scope) => resumeBatch(scope, batchId))
    await app.runJobs()
    expect(await batchOf(batchId)).toMatchObject({ state: 'done', handledCount: rows })
    expect(await traces()).toEqual(each(rows))
  })
})

describe('taking a batch back', () => {
  const takeBack = (batchId: string) => asManager((scope) => revokeBatch(scope, batchId, 'The wrong file'))

  it('revokes all that was issued, leaves out the rest, and signs the lists once', async () => {
    await fresh()
    const batchId = await startedBatch(app, program, peopleFile(ROWS_AT_ONCE + 120))
    await step(batchId)
    await takeBack(batchId)
    await app.runJobs()
    expect(await batchOf(batchId)).toMatchObject({
      state: 'revoked',
      counts: { revoked: ROWS_AT_ONCE, left_out: 120 },
    })
    const [list] = await app.asOwner(`SELECT version, signed_version,
      (SELECT count(*)::int FROM assay.log_row WHERE kind = 3 AND org_id = l.org_id) AS rows
      FROM assay.status_list l WHERE purpose = 'revocation' AND org_id = '${program.organization.id}'`)
    expect(list).toEqual({ version: 1, signed_version: 1, rows: ROWS_AT_ONCE })
    const told = await app.asOwner(
      `SELECT count(*)::int AS count FROM assay.mail WHERE template = 'credential_status_changed' AND org_id IS NULL`,
    )
    expect(told).toEqual([{ count: ROWS_AT_ONCE }])
  })

  it('tells nobody when the letters had not gone out', async () => {
    // The queue goes by the clock on the wall: letters of another day are due only tomorrow.
    app.clock.now = new Date()
    await fresh()
    const batchId = await previewOf(app, program, peopleFile(3, 9001))
    await start(batchId, 'all', 'later')
    await step(batchId)
    await takeBack(batchId)
    await app.runJobs()
    await app.asOwner('UPDATE graphile_worker._private_jobs SET run_at = now()')
    await app.runJobs()
    expect(await batchOf(batchId)).toMatchObject({ state: 'revoked', counts: { revoked: 3 } })
    const letters = await app.asOwner(
      "SELECT template FROM assay.mail WHERE to_address LIKE 'person.900_@example.org'",
    )
    expect(letters).toEqual([])
  })

  it('A7 ends a day after the batch was done, and happens once', async () => {
    await fresh()
    const batchId = await startedBatch(app, program, peopleFile(1))
    await app.runJobs()
    app.clock.now = new Date(app.clock.now.getTime() + 24 * 3_600_000)
    await expect(takeBack(batchId)).rejects.toMatchObject({ text: 'bulk_undo_over' })
    const other = await startedBatch(app, program, peopleFile(1, 10))
    await app.runJobs()
    const tries = await Promise.allSettled([takeBack(other), takeBack(other)])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('leaves the credential of whoever takes it back', async () => {
    await fresh()
    const colleague = await app.member(program.organization, 'Colleague', 'program_manager')
    const batchId = await startedBatch(app, program, `${peopleFile(1)}\n${colleague.email},Colleague`)
    await app.runJobs()
    await asManager((scope) => revokeBatch(scope, batchId, 'The wrong file'), colleague)
    await app.runJobs()
    expect((await batchOf(batchId)).counts).toEqual({ revoked: 1, kept: 1 })
  })

  it('does nothing for a batch that is not taken back', async () => {
    await fresh()
    const batchId = await startedBatch(app, program, peopleFile(1))
    await app.runJobs()
    await revokeNextRows(app.deps, program.organization.id, batchId)
    expect((await batchOf(batchId)).counts).toEqual({ issued: 1 })
  })
})

describe('what the file said of people', () => {
  it('P3 stands in no job and in no plain column, and goes with the key of whose it is', async () => {
    await fresh()
    const batchId = await startedBatch(
      app,
      program,
      'E-mail,Name,Reason\nqzx.secret@example.org,Qzx Secret,\nbad,Qzx Wrong,\n',
    )
    const tables =
      await app.asOwner(`SELECT (SELECT string_agg(payload::text, '') FROM graphile_worker._private_jobs) AS jobs,
      (SELECT string_agg(r::text, '') FROM assay.bulk_row r) AS rows, (SELECT string_agg(b::text, '') FROM assay.bulk_batch b) AS batches,
      (SELECT string_agg(data::text, '') FROM assay.audit_event WHERE record_type = 'bulk_batch') AS events`)
    expect(JSON.stringify(tables)).not.toMatch(/qzx/i)
    await app.runJobs()
    expect((await rowsOf(batchId))[0]?.content?.address).toBe('qzx.secret@example.org')
    await inSystem(app.deps, ({ db }) =>
      db
        .updateTable('dataKey')
        .set({ wrapped: null, destroyedAt: app.deps.now() })
        .where('personId', 'in', (eb) =>
          eb.selectFrom('personEmail').select('personId').where('address', '=', 'qzx.secret@example.org'),
        )
        .execute(),
    )
    expect((await rowsOf(batchId)).map(({ content }) => content?.name)).toEqual([undefined, 'Qzx Wrong'])
  })

  it('is removed from rows that were not issued after thirty days, and from a preview after a week', async () => {
    await fresh()
    const done = await startedBatch(app, program, `${peopleFile(1)}\nnobody,No Address`)
    const preview = await previewOf(app, program, peopleFile(2, 5))
    await app.runJobs()
    const forget = (batchId: string) => forgetRows(app.deps, program.organization.id, batchId)
    await forget(done)
    await forget(preview)
    expect((await rowsOf(done)).map(({ content }) => content !== undefined)).toEqual([true, true])
    app.clock.now = new Date(app.clock.now.getTime() + 30 * 86_400_000)
    await forget(done)
    await forget(preview)
    expect((await rowsOf(done)).map(({ content }) => content !== undefined)).toEqual([true, false])
    expect(await batchOf(preview)).toMatchObject({ state: 'discarded', counts: {} })
  })

  it('F5 comes back in the result with its formulas escaped', async () => {
    await fresh()
    const batchId = await previewOf(app, program, 'E-mail,Name\n=cmd|x,Ada\n+1@example.org,Bob\n')
    const csv = await asManager((scope) => resultAsCsv(scope, translateIn('en'), batchId))
    const cells = csv.split('\r\n').map((line) => line.split(',')[1])
    expect(cells).toEqual(['E-mail', "'=cmd|x", "'+1@example.org", undefined])
  })
})
