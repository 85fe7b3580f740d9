import { limits } from '@assay/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { createKey } from '../api-keys/commands.ts'

let app: TestApp
let other: Program
let program: Program
let count = 0

beforeAll(async () => {
  app = await createTestApp()
  other = await makeProgram(app, 'other')
})
afterAll(() => app.close())
beforeEach(async () => {
  count += 1
  program = await makeProgram(app, `harbor-${count}`)
})

interface Upload {
  readonly key?: string
  readonly versionId?: string
  readonly as?: TestPerson
  readonly bearer?: string
  readonly type?: string
}

const addressOf = (versionId: string) =>
  `/api/v1/organizations/${program.organization.slug}/bulk?${new URLSearchParams({
    achievementVersionId: versionId,
    reason: 'Safety day of May',
  })}`

/** Sends lines as a client of the API does, in the name of the program's manager. */
async function send(body: string | Uint8Array<ArrayBuffer>, upload: Upload = {}) {
  const { key, versionId = program.versionId, bearer, type = 'application/x-ndjson' } = upload
  const headers = new Headers({ 'content-type': type })
  if (key !== undefined) headers.set('idempotency-key', key)
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
  const as = bearer === undefined ? (upload.as ?? program.manager) : undefined
  const response = await app.fetch(addressOf(versionId), { method: 'POST', headers, body, as })
  const answer = (await response.json()) as {
    readonly id: string
    readonly code?: string
    readonly counts?: Record<string, number>
    readonly ignoredColumns: readonly string[]
    readonly wrongRows: readonly { row: number; problems: readonly { field: string; code: string }[] }[]
  }
  return { status: response.status, replayed: response.headers.get('idempotency-replayed'), ...answer }
}

const lineOf = (email: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ email, name: 'Ada Lovelace', ...more })
const linesOf = (rows: number): string =>
  Array.from({ length: rows }, (_, at) => lineOf(`ada.${at}@example.org`)).join('\n')
const batches = async (): Promise<number> =>
  (await app.asOwner(`SELECT id FROM assay.bulk_batch WHERE org_id = '${program.organization.id}'`)).length

async function start(batchId: string) {
  const address = `/api/v1/organizations/${program.organization.slug}/bulk/${batchId}/start`
  const response = await app.fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    as: program.manager,
  })
  expect(response.status).toBe(202)
  await app.runJobs()
}

describe('lines brought by the API', () => {
  it('are a preview until they are started, by a key of the organization too', async () => {
    const { secret } = await app.inOrg(program.organization, program.manager, (scope) =>
      createKey(scope, { name: 'Payroll', scopes: ['credentials:write'], expiresInDays: 30 }),
    )
    const brought = await send(linesOf(3), { bearer: secret })
    expect(brought).toMatchObject({ status: 201, state: 'preview', counts: { ready: 3 }, wrongRows: [] })
    await app.runJobs()
    expect(await credentials()).toBe(0)
    await start(brought.id)
    expect(await credentials()).toBe(3)
  })

  it('R1 with a key that was used make no second batch, and the first answer comes again', async () => {
    const first = await send(linesOf(3), { key: 'day-1' })
    const second = await send(linesOf(3), { key: 'day-1' })
    expect([first.status, first.replayed, second.status, second.replayed]).toEqual([201, null, 201, 'true'])
    expect(second.id).toBe(first.id)
    await start(first.id)
    expect((await send(linesOf(3), { key: 'day-1' })).id).toBe(first.id)
    await app.runJobs()
    expect([await batches(), await credentials()]).toEqual([1, 3])
  })

  it('R1 at one moment with one key make one batch', async () => {
    const sent = await Promise.all(Array.from({ length: 4 }, () => send(linesOf(50), { key: 'at-once' })))
    expect(await batches()).toBe(1)
    // Who comes while the first is at work is told to come again.
    for (const { status, id } of sent) if (status === 201) expect(id).toBe(sent.find((s) => s.id)?.id)
    expect(sent.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([])
  })

  it.each([
    ['other lines', () => send(linesOf(2), { key: 'day-2' })],
    ['the same lines as another format', () => send(linesOf(3), { key: 'day-2', type: 'text/csv' })],
    [
      'the same lines for another version',
      () => send(linesOf(3), { key: 'day-2', versionId: crypto.randomUUID() }),
    ],
  ])('with a key that was used for another request are refused: %s', async (_, again) => {
    await send(linesOf(3), { key: 'day-2' })
    expect(await again()).toMatchObject({ status: 422, code: 'idempotency_mismatch' })
    expect(await batches()).toBe(1)
  })

  it('that failed may be sent again with their key', async () => {
    expect(await send('', { key: 'day-3' })).toMatchObject({ status: 422 })
    expect((await send('', { key: 'day-3' })).replayed).toBeNull()
    expect(await batches()).toBe(0)
  })

  it('name broken lines by their numbers, empty lines counted', async () => {
    const lines = [
      lineOf('ada@example.org'),
      '{"email":"bob@example.org","name":',
      '',
      '["carol@example.org"]',
      lineOf('not an address'),
      lineOf('dora@example.org', { name: 7 }),
      lineOf('eve@example.org', { levels: { 'logs.range': 9 } }),
      lineOf('fay@example.org', { awardedOn: '05/03/2026', orgId: other.organization.id }),
    ]
    const { wrongRows, counts, ignoredColumns } = await send(`${lines.join('\r\n')}\n`)
    expect(
      wrongRows.map(({ row, problems }) => [row, problems.map(({ field, code }) => [field, code])]),
    ).toEqual([
      [2, [['', 'not_json']]],
      [4, [['', 'not_object']]],
      [5, [['email', 'address_wrong']]],
      [6, [['name', 'not_text']]],
      [7, [['levels.logs.range', 'level_unknown']]],
      [8, [['awardedOn', 'date_wrong']]],
    ])
    expect([counts, ignoredColumns]).toEqual([{ ready: 1, wrong: 6 }, ['orgId']])
  })

  it('A1 A2 for a version of another organization find none, and nothing is kept of them', async () => {
    expect(await send(linesOf(1), { versionId: other.versionId })).toMatchObject({
      status: 404,
      code: 'not_found',
    })
    expect(await batches()).toBe(0)
  })

  it('A1 are refused from who manages another organization, and from who only learns here', async () => {
    expect(await send(linesOf(1), { as: other.manager })).toMatchObject({ status: 404 })
    expect(await send(linesOf(1), { as: program.learner })).toMatchObject({ status: 403 })
    expect(await batches()).toBe(0)
  })

  it('are refused before they are looked at when there are too many bytes or rows', async () => {
    expect(await send(new Uint8Array(limits.csv.bytes + 1).fill(10))).toMatchObject({ status: 413 })
    const short = '{}\n'.repeat(limits.csv.rows)
    expect(await send(`${short}{}`)).toMatchObject({ status: 413 })
    expect(await batches()).toBe(0)
  })
})

describe('people of a batch', () => {
  it('P8 who belong to another organization are awarded as strangers: nothing of them is told', async () => {
    const { learner } = other
    const { id, counts } = await send(lineOf(learner.email, { name: 'Typed Here' }))
    expect(counts).toEqual({ ready: 1 })
    await start(id)
    const rows = await app.asOwner(`SELECT c.person_id, r.name FROM assay.credential c
      JOIN assay.recipient r ON r.id = c.recipient_id WHERE c.org_id = '${program.organization.id}'`)
    expect(rows).toEqual([{ person_id: learner.id, name: 'Typed Here' }])
    const list = await app.fetch(`/api/v1/organizations/${program.organization.slug}/credentials`, {
      as: program.manager,
    })
    const told = await list.text()
    expect(told).toContain('Typed Here')
    expect(told).not.toContain(learner.name)
    expect(told).not.toContain(learner.id)
  })

  it('who hold the version in the other organization get this one all the same', async () => {
    const lines = lineOf('both@example.org')
    const { id } = await send(lines)
    await start(id)
    const harbor = program
    program = other
    const second = await send(lines)
    expect(second.counts).toEqual({ ready: 1 })
    await start(second.id)
    program = harbor
    expect((await send(lines)).counts).toEqual({ held: 1 })
  })

  it('who become members between preview and start are awarded as the one person they are', async () => {
    const newcomer = await app.person('New Comer')
    const { id } = await send([lineOf(newcomer.email), lineOf('ada@example.org')].join('\n'))
    await app.asOwner(`INSERT INTO assay.membership (org_id, person_id, roles, joined_at)
      VALUES ('${program.organization.id}', '${newcomer.id}', ARRAY['learner'], now())`)
    await start(id)
    const held = await app.asOwner(`SELECT count(*)::int AS count FROM assay.credential
      WHERE org_id = '${program.organization.id}' AND person_id = '${newcomer.id}'`)
    expect([held, await credentials()]).toEqual([[{ count: 1 }], 2])
    expect((await send(lineOf(newcomer.email))).counts).toEqual({ held: 1 })
  })
})

async function credentials(): Promise<number> {
  const rows = await app.asOwner(
    `SELECT id FROM assay.credential WHERE org_id = '${program.organization.id}' AND issued_at IS NOT NULL`,
  )
  return rows.length
}
