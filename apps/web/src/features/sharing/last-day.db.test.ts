import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, TEST_ORIGIN, type TestApp } from '../../../test/test-app.ts'
import { inPublic } from '../../db/scopes.ts'

let app: TestApp
let program: Program
let issued: { id: string; credentialId: string }
let imported: string
const start = new Date('2026-05-03T10:00:00Z')

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  await issuedTo(app, program, program.learner)
  await app.runJobs()
  const list = (await (await app.fetch('/api/v1/me/backpack', { as: program.learner })).json()) as {
    items: (typeof issued)[]
  }
  issued = list.items[0] ?? { id: '', credentialId: '' }
  const text = JSON.stringify(await foreignBadge({ address: program.learner.email }))
  const answer = await app.fetch('/backpack/import', {
    ...{ as: program.learner, method: 'POST', body: new URLSearchParams({ text }) },
  })
  imported = /\/backpack\/([0-9a-f-]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? ''
})
afterAll(() => app.close())
beforeEach(() => {
  app.clock.now = start
})

interface Shared {
  readonly visibility: string
  readonly url: string | null
  readonly lastDay: string | null
}

async function share(id: string, body: Record<string, unknown>): Promise<Shared> {
  const response = await app.fetch(`/api/v1/me/backpack/${id}/sharing`, {
    ...{ as: program.learner, method: 'PUT', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Shared
}
const statusOf = async (url: string | null, accept = 'text/html') =>
  (await app.fetch((url ?? '').replace(TEST_ORIGIN, ''), { headers: { accept } })).status
const own = async (path: string) => (await app.fetch(path, { as: program.learner })).text()

it('P8: after its last day the link of a badge opens nothing, and says so to whoever had it', async () => {
  for (const id of [issued.id, imported]) {
    const { url, lastDay } = await share(id, { visibility: 'link', lastDay: '2026-05-04' })
    expect(lastDay).toBe('2026-05-04')
    app.clock.now = new Date('2026-05-04T23:59:59Z')
    expect([await statusOf(url), await statusOf(url, 'application/vc+ld+json')]).toEqual([200, 200])
    app.clock.now = new Date('2026-05-05T00:00:00Z')
    expect([await statusOf(url), await statusOf(url, 'application/vc+ld+json')]).toEqual([410, 410])
    const page = await app.fetch((url ?? '').replace(TEST_ORIGIN, ''), { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('This badge is no longer shared.')
    expect(await statusOf((url ?? '').split('?')[0] ?? '')).toBe(404)
    app.clock.now = start
  }
})

it('P8: a public badge is in no frame, no verification and no search for holders after its last day', async () => {
  await share(issued.id, { visibility: 'public', lastDay: '2026-05-04' })
  const frame = `/embed/credentials/${issued.credentialId}`
  const verify = `/verify/credentials/${issued.credentialId}`
  expect([await statusOf(frame), await statusOf(verify)]).toEqual([200, 200])
  app.clock.now = new Date('2026-05-05T00:00:00Z')
  expect([await statusOf(frame), await statusOf(verify)]).toEqual([410, 404])
  const rows = await inPublic(app.deps, ({ db }) =>
    db.selectFrom('credential').select('id').where('id', '=', issued.credentialId).execute(),
  )
  expect(rows).toEqual([])
})

it('is private for its owner from then on, and shared anew under a new link without an end', async () => {
  const before = await share(issued.id, { visibility: 'link', lastDay: '2026-05-04' })
  expect(await own('/backpack/sharing')).toContain('until 4 May 2026')
  app.clock.now = new Date('2026-05-05T00:00:00Z')
  expect(await own(`/backpack/${issued.id}`)).toContain('Others could see it until 4 May 2026.')
  expect(await own('/backpack/sharing')).not.toContain('until 4 May 2026')
  const after = await share(issued.id, { visibility: 'link' })
  expect(after.lastDay).toBeNull()
  expect(after.url).not.toBe(before.url)
  expect([await statusOf(before.url), await statusOf(after.url)]).toEqual([404, 200])
})

it('is seen in a shared collection also after its own last day', async () => {
  await share(issued.id, { visibility: 'link', lastDay: '2026-05-04' })
  const response = await app.fetch('/api/v1/me/collections', {
    ...{ as: program.learner, method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ title: 'Proofs', entries: [issued.id], visibility: 'link' }),
  })
  const { id, url } = (await response.json()) as { id: string; url: string }
  app.clock.now = new Date('2026-05-05T00:00:00Z')
  const query = `?collection=${id}&key=${new URL(url).searchParams.get('key')}`
  expect(await statusOf(`/credentials/${issued.credentialId}${query}`)).toBe(200)
})

it('is set by the page’s form, kept where only who sees it changes, and refused where it is no day', async () => {
  const post = (fields: Record<string, string>) =>
    app.fetch(`/backpack/${issued.id}`, {
      ...{ as: program.learner, method: 'POST' },
      body: new URLSearchParams({ intent: 'share', ...fields }),
    })
  expect((await post({ visibility: 'link', lastDay: '2026-06-01' })).status).toBe(302)
  expect(await own(`/backpack/${issued.id}`)).toContain('value="2026-06-01"')
  expect((await share(issued.id, { visibility: 'public' })).lastDay).toBe('2026-06-01')
  expect((await post({ visibility: 'public', lastDay: '' })).status).toBe(302)
  expect((await share(issued.id, { visibility: 'public' })).lastDay).toBeNull()
  expect((await post({ visibility: 'public', lastDay: 'soon' })).status).toBe(422)
})
