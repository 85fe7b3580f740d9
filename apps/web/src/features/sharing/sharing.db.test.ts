import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { importBadge } from '../backpack/commands/import-badge.ts'
import { restoreEntry } from '../backpack/commands.ts'
import { movePersonalThings } from '../identity/commands/merge-persons.ts'
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

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const pathOf = (url: string | null) => (url ?? '').replace(/^https?:\/\/[^/]+/, '')
const open = (path: string) => app.fetch(path, { headers: { accept: 'text/html', 'user-agent': BROWSER } })

describe('collections', () => {
  it('have a picture for previews of their link, for whoever may see them', async () => {
    const { id, url } = await make({
      visibility: 'link',
      title: 'A title that is long & <bold> '.repeat(4).trim(),
    })
    const html = (await (await open(pathOf(url))).text()).replaceAll('&amp;', '&')
    const address = /property="og:image" content="([^"]+)"/.exec(html)?.[1] ?? ''
    const picture = await open(pathOf(address))
    expect(picture.headers.get('x-robots-tag')).toBe('noindex')
    const bytes = Buffer.from(await picture.arrayBuffer())
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630])
    expect((await open(`/collections/${id}/preview.png`)).status).toBe(404)
  })

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

  it('P8: show no badge any more that was removed, also when it is taken back', async () => {
    const credential = await foreignBadge({ id: 'urn:uuid:gone', name: 'Gone and back' })
    const brought = await call('/me/backpack', program.learner, 'POST', { credential })
    const { id: entry } = ((await brought.json()) as { entry: { id: string } }).entry
    const { url } = await make({ visibility: 'public', entries: [entry, issued] })
    expect(await (await open(pathOf(url))).text()).toContain('Gone and back')
    expect((await call(`/me/backpack/${entry}`, program.learner, 'DELETE')).status).toBeLessThan(300)
    expect(await (await open(pathOf(url))).text()).not.toContain('Gone and back')
    await app.inPerson(program.learner, (scope) => restoreEntry(scope, entry))
    expect(await (await open(pathOf(url))).text()).not.toContain('Gone and back')
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
    await countShared(app.deps, id, 'views')
    // In steps, so that whoever sends the link to one person does not see that they came.
    expect((await told()).find((thing) => thing.id === id)?.views).toBe(5)
  })

  it('P9: is counted for people who open a page, not for what fetches it for them', async () => {
    const { id, url } = await make({ visibility: 'public' })
    const visit = (headers: Record<string, string>, method = 'GET') =>
      app.fetch(pathOf(url), { method, headers: { accept: 'text/html', ...headers } })
    for (const agent of ['facebookexternalhit/1.1', 'LinkedInBot/1.0', 'curl/8.5.0', 'Slackbot 1.0', ''])
      await visit({ 'user-agent': agent })
    await visit({ 'user-agent': BROWSER, 'sec-purpose': 'prefetch;prerender' })
    await visit({ 'user-agent': BROWSER }, 'HEAD')
    await visit({ 'user-agent': BROWSER })
    const views = async () =>
      (await app.asOwner(`SELECT views FROM assay.share_count WHERE subject_id = '${id}'`))[0]?.views
    await vi.waitFor(async () => expect(await views()).toBe(1))
  })

  it('is counted however many come at once, in few statements', async () => {
    const { id, url } = await make({ visibility: 'public' })
    const visit = () => app.fetch(pathOf(url), { headers: { accept: 'text/html', 'user-agent': BROWSER } })
    for (let round = 0; round < 2; round += 1) await Promise.all([visit(), visit(), visit(), visit()])
    const views = async () =>
      (await app.asOwner(`SELECT views FROM assay.share_count WHERE subject_id = '${id}'`))[0]?.views
    await vi.waitFor(async () => expect(await views()).toBe(8), { timeout: 5_000 })
  })

  it('P9: is no longer counted anywhere once it is gone', async () => {
    const { id } = await make({ visibility: 'public' })
    await countShared(app.deps, id, 'views')
    const counts = () => app.asOwner(`SELECT day FROM assay.share_count WHERE subject_id = '${id}'`)
    expect(await counts()).toHaveLength(1)
    await call(`/me/collections/${id}`, program.learner, 'DELETE')
    expect(await counts()).toEqual([])
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

describe('what a person writes of a collection', () => {
  it('P2: lies sealed, and cannot be read once the person’s key is destroyed', async () => {
    const person = await app.person('Olga Ended')
    const made = await call('/me/collections', person, 'POST', {
      title: 'After the burnout',
      visibility: 'public',
    })
    const { id, url } = (await made.json()) as Made
    const [row] = await app.asOwner(`SELECT * FROM assay.collection WHERE id = '${id}'`)
    expect(JSON.stringify(row)).not.toContain('burnout')
    expect(Buffer.from(row?.content_sealed as Buffer).includes('burnout')).toBe(false)
    await app.asOwner(
      `UPDATE assay.data_key SET wrapped = NULL, destroyed_at = now(), is_current = false WHERE person_id = '${person.id}'`,
    )
    expect((await open(pathOf(url))).status).toBe(404)
    expect(((await (await call('/me/collections', person)).json()) as { items: unknown[] }).items).toEqual([])
  })

  it('P7: is part of everything that they take away', async () => {
    const { id, url } = await make({ title: 'To take along', visibility: 'link' })
    const archive = await app.fetch('/backpack/everything.zip', { as: program.learner })
    const files = unzipSync(new Uint8Array(await archive.arrayBuffer()))
    const kept = JSON.parse(strFromU8(files['records/collections.json'] ?? new Uint8Array())) as Made[]
    expect(kept.find((one) => one.id === id)).toMatchObject({
      title: 'To take along',
      badges: [foreign, issued],
      url,
    })
  })
})

describe('two accounts that become one', () => {
  it('keep the collections of both, readable, with the copy of a badge that stays', async () => {
    const [from, into] = [await app.person('Mia Twice'), await app.person('Mia Once')]
    const importTo = async (person: TestPerson) => {
      const credential = await foreignBadge({ id: 'urn:uuid:both', name: 'Both have it' })
      const response = await call('/me/backpack', person, 'POST', { credential })
      return ((await response.json()) as { entry: { id: string } }).entry.id
    }
    const [theirs, own] = [await importTo(from), await importTo(into)]
    const made = await call('/me/collections', from, 'POST', { title: 'Of the first', entries: [theirs] })
    const { id } = (await made.json()) as Made
    await app.inSystem((system) => movePersonalThings(system, from.id, into.id))
    const found = (await (await call(`/me/collections/${id}`, into)).json()) as Made
    expect(found).toMatchObject({ title: 'Of the first', entries: [own] })
  })
})

describe('the pages of a person’s collections', () => {
  it('keep every badge that was chosen, however many there are', async () => {
    const person = await app.person('Petra Many')
    const ids: string[] = []
    for (let at = 0; at < 230; at += 1) {
      const text = JSON.stringify(await foreignBadge({ id: `urn:uuid:many-${at}`, name: `Badge ${at}` }))
      const kept = await importBadge(app.deps, (work) => app.inPerson(person, work), {
        kind: 'document',
        source: 'badge',
        content: text,
      })
      if ('entryId' in kept) ids.push(kept.entryId)
    }
    expect(ids).toHaveLength(230)
    const made = await call('/me/collections', person, 'POST', { title: 'Many', entries: ids })
    const { id } = (await made.json()) as Made
    const html = await (await app.fetch(`/backpack/collections/${id}`, { as: person })).text()
    const form = new URLSearchParams([
      ['title', 'Many'],
      ['visibility', 'private'],
      ['revision', '1'],
      ...[...html.matchAll(/<input[^>]*name="entries\[\]"[^>]*>/g)]
        .filter(([tag]) => tag.includes('checked'))
        .map(([tag]) => ['entries[]', /value="([^"]+)"/.exec(tag)?.[1] ?? '']),
      ...[...html.matchAll(/<input[^>]*name="(place\.[^"]+)"[^>]*value="(\d+)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    ])
    const saved = await app.fetch(`/backpack/collections/${id}`, { as: person, method: 'POST', body: form })
    expect(saved.status).toBe(302)
    const kept = (await (await call(`/me/collections/${id}`, person)).json()) as Made
    expect(kept.entries).toEqual(ids)
  }, 120_000)

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
