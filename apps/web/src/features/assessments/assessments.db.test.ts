import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { withdrawSubmission } from '../enrollments/commands/submit.ts'
import { getEnrollment, getSubmission, listSubmissions } from '../enrollments/queries.ts'
import { claimSubmission, releaseSubmission } from './commands/claim.ts'
import { decideSubmission } from './commands/decide.ts'
import { saveAssessment } from './commands/save-assessment.ts'
import { countQueue, findDecision, findNext, findOwnAssessment, listQueue, placeInQueue } from './queries.ts'
import { queueQuerySchema, type RowScore } from './schema.ts'
import * as work from './work.fixture.ts'

let app: TestApp
let harbor: TestOrganization
let manager: TestPerson
let learner: TestPerson
let pilar: TestPerson
let ruben: TestPerson
let achievementId: string
let enrollmentId: string
let submissionId: string

const START = new Date('2026-05-07T10:00:00Z') // a Thursday
const HOUR = 3_600_000
const as = <T>(person: TestPerson, run: (scope: OrgScope) => Promise<T>) => app.inOrg(harbor, person, run)
const later = (hours: number) => {
  app.clock.now = new Date(app.clock.now.getTime() + hours * HOUR)
}

beforeAll(async () => {
  app = await createTestApp()
  manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  pilar = await app.member(harbor, 'Pilar', 'assessor', 'learner')
  ruben = await app.member(harbor, 'Ruben', 'assessor')
})
afterAll(() => app.close())

beforeEach(async () => {
  app.clock.now = new Date(START)
  await app.asOwner(
    `UPDATE assay.submission SET state = 'withdrawn' WHERE state = 'submitted'; UPDATE assay.enrollment SET state = 'withdrawn'`,
  )
  achievementId = await work.publishedSpill(app, harbor, manager)
  enrollmentId = await started(learner)
  submissionId = await handedIn(learner, enrollmentId)
})

const started = (person: TestPerson) => work.started(app, harbor, person, achievementId)
const handedIn = (person: TestPerson, enrollment: string) => work.handedIn(app, harbor, person, enrollment)

const { scored } = work

const judge = (person: TestPerson, scores: RowScore[], revision = 0) =>
  as(person, async (scope) => {
    await claimSubmission(scope, submissionId)
    return saveAssessment(scope, submissionId, revision, { scores, feedback: 'Well done' })
  })

const queue = (person: TestPerson, show = 'waiting') =>
  as(person, (scope) => listQueue(scope, queueQuerySchema.parse({ show, achievementId })))

const credentials = async () => {
  const [row] = await app.asOwner(
    `SELECT count(*)::int AS n FROM assay.credential WHERE achievement_id = '${achievementId}'`,
  )
  return row?.n
}

describe('the queue', () => {
  it('has the oldest promise first and says what is overdue', async () => {
    later(24)
    const second = await handedIn(ruben, await started(ruben))
    app.clock.now = new Date('2026-05-14T12:00:00Z')
    const { items, total } = await queue(pilar)
    expect(total).toBe(2)
    expect(items.map(({ id, overdue }) => [id, overdue])).toEqual([
      [submissionId, true],
      [second, false],
    ])
  })

  it('never shows one’s own work', async () => {
    later(1)
    const own = await handedIn(pilar, await started(pilar))
    expect((await queue(pilar)).items.map(({ id }) => id)).toEqual([submissionId])
    expect((await queue(ruben)).items.map(({ id }) => id)).toEqual([submissionId, own])
  })

  it('shows to others who works on what, and for how long', async () => {
    await as(pilar, (scope) => claimSubmission(scope, submissionId))
    const { items } = await queue(ruben)
    expect(items[0]?.claim).toEqual({
      by: pilar.id,
      name: 'Pilar',
      until: new Date(START.getTime() + 2 * HOUR),
    })
    expect((await queue(ruben, 'free')).total).toBe(0)
    expect((await queue(pilar, 'mine')).total).toBe(1)
  })

  it('counts what each filter shows and names the next one that is free', async () => {
    later(1)
    const own = await handedIn(ruben, await started(ruben))
    await as(pilar, (scope) => claimSubmission(scope, submissionId))
    expect(await as(pilar, countQueue)).toEqual({ waiting: 2, free: 2, mine: 1, overdue: 0 })
    expect(await as(pilar, (scope) => placeInQueue(scope, own))).toEqual({ place: 2, of: 2 })
    expect(await as(pilar, (scope) => findNext(scope, submissionId))).toBe(own)
    expect(await as(ruben, (scope) => findNext(scope, own))).toBeUndefined()
  })
})

describe('a claim', () => {
  it('goes to one of two who take the same work at once', async () => {
    const tries = await Promise.allSettled(
      [pilar, ruben, pilar, ruben].map((person) =>
        as(person, async (scope) => {
          await claimSubmission(scope, submissionId)
          return person.id
        }),
      ),
    )
    const winners = tries.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []))
    const losers = tries.flatMap((tried) => (tried.status === 'rejected' ? [tried.reason] : []))
    expect(new Set(winners).size).toBe(1)
    expect(losers).toHaveLength(2)
    for (const reason of losers) expect(reason).toMatchObject({ code: 'conflict', text: 'claimed_by_other' })
  })

  it('ends after two hours without activity, and then another may take the work', async () => {
    await as(pilar, (scope) => claimSubmission(scope, submissionId))
    later(1.99)
    await expect(as(ruben, (scope) => claimSubmission(scope, submissionId))).rejects.toMatchObject({
      text: 'claimed_by_other',
    })
    later(0.01)
    await expect(as(ruben, (scope) => claimSubmission(scope, submissionId))).resolves.toBeDefined()
    await expect(
      as(pilar, (scope) => saveAssessment(scope, submissionId, 0, { scores: scored(2, 2), feedback: '' })),
    ).rejects.toMatchObject({ code: 'conflict', text: 'claimed_by_other' })
  })

  it('is renewed by every save', async () => {
    const { revision } = await judge(pilar, scored(1, null))
    later(1.9)
    await as(pilar, (scope) =>
      saveAssessment(scope, submissionId, revision, { scores: scored(2, null), feedback: '' }),
    )
    later(1.9)
    await expect(as(ruben, (scope) => claimSubmission(scope, submissionId))).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('can be given back at once', async () => {
    await as(pilar, (scope) => claimSubmission(scope, submissionId))
    await as(ruben, (scope) => releaseSubmission(scope, submissionId))
    expect((await queue(ruben)).items[0]?.claim).toBeDefined()
    await as(pilar, (scope) => releaseSubmission(scope, submissionId))
    expect((await queue(ruben)).items[0]?.claim).toBeUndefined()
  })
})

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

describe('a decision', () => {
  it('awards, orders one credential and ends submission and enrollment', async () => {
    const { revision } = await judge(pilar, scored(3, 2))
    const { credentialId } = await as(pilar, (scope) =>
      decideSubmission(scope, submissionId, { outcome: 'awarded', revision }),
    )
    await app.runJobs()
    expect(await as(learner, (scope) => getSubmission(scope, submissionId))).toMatchObject({
      state: 'awarded',
      claimedBy: null,
    })
    expect((await as(learner, (scope) => getEnrollment(scope, enrollmentId))).state).toBe('awarded')
    const issued = await app.inPerson(learner, (scope) =>
      scope.db
        .selectFrom('credential')
        .select(['id', 'issuedAt'])
        .where('id', '=', credentialId ?? '')
        .execute(),
    )
    expect(issued).toEqual([{ id: credentialId, issuedAt: expect.any(Date) }])
    expect(await as(pilar, (scope) => findOwnAssessment(scope, submissionId))).toMatchObject({
      state: 'final',
    })
  })

  it('is no award while a row is below what it requires, and says which', async () => {
    await judge(pilar, scored(3, 1))
    await expect(
      as(pilar, (scope) => decideSubmission(scope, submissionId, { outcome: 'awarded' })),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      text: 'rows_below',
      fields: [{ path: 'scores.contain/report', code: 'row_below' }],
    })
    expect(await credentials()).toBe(0)
    expect(await as(pilar, (scope) => findDecision(scope, submissionId))).toBeUndefined()
    expect((await as(pilar, (scope) => findOwnAssessment(scope, submissionId)))?.state).toBe('draft')
  })

  it('returns with what is missing; the next try keeps the history', async () => {
    await judge(pilar, scored(2, 1))
    await as(pilar, (scope) =>
      decideSubmission(scope, submissionId, { outcome: 'returned', reason: 'The report lacks its time.' }),
    )
    expect((await as(learner, (scope) => getEnrollment(scope, enrollmentId))).state).toBe('active')
    const [letter] = await app.asOwner(
      `SELECT to_address, text_body FROM assay.mail WHERE template = 'submission_returned'`,
    )
    expect(letter?.to_address).toBe(learner.email)
    expect(letter?.text_body).toContain('The report lacks its time.')
    expect(letter?.text_body).toContain(`/o/harbor/enrollments/${enrollmentId}/submissions/1`)

    submissionId = await handedIn(learner, enrollmentId)
    await judge(ruben, scored(2, 2))
    await as(ruben, (scope) => decideSubmission(scope, submissionId, { outcome: 'awarded' }))
    const tries = await as(learner, (scope) => listSubmissions(scope, enrollmentId))
    expect(tries.map(({ number, outcome, reason }) => [number, outcome, reason])).toEqual([
      [2, 'awarded', ''],
      [1, 'returned', 'The report lacks its time.'],
    ])
  })

  it('declines for a reason and ends the enrollment', async () => {
    await judge(pilar, scored(0, 0))
    await as(pilar, (scope) =>
      decideSubmission(scope, submissionId, { outcome: 'declined', reason: 'Somebody else’s photos.' }),
    )
    expect((await as(learner, (scope) => getEnrollment(scope, enrollmentId))).state).toBe('declined')
    expect(await credentials()).toBe(0)
  })

  it('A7: of two at once has one effect', async () => {
    await judge(pilar, scored(2, 2))
    const tries = await Promise.allSettled(
      (['awarded', 'returned', 'awarded'] as const).map((outcome) =>
        as(pilar, (scope) =>
          decideSubmission(
            scope,
            submissionId,
            outcome === 'awarded' ? { outcome } : { outcome, reason: 'Missing' },
          ),
        ),
      ),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const tried of tries)
      if (tried.status === 'rejected')
        expect(tried.reason).toMatchObject({ code: 'conflict', text: 'already_decided' })
    const [{ n } = { n: -1 }] = await app.asOwner(
      `SELECT count(*)::int AS n FROM assay.decision WHERE submission_id = '${submissionId}'`,
    )
    expect(n).toBe(1)
  })

  it('A7: needs a claim, an assessment and work that waits', async () => {
    const decide = (person: TestPerson) =>
      as(person, (scope) => decideSubmission(scope, submissionId, { outcome: 'awarded' }))
    await expect(decide(pilar)).rejects.toMatchObject({ code: 'wrong_state', text: 'not_claimed' })
    await as(pilar, (scope) => claimSubmission(scope, submissionId))
    await expect(decide(pilar)).rejects.toMatchObject({ code: 'wrong_state', text: 'not_judged' })
    await judge(pilar, scored(3, 3))
    await as(learner, (scope) => withdrawSubmission(scope, enrollmentId))
    await expect(decide(pilar)).rejects.toMatchObject({ code: 'wrong_state', text: 'submission_withdrawn' })
    expect(await credentials()).toBe(0)
  })

  it('does not count when the assessment changed since it was read', async () => {
    const { revision } = await judge(pilar, scored(2, 2))
    await judge(pilar, scored(2, 1), revision)
    await expect(
      as(pilar, (scope) => decideSubmission(scope, submissionId, { outcome: 'awarded', revision })),
    ).rejects.toMatchObject({ code: 'stale' })
  })

  it('happens whole or not at all when ordering the credential fails', async () => {
    await judge(pilar, scored(2, 2))
    await app.asOwner(`CREATE FUNCTION assay.fail_credential() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'injected'; END $$;
      CREATE TRIGGER injected BEFORE INSERT ON assay.credential FOR EACH ROW EXECUTE FUNCTION assay.fail_credential()`)
    const failing = as(pilar, (scope) => decideSubmission(scope, submissionId, { outcome: 'awarded' }))
    await expect(failing).rejects.toThrow('injected')
    await app.asOwner('DROP TRIGGER injected ON assay.credential; DROP FUNCTION assay.fail_credential()')
    expect(await as(pilar, (scope) => findDecision(scope, submissionId))).toBeUndefined()
    expect((await as(pilar, (scope) => getSubmission(scope, submissionId))).state).toBe('submitted')
    expect((await as(pilar, (scope) => findOwnAssessment(scope, submissionId)))?.state).toBe('draft')
    await as(pilar, (scope) => decideSubmission(scope, submissionId, { outcome: 'awarded' }))
    expect(await credentials()).toBe(1)
  })

  it('A5: is refused by the database on one’s own work, whatever the application thinks', async () => {
    const own = await handedIn(pilar, await started(pilar))
    const { achievementVersionId } = await as(pilar, (scope) => getEnrollment(scope, enrollmentId))
    const insert = as(pilar, (scope) =>
      scope.db
        .insertInto('decision')
        .values({
          orgId: scope.orgId,
          id: randomUUID(),
          personId: pilar.id,
          enrollmentId: null,
          submissionId: own,
          achievementVersionId,
          outcome: 'awarded',
          basis: 'assessed',
          reason: '',
          decidedBy: pilar.id,
          decidedAt: scope.deps.now(),
        })
        .execute(),
    )
    await expect(insert).rejects.toMatchObject({ code: '23514' })
    await expect(as(pilar, (scope) => claimSubmission(scope, own))).rejects.toMatchObject({
      code: 'wrong_state',
    })
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
