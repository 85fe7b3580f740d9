import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestPerson } from '../../../test/test-app.ts'
import { findDecision, findOwnAssessment } from './queries.ts'
import {
  achievementId,
  app,
  as,
  handedIn,
  judge,
  learner,
  manager,
  newWork,
  openQueue,
  pilar,
  ruben,
  started,
  submissionId,
} from './queue.fixture.ts'
import { scored } from './work.fixture.ts'

beforeAll(openQueue)
afterAll(() => app.close())
beforeEach(newWork)

describe('an assessment', () => {
  it('is kept as a draft with levels, comments and feedback', async () => {
    await judge(pilar, scored(0, null))
    const draft = await as(pilar, (scope) => findOwnAssessment(scope, submissionId))
    expect(draft).toMatchObject({ state: 'draft', revision: 1, feedback: 'Well done' })
    expect(draft?.scores).toEqual(scored(0, null))
  })

  it('A5: is seen by nobody else while it is a draft', async () => {
    await judge(pilar, scored(1, 1))
    expect(await as(ruben, (scope) => findOwnAssessment(scope, submissionId))).toBeUndefined()
    const rows = await app.inPerson(learner, (scope) =>
      scope.db.selectFrom('assessment').selectAll().where('submissionId', '=', submissionId).execute(),
    )
    expect(rows).toEqual([])
  })

  it('refuses a stale save and keeps what was saved', async () => {
    await judge(pilar, scored(1, 1))
    await judge(pilar, scored(2, 2), 1)
    for (const revision of [0, 1])
      await expect(judge(pilar, scored(3, 3), revision)).rejects.toMatchObject({ code: 'stale' })
    const draft = await as(pilar, (scope) => findOwnAssessment(scope, submissionId))
    expect(draft?.scores).toEqual(scored(2, 2))
  })

  it('refuses rows and levels that the rubric does not have', async () => {
    const [first] = scored(2, 2)
    if (first === undefined) throw new Error('the fixture has rows')
    await expect(judge(pilar, [{ ...first, rowId: 'charm' }])).rejects.toMatchObject({
      fields: [{ code: 'unknown_row' }],
    })
    await expect(judge(pilar, [first, first])).rejects.toMatchObject({ fields: [{ code: 'unknown_row' }] })
    await expect(judge(pilar, scored(4, 2))).rejects.toMatchObject({ fields: [{ code: 'unknown_level' }] })
  })
})

describe('through the API', () => {
  const call = (person: TestPerson, method: string, path: string, body?: unknown) =>
    app.fetch(`/api/v1/organizations/harbor${path}`, {
      as: person,
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })

  it('the whole way from the queue to the award', async () => {
    const listed = await call(pilar, 'GET', `/queue?achievementId=${achievementId}`)
    expect(await listed.json()).toMatchObject({ total: 1, items: [{ id: submissionId, claim: null }] })
    expect((await call(pilar, 'POST', `/submissions/${submissionId}/claim`)).status).toBe(200)
    const saved = await call(pilar, 'PUT', `/submissions/${submissionId}/assessment`, {
      revision: 0,
      scores: scored(2, 3),
      feedback: '',
    })
    expect(await saved.json()).toMatchObject({ revision: 1 })
    const decided = await call(pilar, 'POST', `/submissions/${submissionId}/decision`, {
      outcome: 'awarded',
      revision: 1,
    })
    expect(decided.status).toBe(201)
    expect(await decided.json()).toMatchObject({ outcome: 'awarded', credentialId: expect.any(String) })
    const again = await call(pilar, 'POST', `/submissions/${submissionId}/decision`, { outcome: 'awarded' })
    expect(again.status).toBe(409)
  })

  it('A5: one’s own work is refused in every way', async () => {
    const own = await handedIn(pilar, await started(pilar))
    const answers = await Promise.all([
      call(pilar, 'POST', `/submissions/${own}/claim`),
      call(pilar, 'GET', `/submissions/${own}/assessment`),
      call(pilar, 'PUT', `/submissions/${own}/assessment`, { revision: 0, scores: [], feedback: '' }),
      call(pilar, 'POST', `/submissions/${own}/decision`, { outcome: 'declined', reason: 'No reason' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  })

  it('a learner and a manager are not assessors', async () => {
    for (const person of [learner, manager]) {
      const answers = await Promise.all([
        call(person, 'GET', '/queue'),
        call(person, 'POST', `/submissions/${submissionId}/claim`),
        call(person, 'POST', `/submissions/${submissionId}/decision`, { outcome: 'awarded' }),
      ])
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403])
    }
  })

  it('A3: unknown fields and a missing reason are refused before anything happens', async () => {
    await judge(pilar, scored(2, 2))
    const wrong = [
      { outcome: 'awarded', decidedBy: ruben.id },
      { outcome: 'awarded', reason: 'Because' },
      { outcome: 'returned' },
      { outcome: 'returned', reason: '  ' },
      { outcome: 'approved' },
    ]
    for (const body of wrong)
      expect((await call(pilar, 'POST', `/submissions/${submissionId}/decision`, body)).status).toBe(422)
    expect(await as(pilar, (scope) => findDecision(scope, submissionId))).toBeUndefined()
  })
})
