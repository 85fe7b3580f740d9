import { NodeError, openStream, readTar } from '@assay/node'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { archiveKeys } from '../../../test/archives.ts'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { jobHandlers } from '../../app.ts'
import { orderArchive } from './commands/order-archive.ts'
import { EXPORT_PURPOSE, PRIVATE_FILE } from './schema.ts'

vi.setConfig({ testTimeout: 60_000 })

const PASSPHRASE = 'an otter leaves the harbor'
const PAGE = '/o/harbor/way-out'
const ZIP = `${PAGE}/archive.zip`
const DAY = 86_400_000

let app: TestApp
let program: Program

beforeEach(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  await issuedTo(app, program, program.learner)
  await app.runJobs()
})
afterEach(() => app.close())

const post = (fields: Record<string, string>, as: TestPerson = program.manager) =>
  app.fetch(PAGE, { method: 'POST', body: new URLSearchParams(fields), as })
const page = async (as: TestPerson = program.manager) => (await app.fetch(PAGE, { as })).text()
const fetchZip = (as: TestPerson = program.manager, headers: Record<string, string> = {}) =>
  app.fetch(ZIP, { as, headers })

/** As the page does, under keys of no words. */
const order = (as = program.manager) =>
  app.inOrg(program.organization, as, (scope) => orderArchive(scope, archiveKeys()))
const work = (archiveId: string) =>
  jobHandlers.make_archive(app.deps, { orgId: program.organization.id, archiveId })

const rows = (columns: string) =>
  app.asOwner(`SELECT ${columns} FROM assay.organization_archive ORDER BY ordered_at, id`)
const state = async () => (await rows('state, failure'))[0]
const letters = async (template: string) =>
  (await app.asOwner(`SELECT to_address FROM assay.mail WHERE template = '${template}'`)).map(
    (row) => row.to_address,
  )
const events = async () =>
  (
    await app.asOwner(
      `SELECT action FROM assay.audit_event WHERE action LIKE 'organization.archive%' ORDER BY action`,
    )
  ).map(({ action }) => action)

async function stored(): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key } of app.deps.blobs.list()) if (key.startsWith('archive/')) keys.push(key)
  return keys
}

async function later(milliseconds: number): Promise<void> {
  app.clock.now = new Date(app.clock.now.getTime() + milliseconds)
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Replaces what the store does until the test ends; both processes use it. */
function storeWith(change: (blobs: TestApp['deps']['blobs']) => Partial<TestApp['deps']['blobs']>): void {
  const { blobs } = app.deps
  const { put, get, exists, list } = blobs
  const whole = { put, get, exists, list, delete: blobs.delete }
  Object.assign(app.deps, { blobs: { ...whole, ...change(blobs) } })
}

describe('an archive that was ordered', () => {
  it('K1 is made by a job, is told by letter and page, and opens with the words, which are kept nowhere', async () => {
    expect((await post({ intent: 'order', secret: PASSPHRASE })).status).toBe(302)
    expect(await page()).toContain('The archive waits for its turn')
    const [waiting] = await rows('keys_sealed')
    expect(Buffer.isBuffer(waiting?.keys_sealed)).toBe(true)
    expect(
      JSON.stringify(await app.asOwner('SELECT payload FROM graphile_worker._private_jobs')),
    ).not.toContain('otter')
    await app.runJobs()
    expect(await rows('state, keys_sealed, done >= total AS whole, try')).toEqual([
      { state: 'ready', keys_sealed: null, whole: true, try: 1 },
    ])
    expect(await letters('archive_ready')).toEqual([program.manager.email])
    const html = await page()
    for (const words of [`href="${ZIP}"`, 'Kept until', program.manager.name]) expect(html).toContain(words)
    const response = await fetchZip()
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="harbor-export.zip"')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'README.txt',
        'public/issuers/harbor/index.json',
        'public/issuers/harbor/did.json',
      ]),
    )
    const secret = { kind: 'passphrase', passphrase: PASSPHRASE } as const
    const paths: string[] = []
    for await (const { path } of readTar(
      openStream(secret, EXPORT_PURPOSE, one(files[PRIVATE_FILE] ?? new Uint8Array())),
    ))
      paths.push(path)
    expect([paths[0], paths.at(-1)]).toEqual(['manifest.json', 'end.json'])
    expect(paths).toContain('records/credential_form/000000001.ndjson')
    expect(await events()).toEqual(['organization.archive_downloaded', 'organization.archive_ordered'])
  })

  it('takes a passphrase of twelve characters at least', async () => {
    const short = await post({ intent: 'order', secret: 'too short' })
    expect(short.status).toBe(422)
    expect(await short.text()).toContain('at least 12')
    expect(await rows('state')).toEqual([])
  })

  it('takes the place of an older one, and of two orders at the same time one counts', async () => {
    await order()
    await app.runJobs()
    const [older] = await stored()
    await Promise.all([order(), order()])
    const states = (await rows('state')).map((row) => row.state)
    expect(states.sort()).toEqual(['ended', 'ended', 'waiting'])
    await app.runJobs()
    expect(await rows('state')).toEqual([{ state: 'ready' }])
    const now = await stored()
    expect(now).toHaveLength(1)
    expect(now).not.toContain(older)
    expect(await letters('archive_ready')).toHaveLength(2)
  })

  it('is deleted with its row after seven days, and is given to nobody from that moment on', async () => {
    await order()
    await app.runJobs()
    await later(7 * DAY)
    expect((await fetchZip()).status).toBe(404)
    expect(await page()).toContain('Make the archive')
    expect(await stored()).toHaveLength(1)
    await jobHandlers.forget_archives(app.deps, {})
    expect([await rows('state'), await stored()]).toEqual([[], []])
    expect(await app.asOwner('SELECT 1 FROM assay.organization_archive_part')).toEqual([])
    expect(await events()).toContain('organization.archive_expired')
  })
})

describe('a download', () => {
  beforeEach(async () => {
    await order()
    await app.runJobs()
  })

  it('goes on where it broke off, of the same archive alone', async () => {
    const whole = new Uint8Array(await (await fetchZip()).arrayBuffer())
    const answer = await fetchZip(program.manager, { range: 'bytes=1000-' })
    const tag = answer.headers.get('etag') ?? ''
    expect([answer.status, answer.headers.get('content-range')]).toEqual([
      206,
      `bytes 1000-${whole.length - 1}/${whole.length}`,
    ])
    expect(Buffer.from(await answer.arrayBuffer()).equals(whole.subarray(1000))).toBe(true)
    const some = await fetchZip(program.manager, { range: 'bytes=5-9', 'if-range': tag })
    expect(Buffer.from(await some.arrayBuffer())).toEqual(Buffer.from(whole.subarray(5, 10)))
    const other = await fetchZip(program.manager, { range: 'bytes=5-9', 'if-range': '"of another"' })
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, whole.length])
    const beyond = await fetchZip(program.manager, { range: `bytes=${whole.length}-` })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`])
  })

  it('spans parts of the store', async () => {
    const [part] = await app.asOwner('SELECT * FROM assay.organization_archive_part')
    const whole = (await app.deps.blobs.get(String(part?.blob_key))) ?? new Uint8Array()
    const [first, second] = await Promise.all(
      [whole.subarray(0, 2000), whole.subarray(2000)].map((bytes) =>
        app.deps.blobs.put('archive/two', bytes),
      ),
    )
    await app.asOwner(`UPDATE assay.organization_archive_part SET blob_key = '${first?.key}', size = 2000;
      INSERT INTO assay.organization_archive_part SELECT org_id, archive_id, try, 1, '${second?.key}', ${whole.length - 2000}
        FROM assay.organization_archive_part`)
    for (const [from, to] of [
      [0, 1999],
      [1999, 2000],
      [2000, 2100],
      [0, whole.length - 1],
    ] as const) {
      const answer = await fetchZip(program.manager, { range: `bytes=${from}-${to}` })
      expect(
        Buffer.from(await answer.arrayBuffer()).equals(whole.subarray(from, to + 1)),
        `${from}-${to}`,
      ).toBe(true)
    }
  })

  it('A2 is for administrators of this organization, as long as they are that', async () => {
    const stranger = await app.person('Stranger')
    await app.organization(stranger, 'another')
    expect((await fetchZip(stranger)).status).toBe(404)
    expect((await app.fetch('/o/another/way-out/archive.zip', { as: stranger })).status).toBe(404)
    expect((await fetchZip(program.learner)).status).toBe(403)
    await app.member(program.organization, 'Second', 'administrator')
    expect((await fetchZip()).status).toBe(200)
    await app.asOwner(
      `UPDATE assay.membership SET roles = '{program_manager}' WHERE person_id = '${program.manager.id}'`,
    )
    expect((await fetchZip()).status).toBe(403)
  })

  it('O9 begins with a proof that it is the person, and goes on in the same session without another', async () => {
    const begun = await app.member(program.organization, 'Begun', 'administrator')
    expect((await fetchZip(begun)).status).toBe(200)
    await app.asOwner(`UPDATE auth.session SET "createdAt" = '2026-05-03T09:00:00Z', "freshAt" = NULL`)
    const refused = await fetchZip(program.manager, { range: 'bytes=1-' })
    expect([refused.status, refused.headers.get('location')]).toEqual([
      302,
      `/settings/prove?next=${encodeURIComponent(PAGE)}`,
    ])
    expect((await fetchZip(begun, { range: 'bytes=1-' })).status).toBe(206)
    expect(await page()).toContain('/settings/prove?next=')
    const ordering = await post({ intent: 'order', secret: PASSPHRASE })
    expect(ordering.headers.get('location')).toContain('/settings/prove')
    expect(await rows('state')).toEqual([{ state: 'ready' }])
  })

  it('of what the store lost, or does not give out now, says so', async () => {
    for (const [get, words] of [
      [async () => null, 'Order it again.'],
      [() => Promise.reject(new NodeError('blob.unreachable', 'away')), 'does not answer'],
    ] as const) {
      storeWith(() => ({ get }))
      const answer = await fetchZip()
      expect(answer.status).toBe(302)
      const shown = await app.fetch(answer.headers.get('location') ?? '', { as: program.manager })
      expect(await shown.text()).toContain(words)
    }
    expect((await fetchZip(program.manager, { range: 'bytes=1-' })).status).toBe(503)
  })
})

describe('a job that is stopped', () => {
  it('R8 in the middle begins anew with another key, and leaves nothing of the first try', async () => {
    const { archiveId } = await order()
    const sealed: Uint8Array[] = []
    storeWith((blobs) => ({
      // As when the process dies once the part is there: nothing after it happens.
      put: async (prefix, content) => {
        sealed.push(content as Uint8Array)
        await blobs.put(prefix, content)
        return new Promise(() => {})
      },
    }))
    void work(archiveId)
    await vi.waitFor(async () => expect(await stored()).toHaveLength(1), { timeout: 20_000 })
    const [left] = await stored()
    expect(await rows('state, try')).toEqual([{ state: 'running', try: 1 }])
    storeWith((blobs) => ({
      put: (prefix, content) => {
        sealed.push(content as Uint8Array)
        return blobs.put.call(app.deps.blobs, prefix, content)
      },
    }))
    const { put } = (await app.secondProcess()).deps.blobs
    storeWith(() => ({ put }))
    await work(archiveId)
    expect(await rows('state, try')).toEqual([{ state: 'ready', try: 2 }])
    expect(await stored()).toHaveLength(1)
    expect(await stored()).not.toContain(left)
  })

  it('each time gives up, and the page says so', async () => {
    const { archiveId } = await order()
    await app.asOwner(`UPDATE assay.organization_archive SET state = 'running'`)
    storeWith(() => ({ put: () => new Promise(() => {}) }))
    for (const number of [1, 2, 3]) {
      void work(archiveId)
      await vi.waitFor(async () => expect(await rows('try')).toEqual([{ try: number }]), { timeout: 20_000 })
      await vi.waitFor(
        async () =>
          expect(
            await app.asOwner(`SELECT 1 FROM assay.organization_archive_part WHERE try = ${number}`),
          ).toHaveLength(1),
        { timeout: 20_000 },
      )
    }
    await work(archiveId)
    expect(await state()).toEqual({ state: 'failed', failure: 'interrupted' })
    expect(await page()).toContain('The server was stopped each time')
    expect(await letters('archive_failed')).toEqual([program.manager.email])
  })

  it('by cancelling it stores no more and deletes what it had stored', async () => {
    const { archiveId } = await order()
    let cancelled: Response | undefined
    storeWith((blobs) => ({
      put: async (prefix, content) => {
        cancelled = await post({ intent: 'cancel', archive: archiveId })
        await jobHandlers.forget_archives(app.deps, {})
        return blobs.put(prefix, content)
      },
    }))
    await work(archiveId)
    expect(cancelled?.status).toBe(302)
    expect([await rows('state'), await stored(), await letters('archive_ready')]).toEqual([[], [], []])
    expect(await events()).toEqual(['organization.archive_cancelled', 'organization.archive_ordered'])
    const again = await post({ intent: 'cancel', archive: archiveId })
    expect(await again.text()).toContain('No archive is being made any more.')
  })

  it('by a store that is full says so on the page and in a letter, and leaves no part', async () => {
    storeWith(() => ({
      put: async () => {
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
      },
    }))
    await order()
    await app.runJobs()
    expect(await state()).toEqual({ state: 'failed', failure: 'store' })
    expect(await page()).toContain('it may be full')
    expect(await letters('archive_failed')).toEqual([program.manager.email])
    expect([await stored(), await app.asOwner('SELECT 1 FROM assay.organization_archive_part')]).toEqual([
      [],
      [],
    ])
    expect(await rows('keys_sealed')).toEqual([{ keys_sealed: null }])
  })

  it('because who ordered it is no administrator any more writes to nobody', async () => {
    await app.member(program.organization, 'Second', 'administrator')
    await order()
    await app.asOwner(
      `UPDATE assay.membership SET roles = '{program_manager}' WHERE person_id = '${program.manager.id}'`,
    )
    await app.runJobs()
    expect(await state()).toEqual({ state: 'failed', failure: 'role_lost' })
    expect([await letters('archive_ready'), await letters('archive_failed'), await stored()]).toEqual([
      [],
      [],
      [],
    ])
  })

  it('finds parts again that the store did not delete at once', async () => {
    await order()
    await app.runJobs()
    storeWith(() => ({
      delete: async () => {
        throw new Error('the store does not answer')
      },
    }))
    await later(7 * DAY)
    await jobHandlers.forget_archives(app.deps, {})
    expect(await rows('state')).toEqual([{ state: 'ended' }])
    const second = await app.secondProcess()
    await jobHandlers.forget_archives(second.deps, {})
    await second.close()
    expect(await rows('state')).toEqual([])
  })
})
