import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestPerson } from '../../../test/test-app.ts'
import { withdrawSubmission } from '../enrollments/commands/submit.ts'
import { getEnrollment, getSubmission, listSubmissions } from '../enrollments/queries.ts'
import { claimSubmission } from './commands/claim.ts'
import { decideSubmission } from './commands/decide.ts'
import { findDecision, findOwnAssessment } from './queries.ts'
import {
  app,
  as,
  credentials,
  enrollmentId,
  handedIn,
  judge,
  learner,
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

    const second = await handedIn(learner, enrollmentId)
    await judge(ruben, scored(2, 2), 0, second)
    await as(ruben, (scope) => decideSubmission(scope, second, { outcome: 'awarded' }))
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
