import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'

let app: TestApp
let program: Program
let ana: TestPerson
let boris: TestPerson
let numbered = 0

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  ana = await app.person('Ana')
  boris = await app.person('Boris')
})
afterAll(() => app.close())

function post(path: string, as: TestPerson | undefined, fields: Readonly<Record<string, string | File>>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return app.fetch(path, { method: 'POST', body: form, as })
}

const UNREACHABLE = {
  credentialStatus: {
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '5',
    statusListCredential: 'https://unreachable.invalid/list',
  },
}

async function bring(name: string, change = {}): Promise<string> {
  numbered += 1
  const badge = await foreignBadge({ id: `urn:uuid:page-${numbered}`, name, address: ana.email, change })
  const answer = await post('/backpack/import', ana, { text: JSON.stringify(badge) })
  return /\/backpack\/([0-9a-f-]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? ''
}

const pageOf = async (path: string, as?: TestPerson) => {
  const response = await app.fetch(path, { as, headers: { accept: 'text/html' } })
  return { status: response.status, html: await response.text(), headers: response.headers }
}

/** The heading as a reader sees it. */
const headingOf = (html: string) => (/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '').replace(/<[^>]*>/g, '')

describe('/backpack', () => {
  it('says how many badges there are, and shows them with their states', async () => {
    expect((await pageOf('/backpack', boris)).html).toContain('Your backpack is empty')
    await issuedTo(app, program, program.learner, { shared: false })
    const { html } = await pageOf('/backpack', program.learner)
    expect(html).toContain('Your backpack holds 1 badge')
    expect(html).toMatch(/Reefer Cargo Handling[\s\S]*In force/)
  })

  it('keeps the filter in its address', async () => {
    const { html } = await pageOf('/backpack?q=crane&state=in_force', program.learner)
    expect(html).toContain('No badge fits what you look for')
    expect(html).toContain('value="crane"')
  })

  it('sends a stranger to the sign-in page', async () => {
    const { status, headers } = await pageOf('/backpack')
    expect([status, headers.get('location')]).toEqual([302, '/sign-in?next=%2Fbackpack'])
  })
})

describe('/backpack/import', () => {
  it('keeps a badge without scripts and leads to it', async () => {
    const { status, html } = await pageOf(`/backpack/${await bring('Crane signals')}?done=kept`, ana)
    expect([status, html.includes('The badge is in your backpack.')]).toEqual([200, true])
    expect(html).toContain('Crane signals')
  })

  it('refuses a changed badge and says why', async () => {
    const badge = { ...(await foreignBadge({ id: 'urn:uuid:page-changed' })), name: 'Other' }
    const answer = await post('/backpack/import', ana, { text: JSON.stringify(badge) })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('This was not kept.')
    expect(html).toContain('The signature does not belong to this content')
  })

  it('asks before it keeps what could not be checked, and keeps it with one press', async () => {
    const badge = await foreignBadge({ id: 'urn:uuid:page-unsure', name: 'Unsure', change: UNREACHABLE })
    const answer = await post('/backpack/import', ana, {
      file: new File([JSON.stringify(badge)], 'unsure.json'),
    })
    const html = await answer.text()
    expect([answer.status, html.includes('This could not be checked.')]).toEqual([422, true])
    const hidden = Object.fromEntries(
      [...html.matchAll(/<input type="hidden" name="(held|heldAs|keepUnconfirmed)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    )
    const kept = await post('/backpack/import', ana, hidden)
    const page = await pageOf(kept.headers.get('location') ?? '', ana)
    expect(page.html).toContain('Unsure')
    expect(page.html).toContain('Could not be checked')
    expect(page.html).toContain('Not shown to be yours')
  })

  it('keeps the text when it cannot go on', async () => {
    const answer = await post('/backpack/import', ana, { text: 'two', file: new File(['{}'], 'x.json') })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toMatch(/<textarea[^>]*>two<\/textarea>/)
  })
})

describe('/backpack/:id', () => {
  it('shares, renews, checks, removes and takes back by plain forms', async () => {
    const id = await bring('By hand')
    const path = `/backpack/${id}`
    expect(
      (await post(path, ana, { intent: 'share', visibility: 'link' })).headers.get('location'),
    ).toContain('done=shared')
    const linkOf = async () =>
      /value="(http[^"]*\?key=[\w-]{43})"/
        .exec((await pageOf(path, ana)).html)?.[1]
        ?.replace(/^.*8421/, '') ?? ''
    const first = await linkOf()
    expect((await pageOf(first)).status).toBe(200)
    await post(path, ana, { intent: 'share', visibility: 'link', renew: 'yes' })
    const second = await linkOf()
    expect([(await pageOf(first)).status, (await pageOf(second)).status]).toEqual([404, 200])
    expect((await pageOf(path, ana)).html).toContain('linkedin.com/profile/add?')
    await post(path, ana, { intent: 'check' })
    expect((await post(path, ana, { intent: 'remove' })).headers.get('location')).toBe(
      '/backpack?done=removed',
    )
    expect([
      (await pageOf(second)).status,
      (await pageOf('/backpack', ana)).html.includes('Take back'),
    ]).toEqual([404, true])
    await post(path, ana, { intent: 'restore' })
    expect((await pageOf(path, ana)).html).toContain('You alone')
  })

  it('is not there for anybody else, and their forms change nothing', async () => {
    const id = await bring('Only Ana’s words')
    const { status, html } = await pageOf(`/backpack/${id}`, boris)
    expect(status).toBe(404)
    expect(html).not.toContain('words')
    for (const intent of ['share', 'check', 'remove', 'restore'])
      expect((await post(`/backpack/${id}`, boris, { intent, visibility: 'public' })).status).toBe(404)
    expect((await pageOf(`/b/${id}`)).status).toBe(404)
  })

  it('refuses to remove what was issued here, with a reason', async () => {
    const { html } = await pageOf('/backpack', program.learner)
    const path = /href="(\/backpack\/[0-9a-f-]{36})"/.exec(html)?.[1] ?? ''
    const answer = await post(path, program.learner, { intent: 'remove' })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('stays in the backpack')
  })
})

describe('/b/:id', () => {
  it('P8 shows a public badge without scripts, its owner or an address, and may be found', async () => {
    const id = await bring('Public words')
    await post(`/backpack/${id}`, ana, { intent: 'share', visibility: 'public' })
    const { status, html } = await pageOf(`/b/${id}`)
    expect(status).toBe(200)
    expect(headingOf(html)).toMatch(/^Valid\. Issued by did:key\S+ on 2 May 2026, checked on 3 May 2026\.$/)
    expect(html).toContain('<meta property="og:title" content="Public words"')
    expect(html).not.toMatch(/<script|noindex/)
    for (const secret of [ana.name, ana.email, ana.id]) expect(html).not.toContain(secret)
  })

  it('P8 asks search engines to stay away from a link-only badge', async () => {
    const id = await bring('Link words')
    await post(`/backpack/${id}`, ana, { intent: 'share', visibility: 'link' })
    const link = /\/b\/[^"]*\?key=[\w-]{43}/.exec((await pageOf(`/backpack/${id}`, ana)).html)?.[0] ?? ''
    expect((await pageOf(link)).html).toContain('name="robots" content="noindex"')
    const verified = await pageOf(`/verify${link}`)
    expect(verified.html).toMatch(/Valid\./)
    expect(/<main[\s\S]*<\/main>/.exec(verified.html)?.[0]).not.toContain(link.split('key=')[1])
    expect((await pageOf(`/verify/b/${id}`)).status).toBe(404)
  })

  it('says that a badge has expired as soon as it has', async () => {
    const id = await bring('Old words', { validUntil: '2027-01-01T00:00:00Z' })
    await post(`/backpack/${id}`, ana, { intent: 'share', visibility: 'public' })
    const now = app.clock.now
    app.clock.now = new Date('2027-01-02T00:00:00Z')
    const { html } = await pageOf(`/b/${id}`)
    app.clock.now = now
    expect(headingOf(html)).toBe('Expired. It was in force until 1 January 2027.')
  })
})

describe('/backpack/everything.zip', () => {
  it('P7 downloads the person’s own data alone', async () => {
    const response = await app.fetch('/backpack/everything.zip', { as: ana })
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="everything.zip"')
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
    const addresses = JSON.parse(strFromU8(files['records/addresses.json'] ?? new Uint8Array()))
    expect(addresses).toMatchObject([{ address: ana.email }])
    expect(
      Object.values(files)
        .map((file) => strFromU8(file))
        .join(),
    ).not.toContain(boris.email)
    expect((await pageOf('/backpack/everything.zip')).status).toBe(302)
  })
})
