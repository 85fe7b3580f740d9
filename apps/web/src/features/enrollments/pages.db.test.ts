import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimSubmission } from '../assessments/commands/claim.ts'
import { saveAssessment } from '../assessments/commands/save-assessment.ts'
import { scored } from '../assessments/work.fixture.ts'
import {
  achievementId,
  app,
  as,
  assessor,
  decided,
  enrolled,
  evidence,
  file,
  get,
  handedIn,
  learner,
  manager,
  openPages,
  other,
  post,
  publishAnother,
  TEXT,
} from './forms.fixture.ts'
import { listSubmissions } from './queries.ts'

beforeAll(openPages)
afterAll(() => app.close())
beforeEach(publishAnother)

describe('the loop by forms alone', () => {
  it('goes from enrolling to handing in, withdrawing and giving up', async () => {
    const begun = await post('/o/harbor/enroll', learner, { achievementId })
    expect(begun.status).toBe(302)
    const page = begun.location ?? ''
    expect((await get(page, learner)).html).toContain('Show this next: Contain a spill')

    const added = await post(page, learner, TEXT)
    expect(added.status).toBe(302)
    expect(added.location).toMatch(new RegExp(`^${page}\\?open=[0-9a-f-]{36}#e-`))
    const ready = (await get(page, learner)).html
    expect(ready).toContain('Everything is there. Hand it in.')
    expect(ready).toContain('I closed the <strong>drain</strong>.')

    const undeclared = await post(page, learner, {
      intent: 'submit',
      revision: '0',
      reflection: 'I learned.',
    })
    expect(undeclared.status).toBe(422)
    expect(undeclared.html).toContain('Declare that this is your own work.')
    expect(undeclared.html).toContain('I learned.')

    app.clock.now = new Date('2026-05-07T10:00:00Z')
    const submit = { intent: 'submit', revision: '0', reflection: 'I learned.', authorship: 'yes' }
    expect(await post(page, learner, submit)).toMatchObject({ status: 302, location: page })
    expect((await get(page, learner)).html).toContain('A decision is promised by 14 May 2026.')
    expect((await get(`${page}/submissions/1`, learner)).html).toContain('I learned.')

    expect((await post(page, learner, { intent: 'withdraw' })).status).toBe(302)
    expect((await get(page, learner)).html).toContain('Everything is there. Hand it in.')
    expect((await post(page, learner, { intent: 'give-up' })).status).toBe(302)
    expect((await get(page, learner)).html).toContain('You gave up Spill response')
  })

  it('leads whoever enrolls twice to what they have', async () => {
    const { page } = await enrolled()
    expect(await post('/o/harbor/enroll', learner, { achievementId })).toMatchObject({ location: page })
  })

  it('refuses to enroll on what is not there', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'
    expect((await post('/o/harbor/enroll', learner, { achievementId: unknown })).status).toBe(404)
    expect((await post('/o/harbor/enroll', learner, { achievementId: 'x' })).status).toBe(404)
    expect(await get('/o/harbor/enroll', learner)).toMatchObject({ location: '/o/harbor/catalog' })
  })

  it('speaks Spanish', async () => {
    const { page } = await enrolled()
    await app.asOwner(`UPDATE assay.person SET locale = 'es' WHERE id = '${learner.id}'`)
    const { html } = await get(page, learner, 'es')
    await app.asOwner(`UPDATE assay.person SET locale = 'en' WHERE id = '${learner.id}'`)
    expect(html).toContain('Demuestre esto a continuación: Contain a spill')
  })
})

describe('the reflection', () => {
  it('is kept as a draft, and a stale form hands nothing in', async () => {
    const { id, page } = await enrolled()
    await post(page, learner, TEXT)
    await post(page, learner, { intent: 'draft', revision: '0', reflection: 'First', aiHelp: '' })
    expect((await get(page, learner)).html).toContain('First</textarea>')
    const stale = { intent: 'submit', revision: '0', reflection: 'Mine', authorship: 'yes' }
    const { status, html } = await post(page, learner, stale)
    expect(status).toBe(409)
    expect(html).toContain('Mine</textarea>')
    expect(await as(learner, (scope) => listSubmissions(scope, id))).toEqual([])
  })
})

describe('a decision', () => {
  it('that returns stands on top, with the rows below and the whole assessment behind a link', async () => {
    const { id, page } = await enrolled()
    const { submissionId } = await handedIn(id)
    await decided(submissionId, 'returned')
    const { html } = await get(page, learner)
    expect(html).toContain('Returned: something is missing')
    expect(html).toContain('The report needs its time.')
    const assessment = (await get(`${page}/submissions/1`, learner)).html
    expect(assessment).toContain('Seen on the photo')
    expect(assessment).toContain('Nearly there.')
    expect(assessment).toContain('Reached')
  })

  it('that awards leads to the badge', async () => {
    const { id, page } = await enrolled()
    const { submissionId } = await handedIn(id)
    const { credentialId } = await decided(submissionId, 'awarded')
    const { html } = await get(page, learner)
    expect(html).toContain('You earned Spill response')
    expect(html).toContain(`href="/credentials/${credentialId}"`)
    expect((await post(page, learner, TEXT)).html).toContain('This has ended.')
  })

  it('keeps an assessor’s draft from the learner', async () => {
    const { id, page } = await enrolled()
    const { submissionId } = await handedIn(id)
    await as(assessor, async (scope) => {
      await claimSubmission(scope, submissionId)
      await saveAssessment(scope, submissionId, 0, { scores: scored(1, 1), feedback: 'Not told yet.' })
    })
    const { html } = await get(`${page}/submissions/1`, learner)
    expect(html).not.toContain('Not told yet.')
    expect(html).not.toContain('Seen on the photo')
  })
})

describe('the list', () => {
  it('has one’s own enrollments, by state', async () => {
    const { page } = await enrolled(other)
    expect((await get('/o/harbor/enrollments', other)).html).toContain(`href="${page}"`)
    expect((await get('/o/harbor/enrollments?state=awarded', other)).html).toContain('Nothing in this state')
    expect((await get('/o/harbor/enrollments', learner)).html).not.toContain(`href="${page}"`)
  })
})

describe('other people’s enrollments', () => {
  it('A1: are neither read nor changed by members, and not found by outsiders', async () => {
    const { id, page } = await enrolled()
    const { submissionId } = await handedIn(id)
    const outsider = await app.person('Outsider')
    const before = await evidence(id)
    for (const path of [page, `${page}/submissions/1`]) {
      expect((await get(path, other)).status).toBe(403)
      expect((await get(path, manager)).status).toBe(403)
      expect((await get(path, outsider)).status).toBe(404)
    }
    const [first] = before
    const writes = [
      TEXT,
      { ...TEXT, piece: first?.id ?? '', revision: '1' },
      { intent: 'remove', piece: first?.id ?? '' },
      { intent: 'draft', revision: '0', reflection: 'x' },
      { intent: 'submit', revision: '0', authorship: 'yes' },
      { intent: 'withdraw' },
      { intent: 'give-up' },
      { intent: 'file', criterionId: 'contain', file: file('a.txt', 'x') },
    ]
    for (const fields of writes) {
      expect((await post(page, other, fields as Record<string, string>)).status).toBe(403)
      expect((await post(page, outsider, fields as Record<string, string>)).status).toBe(404)
    }
    const upload = { intent: 'file', criterionId: 'contain', file: file('a.txt', 'x') }
    expect((await post(`${page}/upload`, other, upload)).status).toBe(403)
    expect((await post('/o/harbor/enroll', outsider, { achievementId })).status).toBe(404)
    expect(await evidence(id)).toEqual(before)
    const [submission] = await as(learner, (scope) => listSubmissions(scope, id))
    expect(submission).toMatchObject({ id: submissionId, state: 'submitted' })
  })

  it.each(['x', '00000000-0000-4000-8000-000000000000'])('are not found under %s', async (id) => {
    const paths = [
      `/o/harbor/enrollments/${id}`,
      `/o/harbor/enrollments/${id}/submissions/1`,
      `/o/harbor/evidence/${id}/file`,
      `/o/harbor/submissions/${id}/files/${id}`,
    ]
    for (const path of paths) expect((await get(path, learner)).status).toBe(404)
  })
})
