import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program, publishedVersion, REEFER } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { createDraft } from '../achievements/commands.ts'
import { spillDefinition } from '../achievements/definition.fixture.ts'
import { createKey } from '../api-keys/commands.ts'
import { enroll } from '../enrollments/commands/enroll.ts'
import { addTextEvidence } from '../enrollments/commands/evidence.ts'
import { submitEnrollment } from '../enrollments/commands/submit.ts'
import { endMembership } from '../organizations/commands/people.ts'
import { loadOwn } from './pages/load-home.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

const page = async (path: string, as?: TestPerson) => {
  const response = await app.fetch(path, { headers: { accept: 'text/html' }, ...(as && { as }) })
  return { status: response.status, location: response.headers.get('location'), html: await response.text() }
}
const member = (name: string, ...roles: Parameters<TestApp['member']>[2][]) =>
  app.member(program.organization, name, ...roles)
const as = <T>(person: TestPerson, work: Parameters<typeof app.inOrg<T>>[2]) =>
  app.inOrg(program.organization, person, work)
const begin = (person: TestPerson, achievementId = program.achievementId) =>
  as(person, async (scope) => (await enroll(scope, achievementId)).enrollmentId)
const write = (person: TestPerson, id: string) =>
  as(person, (scope) =>
    addTextEvidence(scope, id, { criterionId: 'logs', title: 'Logs', text: 'Four weeks.' }),
  )

describe('the welcome page', () => {
  it('of a fresh instance says how to set it up', async () => {
    const { status, html } = await page('/')
    expect(status).toBe(200)
    expect(html).toContain('Nobody has set this Assay up yet')
    program = await makeProgram(app, 'harbor')
    expect((await page('/')).html).not.toContain('Nobody has set this Assay up yet')
  })

  it('sends no script, and its box posts to the verify page', async () => {
    const { html } = await page('/')
    expect(html).not.toContain('<script')
    expect(html).toMatch(/<form(?=[^>]* method="post")(?=[^>]* action="\/verify")/)
    const form = new FormData()
    form.set('text', '{"not":"a badge"}')
    form.set('file', new File([], ''))
    expect((await app.fetch('/verify', { method: 'POST', body: form })).status).toBe(422)
  })

  it('leads who is signed in to their home page', async () => {
    expect((await page('/', program.learner)).html).toContain('href="/home"')
  })

  it('offers one-click sign-in in a demo only', async () => {
    expect((await page('/')).html).not.toContain('/demo/sign-in')
  })
})

describe('the home page', () => {
  it('asks to sign in', async () => {
    expect(await page('/home')).toMatchObject({ status: 302, location: '/sign-in?next=%2Fhome' })
  })

  it('leads a newcomer to the catalog', async () => {
    const { html } = await page('/home', await member('Newcomer', 'learner'))
    expect(html).toContain('Choose what to earn first')
    expect(html).toContain('href="/o/harbor/catalog"')
  })

  it('tells a person without an organization what they can do', async () => {
    const { html } = await page('/home', await app.person('Alone'))
    expect(html).toContain('Your badges are yours, wherever you work')
    expect(html).toContain('href="/backpack/import"')
  })

  it('names the next step, and then that it is ready', async () => {
    const learner = await member('Starter', 'learner')
    const id = await begin(learner)
    expect((await page('/home', learner)).html).toContain(
      'Show “Temperature logs of 20 boxes” for Reefer Cargo Handling',
    )
    await write(learner, id)
    const { html } = await page('/home', learner)
    expect(html).toContain('Reefer Cargo Handling is ready to hand in')
    expect(html).toContain(`href="/o/harbor/enrollments/${id}#hand-in"`)
  })

  it('lists what else is in progress and what waits', async () => {
    const learner = await member('Busy', 'learner')
    const first = await begin(learner)
    await write(learner, first)
    await as(learner, (scope) =>
      submitEnrollment(scope, first, { authorship: true, reflection: '', aiHelp: '' }),
    )
    expect((await page('/home', learner)).html).toContain('Reefer Cargo Handling waits for a decision')
    const second = await as(program.manager, (scope) =>
      publishedVersion(scope, { ...REEFER, name: 'Night shift' }),
    )
    await begin(learner, second.achievementId)
    const { html } = await page('/home', learner)
    expect(html).toContain('for Night shift')
    expect(html).toContain('Waiting for a decision')
    expect(html).toContain('Promised by')
  })

  it('shows badges that are new, and those that end within 60 days', async () => {
    const learner = await member('Holder', 'learner')
    await issuedTo(app, program, learner)
    expect((await page('/home', learner)).html).toContain('New in your backpack')
    const issued = app.clock.now
    // Sessions end long before: what is asked is what a scope of that day would show.
    app.clock.now = new Date('2028-04-13T10:00:00Z')
    const own = await app.inPerson(learner, loadOwn)
    app.clock.now = issued
    expect(own.added).toEqual([])
    expect(own.expires).toMatchObject([{ name: 'Reefer Cargo Handling', daysLeft: 20 }])
  })

  it('counts the queue for assessors alone, and drafts for program managers', async () => {
    const assessor = await member('Assessor', 'assessor')
    expect((await page('/home', assessor)).html).toContain('One submission waits for your judgement')
    await as(program.manager, (scope) => createDraft(scope, spillDefinition()))
    const { html } = await page('/home', program.manager)
    expect(html).toContain('One draft is not published yet')
    expect(html).not.toContain('waits for your judgement')
  })

  it('tells who runs the program how it goes, and who administers who belongs here', async () => {
    const manager = await member('Second manager', 'program_manager')
    const running = (await page('/home', manager)).html
    expect(running).toContain('One submission waits for a decision')
    expect(running).toContain('One badge was awarded')
    expect(running).not.toContain('The audit trail')
    const { html } = await page('/home', await member('Administrator', 'administrator'))
    expect(html).toMatch(/\d+ people belong to/)
    expect(html).toContain('No invitation is open')
    expect(html).toContain('href="/o/harbor/audit"')
    expect(html).not.toContain('waits for a decision')
  })

  it('holds nothing of an organization that the person has left', async () => {
    const leaver = await member('Leaver', 'learner')
    await begin(leaver)
    await as(program.manager, (scope) => endMembership(scope, leaver.id))
    const { html } = await page('/home', leaver)
    expect(html).not.toContain('Temperature logs')
    expect(html).toContain('Your badges are yours, wherever you work')
  })

  it('is closed to a key without the scopes that it needs', async () => {
    const { secret } = await app.inPerson(program.learner, (scope) =>
      createKey(scope, { name: 'profile', scopes: ['profile:read'], expiresInDays: 1 }),
    )
    const response = await app.fetch('/home', { headers: { authorization: `Bearer ${secret}` } })
    expect(response.status).toBe(403)
  })
})
