import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimSubmission, releaseSubmission } from './commands/claim.ts'
import { saveAssessment } from './commands/save-assessment.ts'
import { countQueue, findNext, placeInQueue } from './queries.ts'
import {
  app,
  as,
  HOUR,
  handedIn,
  judge,
  later,
  newWork,
  openQueue,
  pilar,
  queue,
  ruben,
  START,
  started,
  submissionId,
} from './queue.fixture.ts'
import { scored } from './work.fixture.ts'

beforeAll(openQueue)
afterAll(() => app.close())
beforeEach(newWork)

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
