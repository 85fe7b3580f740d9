import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { countShared } from './commands.ts'

let app: TestApp
let program: Program
let issued: string
let foreign: string

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  await issuedTo(app, program, program.learner)
  await app.runJobs()
  const badge = await foreignBadge({
    id: 'urn:uuid:elsewhere',
    name: 'Forklift B',
    address: program.learner.email,
  })
  const brought = await call('/me/backpack', program.learner, 'POST', { credential: badge })
  foreign = ((await brought.json()) as { entry: { id: string } }).entry.id
  const list = await call('/me/backpack?source=issued', program.learner)
  issued = ((await list.json()) as { items: { id: string }[] }).items[0]?.id ?? ''
})
afterAll(() => app.close())

const call = (path: string, as: TestPerson, method = 'GET', body?: unknown) =>
  app.fetch(`/api/v1${path}`, {
    ...{ as, method, headers: { 'content-type': 'application/json' } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

interface Made {
  readonly id: string
  readonly url: string | null
  readonly entries: string[]
  readonly revision: number
}

async function make(more: Readonly<Record<string, unknown>> = {}): Promise<Made> {
  const body = { title: 'Cold chain', entries: [foreign, issued], ...more }
  const response = await call('/me/collections', program.learner, 'POST', body)
  expect(response.status).toBe(201)
  return (await response.json()) as Made
}

const pathOf = (url: string | null) => (url ?? '').replace(/^https?:\/\/[^/]+/, '')
const open = (path: string) =>
  app.fetch(path, { headers: { accept: 'text/html', 'user-agent': 'Mozilla/5.0' } })

describe('collections', () => {
  it('P8: show private badges of both sources to whoever may see the collection, in their order, without an address', async () => {
    const { url, entries } = await make({ visibility: 'public' })
    expect(entries).toEqual([foreign, issued])
    const page = await (await open(pathOf(url))).text()
    expect(page.indexOf('Forklift B')).toBeGreaterThan(0)
    expect(page.indexOf('Reefer Cargo Handling')).toBeGreaterThan(page.indexOf('Forklift B'))
    expect(page).not.toContain(program.learner.email)
    expect(page).not.toContain('noindex')
    expect(page).not.toContain('<script')
    expect((await open(`/b/${foreign}`)).status).toBe(404)
  })

  it('P8: are private by default, and a link is unguessable, not indexed and ends when renewed', async () => {
    const hidden = await make()
    expect(hidden.url).toBeNull()
    expect((await open(`/collections/${hidden.id}`)).status).toBe(404)
    const linked = await make({ visibility: 'link' })
    expect((await open(`/collections/${linked.id}`)).status).toBe(404)
    expect((await open(`/collections/${linked.id}?key=x`)).status).toBe(404)
    expect(await (await open(pathOf(linked.url))).text()).toContain('noindex')
    const { id, revision } = linked
    const change = { title: 'Cold chain', entries: [issued], visibility: 'link', revision, renew: true }
    const renewed = (await (
      await call(`/me/collections/${id}`, program.learner, 'PUT', change)
    ).json()) as Made
    expect((await open(pathOf(linked.url))).status).toBe(404)
    expect((await open(pathOf(renewed.url))).status).toBe(200)
    expect((await call(`/me/collections/${id}`, program.learner, 'PUT', change)).status).toBe(409)
  })

  it('are gone after their last day, and seen on it', async () => {
    const { url } = await make({ visibility: 'public', lastDay: '2026-05-03' })
    expect((await open(pathOf(url))).status).toBe(200)
    const before = app.clock.now
    app.clock.now = new Date('2026-05-04T00:00:00Z')
    expect((await open(pathOf(url))).status).toBe(410)
    app.clock.now = before
  })

  it('A1: are not made of what is another’s, and not changed by another', async () => {
    const other = await app.person('Boris')
    expect((await call('/me/collections', other, 'POST', { title: 'x', entries: [issued] })).status).toBe(422)
    const { id } = await make()
    expect((await call(`/me/collections/${id}`, other)).status).toBe(404)
    expect((await call(`/me/collections/${id}`, other, 'DELETE')).status).toBe(404)
    expect((await call(`/me/collections/${id}`, program.learner, 'DELETE')).status).toBe(204)
  })
})

interface Told {
  readonly items: { id: string; kind: string; views: number | null; verifications: number | null }[]
}
const told = async () => ((await (await call('/me/sharing', program.learner)).json()) as Told).items

describe('what a person shares', () => {
  it('P9: is counted by day without anything of who came, and robots and who is signed in are not counted', async () => {
    const { id, url } = await make({ visibility: 'public' })
    await open(pathOf(url))
    const counted = () => app.asOwner(`SELECT * FROM assay.share_count WHERE subject_id = '${id}'`)
    await vi.waitFor(async () => expect(await counted()).toHaveLength(1))
    const [row] = await counted()
    expect(Object.keys(row ?? {}).sort()).toEqual(['day', 'subject_id', 'verifications', 'views'])
    await app.fetch(pathOf(url), { headers: { 'user-agent': 'Googlebot/2.1' } })
    await app.fetch(pathOf(url), { as: program.learner })
    for (let more = 0; more < 3; more += 1) await countShared(app.deps, id, 'views')
    expect((await told()).find((thing) => thing.id === id)?.views).toBeNull()
    await countShared(app.deps, id, 'views')
    expect((await told()).find((thing) => thing.id === id)?.views).toBe(5)
  })

  it('lists badges and collections, and stops all of them at once', async () => {
    await call(`/me/backpack/${foreign}/sharing`, program.learner, 'PUT', { visibility: 'public' })
    const { id, url } = await make({ visibility: 'link' })
    const ids = (await told()).map((thing) => thing.id)
    expect(ids).toContain(foreign)
    expect(ids).toContain(id)
    expect((await call('/me/sharing', program.learner, 'DELETE')).status).toBe(200)
    expect(await told()).toEqual([])
    expect((await open(pathOf(url))).status).toBe(404)
    expect((await open(`/b/${foreign}`)).status).toBe(404)
  })
})

describe('the pages of a person’s collections', () => {
  it('make, reorder and delete one by plain forms', async () => {
    const post = (path: string, form: readonly (readonly [string, string])[]) =>
      app.fetch(path, {
        as: program.learner,
        method: 'POST',
        body: new URLSearchParams(form.map(([a, b]) => [a, b])),
      })
    const made = await post('/backpack/collections', [
      ['title', 'By form'],
      ['visibility', 'private'],
      ['entries[]', issued],
      ['entries[]', foreign],
      [`place.${issued}`, '2'],
      [`place.${foreign}`, '1'],
    ])
    expect(made.status).toBe(302)
    const path = (made.headers.get('location') ?? '').split('?')[0] ?? ''
    const id = path.split('/').at(-1) ?? ''
    const read = async () => (await (await call(`/me/collections/${id}`, program.learner)).json()) as Made
    expect((await read()).entries).toEqual([foreign, issued])
    for (const page of [path, '/backpack/collections', '/backpack/sharing'])
      expect((await app.fetch(page, { as: program.learner })).status).toBe(200)
    expect((await post(path, [['intent', 'delete']])).status).toBe(302)
    expect((await call(`/me/collections/${id}`, program.learner)).status).toBe(404)
  })
})
