import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { inPublic, seeCollection } from '../../db/scopes.ts'
import { createCollection, shareCollection } from './commands.ts'
import type { CollectionInput } from './schema.ts'

let app: TestApp
let program: Program
/** Issued here, both private: one lies in the collections below, one does not. */
let inside: string
let outside: string
let entries: readonly string[]
let foreign: string
let foreignOutside: string

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  inside = await issuedTo(app, program, program.learner, { shared: false })
  outside = await issuedTo(app, program, program.learner, { shared: false })
  foreign = await bring('urn:uuid:crane', 'Crane signals')
  foreignOutside = await bring('urn:uuid:forklift', 'Forklift B')
  const [row] = await app.asOwner(`SELECT id FROM assay.backpack_entry WHERE credential_id = '${inside}'`)
  entries = [String(row?.id), foreign]
})
afterAll(() => app.close())

async function bring(id: string, name: string): Promise<string> {
  const credential = await foreignBadge({ id, name, address: program.learner.email })
  const response = await app.fetch('/api/v1/me/backpack', {
    ...{ as: program.learner, method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ credential }),
  })
  return ((await response.json()) as { entry: { id: string } }).entry.id
}

const make = (more: Partial<CollectionInput>): Promise<string> =>
  app.inPerson(program.learner, (scope) => {
    const input = { title: 'Proofs', description: '', entries: [...entries], lastDay: null }
    return createCollection(scope, { ...input, visibility: 'link', ...more })
  })

/** The query with which a collection opens its badges. */
async function queryOf(id: string): Promise<string> {
  const response = await app.fetch(`/api/v1/me/collections/${id}`, { as: program.learner })
  const { url } = (await response.json()) as { url: string }
  return `?collection=${id}&${new URL(url).search.slice(1)}`.replace(/&$/, '')
}

const statusOf = async (path: string) => (await app.fetch(path, { headers: { accept: 'text/html' } })).status

/** Every address of a badge that was issued here, and of one that was brought. */
const addressesOf = (query: string, issued = inside, brought = foreign) => [
  ...['', '/credential.json', '/credential.jwt', '/badge.png', '/badge.svg', '/preview.png'].map(
    (path) => `/credentials/${issued}${path}${query}`,
  ),
  ...['', '/badge.json'].map((path) => `/b/${brought}${path}${query}`),
  `/verify/credentials/${issued}${query}`,
  `/verify/b/${brought}${query}`,
]

describe('a private badge in a shared collection', () => {
  it('P8: has its own page, files and verification for whoever the collection is open to', async () => {
    for (const visibility of ['link', 'public'] as const) {
      const query = await queryOf(await make({ visibility }))
      for (const path of addressesOf(query)) expect([path, await statusOf(path)]).toEqual([path, 200])
    }
  }, 120_000)

  it('is reached from the collection’s page, and its own page keeps the key in every link', async () => {
    const id = await make({})
    const query = await queryOf(id)
    const collection = await app.fetch(`/collections/${id}?${query.split('&')[1]}`)
    const html = (await collection.text()).replaceAll('&amp;', '&')
    expect(html).toContain(`href="/credentials/${inside}${query}"`)
    expect(html).toContain(`href="/b/${foreign}${query}"`)
    const page = await app.fetch(`/credentials/${inside}${query}`)
    expect(page.headers.get('cache-control')).not.toContain('public')
    const own = (await page.text()).replaceAll('&amp;', '&')
    expect(own).toContain('content="noindex"')
    expect(own).toContain(`href="/verify/credentials/${inside}${query}"`)
    const verified = await (await app.fetch(`/verify/credentials/${inside}${query}`)).text()
    expect(verified).toContain('Valid')
  })

  it('P8: opens nothing that lies outside it, and no other collection’s key opens it', async () => {
    const query = await queryOf(await make({}))
    for (const path of addressesOf(query, outside, foreignOutside))
      expect([path, await statusOf(path)]).toEqual([path, 404])
    const other = await make({ entries: [] })
    const [wrongKey, otherCollection, noKey] = [
      query.replace(/key=.*/, 'key=x'),
      await queryOf(other),
      query.replace(/&key=.*/, ''),
    ]
    for (const wrong of [wrongKey, otherCollection, noKey, '?collection=x', '?collection=', ''])
      for (const path of [`/credentials/${inside}${wrong}`, `/b/${foreign}${wrong}`])
        expect([path, await statusOf(path)]).toEqual([path, 404])
  })

  it('P8: is closed again when the collection is made private, loses the badge or ends', async () => {
    const id = await make({ lastDay: '2026-05-03' })
    const query = await queryOf(id)
    const before = app.clock.now
    app.clock.now = new Date('2026-05-04T00:00:00Z')
    expect(await statusOf(`/credentials/${inside}${query}`)).toBe(410)
    expect(await statusOf(`/credentials/${inside}/credential.json${query}`)).toBe(410)
    expect(await statusOf(`/b/${foreign}${query}`)).toBe(410)
    app.clock.now = before
    expect(await statusOf(`/credentials/${inside}${query}`)).toBe(200)
    await app.asOwner(`DELETE FROM assay.collection_entry WHERE collection_id = '${id}'`)
    expect(await statusOf(`/credentials/${inside}${query}`)).toBe(404)
    const shut = await make({ visibility: 'public' })
    expect(await statusOf(`/credentials/${inside}?collection=${shut}`)).toBe(200)
    await app.inPerson(program.learner, (scope) => shareCollection(scope, shut, 'private'))
    expect(await statusOf(`/credentials/${inside}?collection=${shut}`)).toBe(404)
    expect(await statusOf(`/b/${foreign}?collection=${shut}`)).toBe(404)
  })
})

describe('row-level security alone', () => {
  const TABLES = ['credential', 'credential_form', 'status_change', 'backpack_entry', 'collection_entry']

  /** How many rows of each table the public sees after a collection was opened. */
  const seen = (collection: string | undefined) =>
    inPublic(app.deps, async (scope) => {
      if (collection !== undefined) await seeCollection(scope, collection)
      const counts: Record<string, number> = {}
      for (const table of TABLES)
        counts[table] = (
          await scope.db
            .selectFrom(table as 'credential')
            .selectAll()
            .execute()
        ).length
      return counts
    })
  const nothing = Object.fromEntries(TABLES.map((table) => [table, 0]))

  beforeEach(async () => {
    await app.asOwner('DELETE FROM assay.collection')
    await app.inOrg(program.organization, program.manager, async ({ db, orgId, deps }) => {
      const change = { kind: 'suspend', reason: 'looked at', changedBy: program.manager.id } as const
      for (const credentialId of [inside, outside])
        await db
          .insertInto('statusChange')
          .values({ orgId, id: crypto.randomUUID(), credentialId, changedAt: deps.now(), ...change })
          .execute()
    })
  })

  it('A1: shows what lies in the opened collection and nothing else', async () => {
    const id = await make({})
    expect(await seen(undefined)).toEqual(nothing)
    expect(await seen(await make({ entries: [] }))).toEqual(nothing)
    expect(await seen(id)).toMatchObject({ credential: 1, backpack_entry: 2, collection_entry: 2 })
    await inPublic(app.deps, async (scope) => {
      await seeCollection(scope, id)
      for (const table of ['credentialForm', 'statusChange'] as const) {
        const rows = await scope.db.selectFrom(table).select('credentialId').execute()
        expect(new Set(rows.map(({ credentialId }) => credentialId))).toEqual(new Set([inside]))
      }
    })
  })

  it('A1: shows nothing of a collection that is private or has ended', async () => {
    expect(await seen(await make({ visibility: 'private' }))).toEqual(nothing)
    const id = await make({ lastDay: '2026-05-03' })
    const before = app.clock.now
    app.clock.now = new Date('2026-05-04T00:00:00Z')
    expect(await seen(id)).toEqual(nothing)
    app.clock.now = before
    expect((await seen(id)).credential).toBe(1)
  })

  it('A1: shows a person’s collections and their badges to nobody else who is signed in', async () => {
    await make({ visibility: 'public' })
    const other = await app.person('Boris')
    const found = await app.inPerson(other, async ({ db }) => [
      ...(await db.selectFrom('collection').select('id').execute()),
      ...(await db.selectFrom('collectionEntry').select('entryId').execute()),
      ...(await db.selectFrom('shareCount').select('subjectId').execute()),
    ])
    expect(found).toEqual([])
  })
})
