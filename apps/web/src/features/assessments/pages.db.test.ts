import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { getSubmission } from '../enrollments/queries.ts'
import { findOwnAssessment } from './queries.ts'
import { handedIn, publishedSpill, started } from './work.fixture.ts'

let app: TestApp
let harbor: TestOrganization
let learner: TestPerson
let second: TestPerson
let pilar: TestPerson
let ruben: TestPerson
let achievementId: string
let submissionId: string

beforeAll(async () => {
  app = await createTestApp()
  const manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  second = await app.member(harbor, 'Second', 'learner')
  pilar = await app.member(harbor, 'Pilar', 'assessor')
  ruben = await app.member(harbor, 'Ruben', 'assessor')
  achievementId = await publishedSpill(app, harbor, manager)
})
afterAll(() => app.close())

beforeEach(async () => {
  await app.asOwner(
    `UPDATE assay.submission SET state = 'withdrawn' WHERE state = 'submitted'; UPDATE assay.enrollment SET state = 'withdrawn'`,
  )
  submissionId = await handedIn(app, harbor, learner, await started(app, harbor, learner, achievementId))
})

const get = async (path: string, as: TestPerson, language = 'en') => {
  const response = await app.fetch(path, {
    as,
    headers: { accept: 'text/html', cookie: `${as.cookie}; assay_language=${language}` },
  })
  return { status: response.status, html: await response.text() }
}
const post = async (path: string, as: TestPerson, fields: Record<string, string>) => {
  const response = await app.fetch(path, { method: 'POST', as, body: new URLSearchParams(fields) })
  return {
    status: response.status,
    location: response.headers.get('location'),
    html: await response.text(),
  }
}
const assess = () => `/o/harbor/assess/${submissionId}`
const take = (as: TestPerson) => post('/o/harbor/queue', as, { submission: submissionId })
const LEVELS = { revision: '0', 'level:contain/barrier': '2', 'level:contain/report': '3' }

describe('the queue', () => {
  it('says in its title how much waits', async () => {
    const { status, html } = await get('/o/harbor/queue', pilar)
    expect(status).toBe(200)
    expect(html).toContain('1 submission waits')
    expect(html).toContain('Spill response')
    expect(html).toContain('Learner')
  })

  it('takes work by its button, and shows it to others as taken', async () => {
    expect(await take(pilar)).toMatchObject({ status: 302, location: assess() })
    const { html } = await get('/o/harbor/queue', ruben)
    expect(html).toContain('Taken by Pilar until')
    const refused = await take(ruben)
    expect(refused.status).toBe(409)
    expect(refused.html).toContain('Another assessor is working on this submission now.')
  })

  it('is for assessors of the organization', async () => {
    expect((await get('/o/harbor/queue', learner)).status).toBe(403)
    expect((await get(assess(), learner)).status).toBe(403)
    const stranger = await app.person('Stranger')
    expect((await get('/o/harbor/queue', stranger)).status).toBe(404)
  })
})

describe('the assessing page', () => {
  it('shows evidence as safe text beside the rubric, to read until it is taken', async () => {
    const { html } = await get(assess(), pilar)
    expect(html).toContain('I closed the <strong>drain</strong> first.')
    expect(html).not.toContain('<script>alert(1)')
    expect(html).toContain('Closed barrier, drains covered first')
    expect(html).toContain('Take it')
    expect(html).not.toContain('Award, next one')
  })

  it('saves by its button without scripts, and shows what was saved', async () => {
    await take(pilar)
    await post(assess(), pilar, { ...LEVELS, intent: 'save', 'comment:contain/report': 'Quick and complete' })
    const draft = await app.inOrg(harbor, pilar, (scope) => findOwnAssessment(scope, submissionId))
    expect(draft?.scores).toContainEqual({
      criterionId: 'contain',
      rowId: 'report',
      level: 3,
      comment: 'Quick and complete',
    })
    expect((await get(assess(), pilar)).html).toContain('Quick and complete')
  })

  it('awards, says so, and leads to the next one, already taken', async () => {
    const next = await handedIn(app, harbor, second, await started(app, harbor, second, achievementId))
    await take(pilar)
    const answer = await post(assess(), pilar, { ...LEVELS, intent: 'awarded' })
    expect(answer).toMatchObject({ status: 302, location: `/o/harbor/assess/${next}?done=${submissionId}` })
    const { html } = await get(answer.location ?? '', pilar)
    expect(html).toContain('Awarded: Spill response, to Learner.')
    expect(html).toContain('Award, next one')
    const after = await post(`/o/harbor/assess/${next}`, pilar, {
      revision: '0',
      intent: 'declined',
      'reason-declined': 'Not this time, the film is of somebody else.',
    })
    expect(after.location).toBe(`/o/harbor/queue?done=${next}`)
  })

  it('keeps what was judged when an award is refused, and names the row', async () => {
    await take(pilar)
    const { status, html } = await post(assess(), pilar, {
      ...LEVELS,
      'level:contain/report': '1',
      feedback: 'Nearly there',
      intent: 'awarded',
    })
    expect(status).toBe(422)
    expect(html).toContain('Report: below what an award asks for')
    expect(html).toContain('Nearly there')
    const draft = await app.inOrg(harbor, pilar, (scope) => findOwnAssessment(scope, submissionId))
    expect(draft).toMatchObject({ state: 'draft', feedback: 'Nearly there' })
  })

  it('returns only with words on what is missing', async () => {
    await take(pilar)
    const empty = await post(assess(), pilar, { ...LEVELS, intent: 'returned' })
    expect(empty.status).toBe(422)
    expect(empty.html).toContain('Say it in a sentence at least')
    const told = await post(assess(), pilar, {
      ...LEVELS,
      revision: '1',
      intent: 'returned',
      'reason-returned': 'The report needs its time.',
    })
    expect(told.status).toBe(302)
    expect(await app.inOrg(harbor, pilar, (scope) => getSubmission(scope, submissionId))).toMatchObject({
      state: 'returned',
    })
    expect((await get(assess(), pilar)).html).toContain('You returned this')
    expect((await get(assess(), ruben)).status).toBe(403)
  })

  it('shows a stale form again with everything that was typed', async () => {
    await take(pilar)
    await post(assess(), pilar, { ...LEVELS, intent: 'save' })
    const { status, html } = await post(assess(), pilar, {
      ...LEVELS,
      feedback: 'Typed in the other tab',
      intent: 'save',
    })
    expect(status).toBe(409)
    expect(html).toContain('Typed in the other tab')
    expect(html).toContain('Somebody changed this since you opened the page.')
  })

  it('speaks Spanish', async () => {
    await app.inPerson(ruben, (scope) =>
      scope.db.updateTable('person').set({ locale: 'es' }).where('id', '=', ruben.id).execute(),
    )
    expect((await get('/o/harbor/queue', ruben)).html).toContain('1 entrega espera')
    expect((await get(assess(), ruben)).html).toContain('Nadie lo está evaluando todavía')
  })
})
