import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { type ForeignBadge, foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, TEST_ORIGIN, type TestApp } from '../../../test/test-app.ts'

let app: TestApp
let program: Program
let credential: string
let entry: string

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  await issuedTo(app, program, program.learner)
  await app.runJobs()
  const list = await app.fetch('/api/v1/me/backpack', { as: program.learner })
  const item = ((await list.json()) as { items: { id: string; credentialId: string }[] }).items[0]
  entry = item?.id ?? ''
  credential = item?.credentialId ?? ''
})
afterAll(() => app.close())

const share = (visibility: string) =>
  app.fetch(`/api/v1/me/backpack/${entry}/sharing`, {
    ...{ as: program.learner, method: 'PUT', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ visibility }),
  })
const page = () => `${TEST_ORIGIN}/credentials/${credential}`
const oembed = (query: Readonly<Record<string, string>>) => app.fetch(`/oembed?${new URLSearchParams(query)}`)

describe('an embedded badge', () => {
  it('P8: is there for a public badge alone, not for a private or link-only one', async () => {
    for (const visibility of ['private', 'link']) {
      await share(visibility)
      expect((await app.fetch(`/embed/credentials/${credential}`)).status).toBe(404)
      expect((await oembed({ url: page() })).status).toBe(404)
    }
    const { url } = (await (await share('link')).json()) as { url: string }
    // Whoever has the link knows that it is there: oEmbed 1.0 (2.3.4) has an answer of its own for that.
    expect((await oembed({ url })).status).toBe(401)
    await share('public')
    expect((await app.fetch(`/embed/credentials/${credential}`)).status).toBe(200)
    expect((await oembed({ url: page() })).status).toBe(200)
  })

  it('may be framed, runs no script, sets no cookie; no other page may be framed', async () => {
    await share('public')
    const framed = await app.fetch(`/embed/credentials/${credential}`)
    const policy = framed.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('frame-ancestors *')
    expect(policy).not.toContain('script-src')
    expect(framed.headers.get('set-cookie')).toBeNull()
    expect(await framed.text()).not.toContain('<script')
    const own = await app.fetch(`/credentials/${credential}`, { headers: { accept: 'text/html' } })
    expect(own.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })

  it('is told of by oEmbed in JSON and XML, within the size asked for; other formats are 501', async () => {
    await share('public')
    const answer = (await (await oembed({ url: page(), maxwidth: '300' })).json()) as Record<string, unknown>
    expect(answer).toMatchObject({ version: '1.0', type: 'rich', width: 300, height: 160 })
    expect(answer.html).toContain(`src="${TEST_ORIGIN}/embed/credentials/${credential}"`)
    const xml = await oembed({ url: page(), format: 'xml' })
    expect(xml.headers.get('content-type')).toContain('text/xml')
    expect(await xml.text()).toContain('<type>rich</type>')
    expect((await oembed({ url: page(), format: 'yaml' })).status).toBe(501)
    expect((await oembed({})).status).toBe(404)
    expect((await oembed({ url: `https://evil.example/credentials/${credential}` })).status).toBe(404)
  })

  it('names both ways to learn of it in the head of its page, only while it is public', async () => {
    await share('public')
    const own = await app.fetch(`/credentials/${credential}`, { headers: { accept: 'text/html' } })
    const html = await own.text()
    for (const [format, type] of [
      ['json', 'application/json+oembed'],
      ['xml', 'text/xml+oembed'],
    ] as const) {
      const link = `/oembed?${new URLSearchParams({ url: page(), format })}`
      expect(own.headers.get('link')).toContain(`<${TEST_ORIGIN}${link}>; rel="alternate"; type="${type}"`)
      expect(html).toContain(`type="${type}" href="${TEST_ORIGIN}${link.replaceAll('&', '&amp;')}"`)
      expect((await app.fetch(link)).status).toBe(200)
    }
    const { url } = (await (await share('link')).json()) as { url: string }
    const linked = await app.fetch(url.replace(TEST_ORIGIN, ''), { headers: { accept: 'text/html' } })
    expect(linked.headers.get('link')).toBeNull()
    expect(await linked.text()).not.toContain('oembed')
  })
})

describe('an embedded collection', () => {
  const make = async (visibility: string) => {
    const response = await app.fetch('/api/v1/me/collections', {
      ...{ as: program.learner, method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ title: 'Yard <proofs>', entries: [entry], visibility }),
    })
    return (await response.json()) as { id: string; url: string }
  }

  it('P8: is there for a public one alone, with its badges and nothing of a script', async () => {
    const { id, url } = await make('public')
    const html = await (await app.fetch(`/embed/collections/${id}`)).text()
    expect(html).toContain('Yard &lt;proofs&gt;')
    expect(html).toContain('1 badge')
    expect(html).not.toContain('<script')
    const answer = (await (await oembed({ url, maxheight: '120' })).json()) as Record<string, unknown>
    expect(answer).toMatchObject({ type: 'rich', title: 'Yard <proofs>', width: 480, height: 120 })
    const page = await app.fetch(new URL(url).pathname, { headers: { accept: 'text/html' } })
    expect(page.headers.get('link')).toContain('text/xml+oembed')
    const linked = await make('link')
    expect((await app.fetch(`/embed/collections/${linked.id}`)).status).toBe(404)
    expect((await oembed({ url: linked.url })).status).toBe(401)
    expect((await oembed({ url: linked.url.split('?')[0] ?? '' })).status).toBe(404)
  })
})

describe('an embedded badge from elsewhere', () => {
  const bring = async (id: string, badge: ForeignBadge = {}) => {
    const text = JSON.stringify(await foreignBadge({ id, address: program.learner.email, ...badge }))
    const form = new URLSearchParams({ text, keepUnconfirmed: 'yes' })
    const answer = await app.fetch('/backpack/import', { as: program.learner, method: 'POST', body: form })
    return /\/backpack\/([0-9a-f-]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? ''
  }
  const shareAs = (id: string, visibility: string) =>
    app.fetch(`/api/v1/me/backpack/${id}/sharing`, {
      ...{ as: program.learner, method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ visibility }),
    })
  const frameOf = async (id: string) => (await app.fetch(`/embed/b/${id}`)).text()

  it('P8: is there for a public one alone, and told of by oEmbed and by its page', async () => {
    const id = await bring('urn:uuid:embed-1')
    const { url } = (await (await shareAs(id, 'link')).json()) as { url: string }
    expect((await app.fetch(`/embed/b/${id}`)).status).toBe(404)
    expect((await oembed({ url })).status).toBe(401)
    await shareAs(id, 'public')
    expect((await app.fetch(`/embed/b/${id}`)).status).toBe(200)
    const answer = (await (await oembed({ url: `${TEST_ORIGIN}/b/${id}` })).json()) as Record<string, unknown>
    expect(answer).toMatchObject({ type: 'rich', title: 'Crane signals', width: 480, height: 160 })
    expect(answer).not.toHaveProperty('author_name')
    const page = await app.fetch(`/b/${id}`, { headers: { accept: 'text/html' } })
    expect(page.headers.get('link')).toContain('application/json+oembed')
    const ways = await app.fetch(`/api/v1/me/backpack/${id}/ways`, { as: program.learner })
    expect(JSON.stringify(await ways.json())).toContain(`/embed/b/${id}`)
  })

  it('T11 tells what the last check found before what the badge says of itself, with the key’s identity', async () => {
    const id = await bring('urn:uuid:embed-2', { issuerName: `Harbor Logistics ${'x'.repeat(400)}` })
    await shareAs(id, 'public')
    const html = await frameOf(id)
    expect(html).toContain('Last check, 3 May 2026: In force')
    expect(html).toContain('The badge says it is from Harbor Logistics')
    expect(html).toContain('did:key:')
    expect(html).not.toContain('x'.repeat(100))
    expect(html.indexOf('Last check')).toBeLessThan(html.indexOf('says it is from'))
    expect(html).not.toContain('<script')
  })

  it('says of one that could not be checked, or whose end has come, just that', async () => {
    const unchecked = await bring('urn:uuid:embed-3', {
      change: {
        credentialStatus: {
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: '5',
          statusListCredential: 'https://unreachable.invalid/list',
        },
      },
    })
    await shareAs(unchecked, 'public')
    expect(await frameOf(unchecked)).toContain('Last check, 3 May 2026: Could not be checked')
    const ended = await bring('urn:uuid:embed-4', { change: { validUntil: '2026-05-04T00:00:00Z' } })
    await shareAs(ended, 'public')
    const before = app.clock.now
    app.clock.now = new Date('2026-05-05T00:00:00Z')
    expect(await frameOf(ended)).toContain('Last check, 3 May 2026: Expired')
    app.clock.now = before
  })
})
