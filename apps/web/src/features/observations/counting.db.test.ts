import { afterAll, describe, expect, it } from 'vitest'
import type { TestPerson } from '../../../test/test-app.ts'
import { delegate } from '../absence/commands.ts'
import { handedIn, started } from '../assessments/work.fixture.ts'
import { movePersonalThings } from '../identity/commands/merge-persons.ts'
import { observed, publishedSeen, seenAtWork } from './observed.fixture.ts'
import { observersWorld } from './observers.fixture.ts'

const world = await observersWorld()
const { app, harbor, manager, assessor, observer, second, lead, learner, achievementId } = world
const { api, record, working, standOf, assessed } = world
afterAll(() => app.close())

const waitingFor = async (as: TestPerson) =>
  (
    (await (await api('/observations/waiting?limit=200', as)).json()) as {
      items: { enrollmentId: string; seen: number; othersMissing: number }[]
    }
  ).items

describe('what a criterion asks for', () => {
  it('is met by enough occasions of enough different people, and not before', async () => {
    const { person, enrollment } = await working('Counted')
    expect(await standOf(enrollment, person)).toMatchObject({
      state: 'open',
      missing: [{ code: 'observations', count: 2 }],
    })
    await record(enrollment, observer, observed(2, 2))
    await record(enrollment, observer, observed(3, 3))
    expect(await standOf(enrollment, person)).toMatchObject({
      state: 'started',
      missing: [
        { code: 'observations', count: 1 },
        { code: 'observers', count: 1 },
      ],
    })
    await record(enrollment, second, observed(2, 3))
    expect(await standOf(enrollment, person)).toMatchObject({ state: 'met' })
  })

  it('counts only occasions on which every row reached what is needed', async () => {
    const { person, enrollment } = await working('Short')
    await record(enrollment, observer, observed(3, 1))
    await record(enrollment, second, observed(0, 3))
    expect(await standOf(enrollment, person)).toMatchObject({
      state: 'started',
      missing: [{ code: 'observations', count: 2 }],
    })
  })

  it('lists for an observer only those to whom another observation of theirs adds something', async () => {
    const { enrollment } = await working('Listed')
    const of = async (as: TestPerson) => (await waitingFor(as)).find((row) => row.enrollmentId === enrollment)
    expect(await of(observer)).toMatchObject({ seen: 0, othersMissing: 2 })
    await record(enrollment, observer, observed(2, 2))
    expect(await of(observer)).toBeUndefined()
    expect(await of(second)).toMatchObject({ seen: 1, othersMissing: 1 })
    await record(enrollment, second, observed(2, 2))
    expect(await of(second)).toBeUndefined()
  })
})

describe('who observes', () => {
  it('A5 refuses to observe oneself, also with the role', async () => {
    const enrollment = await started(app, harbor, observer, achievementId)
    expect((await api(`/enrollments/${enrollment}/observations`, observer, observed(3, 3))).status).toBe(403)
    expect((await waitingFor(observer)).map((row) => row.enrollmentId)).not.toContain(enrollment)
    expect((await waitingFor(second)).map((row) => row.enrollmentId)).toContain(enrollment)
  })

  it('A5 refuses a stand-in of an observer to observe themselves or the one who is away', async () => {
    const away = await app.member(harbor, 'Away', 'observer', 'learner')
    const standIn = await app.member(harbor, 'Stand-in', 'learner')
    const { person, enrollment } = await working('Third')
    const own = await started(app, harbor, standIn, achievementId)
    const theirs = await started(app, harbor, away, achievementId)
    await app.inOrg(harbor, away, (scope) =>
      delegate(scope, {
        address: standIn.email,
        roles: ['observer'],
        from: '2026-05-03',
        until: '2026-06-30',
        reason: 'Leave',
      }),
    )
    for (const enrolled of [own, theirs])
      expect((await api(`/enrollments/${enrolled}/observations`, standIn, observed(3, 3))).status).toBe(403)
    const listed = (await waitingFor(standIn)).map((row) => row.enrollmentId)
    expect(listed).toContain(enrollment)
    expect(listed).not.toContain(own)
    expect(listed).not.toContain(theirs)
    const id = await record(enrollment, standIn, observed(2, 2))
    const [event] = await app.asOwner(
      `SELECT data FROM assay.audit_event WHERE record_id = '${id}' AND action = 'observation.recorded'`,
    )
    expect(JSON.stringify(event)).toContain(away.id)
    expect(JSON.stringify(event)).not.toContain(person.name)
  })

  it('lets a manager observe their own people where the criterion allows it, and nobody else', async () => {
    const enrollment = await started(app, harbor, learner, achievementId)
    const { enrollment: other } = await working('Elsewhere')
    expect((await waitingFor(lead)).map((row) => row.enrollmentId)).toEqual([enrollment])
    expect((await api(`/enrollments/${other}/observations`, lead, observed(3, 3))).status).toBe(403)
    const id = await record(enrollment, lead, observed(2, 2))
    const read = (await (await api(`/observations/${id}`, learner)).json()) as { capacity: string }
    expect(read.capacity).toBe('manager')
    const strict = await publishedSeen(app, harbor, manager, [seenAtWork({ by: 'observer' })])
    const enrolled = await started(app, harbor, learner, strict)
    expect((await api(`/enrollments/${enrolled}/observations`, lead, observed(3, 3))).status).toBe(403)
  })

  it('refuses an observed person and an observer to become one', async () => {
    const { person, enrollment } = await working('Merged')
    await record(enrollment, observer, observed(2, 2))
    const merge = app.inSystem((scope) => movePersonalThings(scope, person.id, observer.id))
    await expect(merge).rejects.toMatchObject({ code: 'conflict', text: 'observed_oneself' })
  })
})

describe('an award', () => {
  it('rests on what was seen: the credential says the lowest level of each row, and has each observation as evidence', async () => {
    const { person, enrollment } = await working('Awarded')
    await record(enrollment, observer, observed(3, 2))
    await record(enrollment, second, observed(2, 3))
    await record(enrollment, second, observed(1, 1))
    const submission = await handedIn(app, harbor, person, enrollment)
    const page = await app.fetch(`/o/harbor/assess/${submission}`, { as: assessor })
    expect(await page.text()).toContain('Berth 4, zqplace')
    const { credentialId } = await assessed(submission)
    await app.runJobs()
    const answer = await app.fetch(`/credentials/${credentialId}/credential.json`, { as: person })
    const credential = (await answer.json()) as {
      evidence: { genre: string; narrative?: string }[]
      credentialSubject: { result: { resultDescription: string; value: string }[] }
    }
    expect(credential.evidence.map(({ genre }) => genre)).toEqual([
      'Text: Contain a spill',
      'Observation: Keeps the yard clean of spills',
      'Observation: Keeps the yard clean of spills',
    ])
    expect(JSON.stringify(credential)).not.toContain('zq')
    const seen = credential.credentialSubject.result.filter(({ resultDescription }) =>
      resultDescription.includes('.seen.'),
    )
    expect(seen.map(({ value }) => value)).toEqual(['Working', 'Working'])
    expect((await api(`/observations/${(await latestOf(enrollment)) ?? ''}`, assessor)).status).toBe(200)
  }, 90_000)

  it('is refused when observations were taken back since it was handed in', async () => {
    const { person, enrollment } = await working('Undone')
    const id = await record(enrollment, observer, observed(2, 2))
    await record(enrollment, second, observed(2, 2))
    const submission = await handedIn(app, harbor, person, enrollment)
    await api(`/observations/${id}/withdraw`, observer, { reason: 'It was somebody else' })
    await expect(assessed(submission)).rejects.toMatchObject({
      code: 'wrong_state',
      text: 'observations_missing',
    })
  })

  it('waits for what is to be seen: nothing is handed in before', async () => {
    const { person, enrollment } = await working('Early')
    await expect(handedIn(app, harbor, person, enrollment)).rejects.toMatchObject({ text: 'not_ready' })
  })

  it('ends observing', async () => {
    const { person, enrollment } = await working('Ended')
    await record(enrollment, observer, observed(2, 2))
    await record(enrollment, second, observed(2, 2))
    await assessed(await handedIn(app, harbor, person, enrollment))
    const late = await api(`/enrollments/${enrollment}/observations`, observer, observed(2, 2))
    expect(late.status).toBe(409)
  })
})

const latestOf = async (enrollment: string) =>
  (
    await app.asOwner(
      `SELECT id FROM assay.observation WHERE enrollment_id = '${enrollment}' ORDER BY created_at DESC LIMIT 1`,
    )
  )[0]?.id
