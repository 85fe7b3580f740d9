import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { changeStatus } from './commands/change-status.ts'

let app: TestApp
let program: Program
let shown: string

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  shown = await issuedTo(app, program, program.learner)
})
afterAll(() => app.close())

const HTML = { accept: 'text/html' }
const page = async (path: string, as?: TestPerson, headers: Record<string, string> = {}) => {
  const response = await app.fetch(path, { headers: { ...HTML, ...headers }, as })
  return { status: response.status, html: await response.text() }
}
const post = (path: string, as: TestPerson, fields: Record<string, string>) =>
  app.fetch(path, { method: 'POST', headers: HTML, as, body: new URLSearchParams(fields) })

describe('the page of a credential', () => {
  it('shows what the signed document says, without a script', async () => {
    const { html } = await page(`/credentials/${shown}`)
    for (const text of [
      'Reefer Cargo Handling',
      'Learner harbor',
      'range at three',
      'Demonstration',
      'In force',
      'Not yet in a log',
      'Cold chain control',
    ])
      expect(html).toContain(text)
    expect(html).not.toContain('<script')
    expect(html).toContain(`content="http://127.0.0.1:8421/credentials/${shown}/preview.png"`)
    expect(html).not.toContain('noindex')
    expect(html).not.toContain(program.learner.email)
  })

  it('speaks Spanish', async () => {
    const { html } = await page(`/credentials/${shown}`, undefined, { 'accept-language': 'es' })
    expect(html).toContain('Cómo se evaluó')
    expect(html).toContain('Alcanzado')
  })

  it('OD1 tells at once that it was revoked, and why', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    await app.inOrg(program.organization, program.manager, (scope) =>
      changeStatus(scope, credentialId, 'revoke', 'The logs were <b>copied</b>'),
    )
    const { html } = await page(`/credentials/${credentialId}`)
    expect(html).toContain('Revoked on')
    expect(html).toContain('The logs were &lt;b&gt;copied&lt;/b&gt;')
  })

  it('OD1 tells that it has expired', async () => {
    const start = app.clock.now
    app.clock.now = new Date('2028-06-01T00:00:00Z')
    const { html } = await page(`/credentials/${shown}`)
    app.clock.now = start
    expect(html).toContain('Expired on')
  })

  it('tells the holder who sees it, and does not let it be indexed', async () => {
    const credentialId = await issuedTo(app, program, program.learner, { shared: false })
    const { html } = await page(`/credentials/${credentialId}`, program.learner)
    expect(html).toContain('Only you see this page')
    expect(html).toContain('noindex')
    expect(html).not.toContain('linkedin.com')
  })
})

describe('the pages of the organization', () => {
  it('list, find and open credentials for those who run the program, and for nobody else', async () => {
    const found = await page('/o/harbor/credentials?q=reefer&state=in_force', program.manager)
    expect(found.html).toContain('Learner harbor')
    const none = await page('/o/harbor/credentials?q=zzz&page=1', program.manager)
    expect(none.html).toContain('No credential fits this search')
    expect((await page('/o/harbor/credentials?state=odd&page=x', program.manager)).status).toBe(200)
    for (const path of [
      '/o/harbor/credentials',
      `/o/harbor/credentials/${shown}`,
      '/o/harbor/award',
      '/o/harbor/issuer',
    ])
      expect([path, (await page(path, program.learner)).status]).toEqual([path, 403])
    expect((await page('/o/harbor/credentials/not-an-id', program.manager)).status).toBe(404)
  })

  it('suspend and reinstate with a reason, and keep what was typed when it is too short', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const path = `/o/harbor/credentials/${credentialId}`
    const short = await post(path, program.manager, { intent: 'suspend', reason: 'x' })
    expect(short.status).toBe(422)
    expect(await short.text()).toMatch(/<textarea[^>]*>x<\/textarea>/)
    const done = await post(path, program.manager, { intent: 'suspend', reason: 'Under review' })
    expect([done.status, done.headers.get('location')]).toEqual([302, path])
    expect((await page(path, program.manager)).html).toContain('Under review')
    expect((await post(path, program.manager, { intent: 'suspend', reason: 'Again' })).status).toBe(409)
    expect((await post(path, program.manager, { intent: 'reinstate', reason: 'All is well' })).status).toBe(
      302,
    )
    expect((await post(path, program.manager, { intent: 'destroy', reason: 'What is this' })).status).toBe(
      422,
    )
  })

  it('award directly', async () => {
    const expert = await app.member(program.organization, 'Expert Page', 'learner')
    const fields = {
      personId: expert.id,
      achievementVersionId: program.versionId,
      reason: 'Thirty years on the quay',
    }
    const missing = await post('/o/harbor/award', program.manager, { ...fields, reason: '' })
    expect([missing.status, await missing.text()]).toEqual([
      422,
      expect.stringContaining('Give a reason, in a few words at least.'),
    ])
    const done = await post('/o/harbor/award', program.manager, fields)
    expect(done.status).toBe(302)
    await app.runJobs()
    const { html } = await page(done.headers.get('location') ?? '', program.manager)
    expect(html).toContain('In force')
    const twice = await post('/o/harbor/award', program.manager, fields)
    expect([twice.status, await twice.text()]).toEqual([409, expect.stringContaining('holds this')])
  })

  it('replace and revoke keys, saying what will happen', async () => {
    const before = await page('/o/harbor/issuer', program.manager)
    expect(before.html).toContain('Everything that this key signed stops verifying')
    const rotated = await post('/o/harbor/issuer', program.manager, { intent: 'rotate:credential_p256' })
    expect(rotated.status).toBe(302)
    expect((await page('/o/harbor/issuer', program.manager)).html).toContain('p256-2')
    for (const intent of ['rotate:log', 'rotate:odd', 'revoke:------------------------------------', 'no'])
      expect([
        intent,
        (await post('/o/harbor/issuer', program.manager, { intent, reason: 'A test' })).status,
      ]).toEqual([intent, 422])
  })
})

describe('the public page of an issuer', () => {
  it('tells who it is, its keys and what it issues, without a script', async () => {
    const { status, html } = await page('/issuers/harbor')
    expect(status).toBe(200)
    for (const text of ['Organization harbor', 'key-1', 'Reefer Cargo Handling', 'did:web:'])
      expect(html).toContain(text)
    expect(html).not.toContain('<script')
    expect((await page('/issuers/nobody')).status).toBe(404)
  })
})
