import { readPng } from '@assay/credentials'
import { inflate } from '@assay/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, TEST_ORIGIN, type TestApp } from '../../../test/test-app.ts'
import { createCollection } from './commands.ts'

let app: TestApp
let program: Program
let credential: string
let issued: string
let brought: string
let collection: string

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  credential = await issuedTo(app, program, program.learner, { shared: false })
  const [row] = await app.asOwner(`SELECT id FROM assay.backpack_entry WHERE credential_id = '${credential}'`)
  issued = String(row?.id)
  const response = await app.fetch('/api/v1/me/backpack', {
    ...{ as: program.learner, method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({
      credential: await foreignBadge({ name: 'Crane "signals"', address: program.learner.email }),
    }),
  })
  brought = ((await response.json()) as { entry: { id: string } }).entry.id
  collection = await app.inPerson(program.learner, (scope) =>
    createCollection(scope, {
      ...{ title: 'Yard', description: '', entries: [issued, brought] },
      ...{ visibility: 'private' as const, lastDay: null },
    }),
  )
})
afterAll(() => app.close())

interface Kit {
  readonly visibility: string
  readonly url: string | null
  readonly links: { place: string; url: string }[]
  readonly embed: { readonly code: string; readonly url: string } | null
  readonly signature: { html: string; text: string } | null
  readonly code: string | null
}
const pathOf = (thing: string) => (thing === collection ? `collections/${thing}` : thing)
const kitOf = async (thing: string, query = ''): Promise<Kit> => {
  const shelf = thing === collection ? 'collections' : 'backpack'
  const path = `/api/v1/me/${shelf}/${thing}/ways${query}`
  return (await (await app.fetch(path, { as: program.learner })).json()) as Kit
}
const page = (thing: string, more = '') =>
  app.fetch(`/backpack/${pathOf(thing)}/share${more}`, { as: program.learner })
const turn = (thing: string, visibility: string) =>
  app.fetch(`/backpack/${pathOf(thing)}/share`, {
    ...{ as: program.learner, method: 'POST', body: new URLSearchParams({ visibility }) },
  })

describe.each([
  ['a badge that was issued here', () => issued, 'public'],
  ['a badge from elsewhere', () => brought, 'public'],
  ['a collection', () => collection, 'public'],
])('ways to share %s', (_, thing) => {
  it('are none while it is private, and there once a form has shared it', async () => {
    await turn(thing(), 'private')
    expect(await kitOf(thing())).toMatchObject({ visibility: 'private', url: null, links: [], embed: null })
    expect((await page(thing())).status).toBe(200)
    for (const code of ['code.svg', 'code.png']) expect((await page(thing(), `/${code}`)).status).toBe(404)
    expect((await turn(thing(), 'link')).status).toBe(302)
    const { visibility, url, links, embed } = await kitOf(thing())
    expect([visibility, embed]).toEqual(['link', null])
    expect((await app.fetch((url ?? '').replace(TEST_ORIGIN, ''))).status).toBe(200)
    for (const place of ['linkedin', 'facebook', 'x', 'email'])
      expect(links.map((link) => link.place)).toContain(place)
    expect((await turn(thing(), 'somebody')).status).toBe(422)
  })

  it('are shown on a page that loads nothing of others', async () => {
    await turn(thing(), 'public')
    const html = await (await page(thing())).text()
    const loaded = [
      ...html.matchAll(/<(?:img|script|iframe|link|form)\b[^>]*?(?:src|href|action)="([^"]+)"/g),
    ]
    for (const [, address = ''] of loaded)
      expect([TEST_ORIGIN, '']).toContain(address.startsWith('http') ? new URL(address).origin : '')
    const out = [...html.matchAll(/<a\b[^>]*href="https?:[^"]+"[^>]*>/g)].map(([tag]) => tag)
    for (const tag of out.filter((found) => !found.includes(`href="${TEST_ORIGIN}`)))
      expect(tag).toContain('rel="noreferrer"')
  })

  it('include a QR code in both formats', async () => {
    await turn(thing(), 'public')
    const svg = await page(thing(), '/code.svg')
    expect(svg.headers.get('content-type')).toBe('image/svg+xml')
    expect(await svg.text()).toBe((await kitOf(thing())).code)
    const png = new Uint8Array(await (await page(thing(), '/code.png')).arrayBuffer())
    expect(readPng(png, inflate)).toBeDefined()
    expect((await page(thing(), '/code.gif')).status).toBe(404)
  })

  it('include a signature whose picture anyone can load', async () => {
    await turn(thing(), 'link')
    const { signature } = await kitOf(thing())
    const picture = /<img src="([^"]+)"/.exec(signature?.html ?? '')?.[1]
    if (thing() === brought) {
      // It came as JSON, without a picture.
      expect(picture).toBeUndefined()
      return
    }
    const response = await app.fetch((picture ?? '').replaceAll('&amp;', '&').replace(TEST_ORIGIN, ''))
    expect(response.headers.get('content-type')).toBe('image/png')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(bytes.length).toBeLessThan(150_000)
    const [width] = [Buffer.from(bytes).readUInt32BE(16)]
    expect(width).toBe(thing() === issued ? 192 : 544)
  })
})

describe('the Mastodon server', () => {
  it('that is typed makes a link without a script; what names none is said beside the field', async () => {
    await turn(issued, 'public')
    const html = await (await page(issued, '?mastodon=%40me%40Mastodon.social')).text()
    expect(html).toContain('href="https://mastodon.social/share?text=')
    const wrong = await page(issued, '?mastodon=127.0.0.1')
    expect(wrong.status).toBe(200)
    const told = await wrong.text()
    expect(told).toContain('names no Mastodon server')
    expect(told).not.toContain('/share?text=')
    const answer = await app.fetch(`/api/v1/me/backpack/${issued}/ways?mastodon=127.0.0.1`, {
      as: program.learner,
    })
    expect(answer.status).toBe(422)
    expect((await kitOf(issued, '?mastodon=mastodon.social')).links.at(-1)?.place).toBe('mastodon')
  })
})

describe('ways to share', () => {
  it('A1: are nobody else’s to see or to change', async () => {
    const boris = await app.person('Boris')
    for (const thing of [issued, collection]) {
      const path = `/backpack/${pathOf(thing)}/share`
      expect((await app.fetch(path, { as: boris })).status).toBe(404)
      const body = new URLSearchParams({ visibility: 'private' })
      expect((await app.fetch(path, { as: boris, method: 'POST', body })).status).toBe(404)
    }
  })

  it('in Spanish speak Spanish', async () => {
    await turn(issued, 'public')
    expect((await kitOf(issued, '?language=es')).signature?.text).toContain('Véala y verifíquela')
  })
})
