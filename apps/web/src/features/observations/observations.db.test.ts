import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  TEST_ORIGIN,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { delegate } from '../absence/commands.ts'
import { claimSubmission } from '../assessments/commands/claim.ts'
import { decideSubmission } from '../assessments/commands/decide.ts'
import { saveAssessment } from '../assessments/commands/save-assessment.ts'
import { handedIn, scored, started } from '../assessments/work.fixture.ts'
import { movePersonalThings } from '../identity/commands/merge-persons.ts'
import { setManager } from '../structure/commands/managers.ts'
import { observed, publishedSeen, seenAtWork } from './observed.fixture.ts'

let app: TestApp
let harbor: TestOrganization
let manager: TestPerson
let assessor: TestPerson
let observer: TestPerson
let second: TestPerson
let lead: TestPerson
let learner: TestPerson
let stranger: TestPerson
let achievementId: string

beforeAll(async () => {
  app = await createTestApp()
  const founder = await app.person('Ada')
  harbor = await app.organization(founder, 'harbor')
  manager = await app.member(harbor, 'Manager', 'program_manager')
  assessor = await app.member(harbor, 'Assessor', 'assessor')
  observer = await app.member(harbor, 'Observer', 'observer', 'learner')
  second = await app.member(harbor, 'Second', 'observer')
  lead = await app.member(harbor, 'Lead', 'people_manager')
  learner = await app.member(harbor, 'Learner', 'learner')
  stranger = await app.member(harbor, 'Stranger', 'learner')
  await app.inOrg(harbor, founder, (scope) => setManager(scope, [learner.id], lead.id))
  achievementId = await publishedSeen(app, harbor, manager)
})
afterAll(() => app.close())

const api = (path: string, as: TestPerson, body?: unknown) =>
  app.fetch(`/api/v1/organizations/harbor${path}`, {
    as,
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })

async function record(enrollment: string, as: TestPerson, body: unknown): Promise<string> {
  const answer = await api(`/enrollments/${enrollment}/observations`, as, body)
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { observationId: string }).observationId
}

/** A new learner who works on it. */
async function working(name: string) {
  const person = await app.member(harbor, name, 'learner')
  return { person, enrollment: await started(app, harbor, person, achievementId) }
}

async function standOf(enrollment: string, as: TestPerson) {
  const answer = await api(`/enrollments/${enrollment}`, as)
  const { checklist } = (await answer.json()) as {
    checklist: { criterionId: string; state: string; missing: { code: string; count: number }[] }[]
  }
  return checklist.find(({ criterionId }) => criterionId === 'seen')
}

const waitingFor = async (as: TestPerson) =>
  (
    (await (await api('/observations/waiting?limit=200', as)).json()) as {
      items: { enrollmentId: string; seen: number; othersMissing: number }[]
    }
  ).items

async function assessed(submission: string) {
  return app.inOrg(harbor, assessor, async (scope) => {
    await claimSubmission(scope, submission)
    await saveAssessment(scope, submission, 0, { scores: scored(2, 3), feedback: '' })
    return decideSubmission(scope, submission, { outcome: 'awarded' })
  })
}

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

describe('an observation', () => {
  it('is recorded once when it is sent twice', async () => {
    const { person, enrollment } = await working('Twice')
    const id = randomUUID()
    const both = await Promise.all([1, 2].map(() => record(enrollment, observer, observed(2, 2, { id }))))
    expect(both).toEqual([id, id])
    await record(enrollment, observer, observed(3, 3, { id }))
    const rows = await app.asOwner(`SELECT id FROM assay.observation WHERE enrollment_id = '${enrollment}'`)
    expect(rows).toHaveLength(1)
    const letters = await app.asOwner(
      `SELECT id FROM assay.mail WHERE template = 'observation_recorded' AND person_id = '${person.id}'`,
    )
    expect(letters).toHaveLength(1)
    const taken = await api(`/enrollments/${enrollment}/observations`, second, observed(2, 2, { id }))
    expect(taken.status).toBe(409)
  })

  it('is never changed, not even by a statement', async () => {
    const { enrollment } = await working('Stays')
    const id = await record(enrollment, observer, observed(1, 1))
    const change = app.inOrg(harbor, observer, (scope) =>
      scope.db.updateTable('observation').set({ sufficient: true }).where('id', '=', id).execute(),
    )
    await expect(change).rejects.toMatchObject({ code: 'AS001' })
  })

  it('says nothing in the clear', async () => {
    const { enrollment } = await working('Sealed')
    const id = await record(enrollment, observer, observed(2, 2))
    await api(`/observations/${id}/withdraw`, observer, { reason: 'zqreason of a mistake' })
    const rows = await app.asOwner(
      `SELECT o::text AS text FROM assay.observation o UNION ALL SELECT r::text FROM assay.observation_remark r`,
    )
    for (const word of ['zqplace', 'zqnote', 'zqreason']) {
      expect(JSON.stringify(rows)).not.toContain(word)
      expect(JSON.stringify(rows)).not.toContain(Buffer.from(word).toString('hex'))
    }
    const [event] = await app.asOwner(
      `SELECT data::text AS data FROM assay.audit_event WHERE record_id = '${id}' ORDER BY at DESC`,
    )
    expect(JSON.stringify(event)).not.toContain('zq')
  })

  it('is withdrawn by whoever recorded it, with a reason, and then counts no more', async () => {
    const { person, enrollment } = await working('Withdrawn')
    const id = await record(enrollment, observer, observed(2, 2))
    expect((await api(`/observations/${id}/withdraw`, second, { reason: 'Not mine' })).status).toBe(403)
    expect((await api(`/observations/${id}/withdraw`, observer, { reason: '' })).status).toBe(422)
    expect((await api(`/observations/${id}/withdraw`, observer, { reason: 'Wrong shift' })).status).toBe(204)
    expect((await api(`/observations/${id}/withdraw`, observer, { reason: 'Again' })).status).toBe(409)
    expect(await standOf(enrollment, person)).toMatchObject({ state: 'open' })
    expect(await (await api(`/observations/${id}`, person)).json()).toMatchObject({
      endedHow: 'withdrawn',
      remarks: [{ kind: 'withdrawn', text: 'Wrong shift', author: 'Observer' }],
    })
  })

  it('is replaced by another of the same observer, once', async () => {
    const { person, enrollment } = await working('Replaced')
    const id = await record(enrollment, observer, observed(3, 3))
    const supersedes = { id, reason: 'It was the other drum' }
    const foreign = await api(
      `/enrollments/${enrollment}/observations`,
      second,
      observed(2, 2, { supersedes }),
    )
    expect(foreign.status).toBe(422)
    await record(enrollment, observer, observed(1, 2, { supersedes }))
    const again = await api(
      `/enrollments/${enrollment}/observations`,
      observer,
      observed(2, 2, { supersedes }),
    )
    expect(again.status).toBe(409)
    const { items } = (await (await api(`/enrollments/${enrollment}/observations`, person)).json()) as {
      items: { endedHow: string | null; sufficient: boolean }[]
    }
    expect(items.map(({ endedHow, sufficient }) => [endedHow, sufficient])).toEqual(
      expect.arrayContaining([
        [null, false],
        ['superseded', true],
      ]),
    )
  })

  it('refuses rows that the rubric does not have, rows that are missing, and days to come', async () => {
    const { enrollment } = await working('Wrong')
    const sent = (change: Record<string, unknown>) =>
      api(`/enrollments/${enrollment}/observations`, observer, observed(2, 2, change))
    const row = (rowId: string, level: number) => ({ rowId, level })
    for (const change of [
      { rows: [row('drum', 2)] },
      { rows: [row('drum', 2), row('drum', 2)] },
      { rows: [row('drum', 2), row('kit', 2), row('other', 1)] },
      { rows: [row('drum', 4), row('kit', 2)] },
      { on: '2026-05-05' },
      { on: '2025-01-01' },
      { seen: false },
      { place: '' },
    ])
      expect((await sent(change)).status, JSON.stringify(change)).toBe(422)
    expect((await sent({ criterionId: 'contain' })).status).toBe(404)
  })
})

describe('F8 who reads an observation', () => {
  it('the person and the observer do; others do not; assessors while the work waits', async () => {
    const { person, enrollment } = await working('Read')
    const id = await record(enrollment, observer, observed(2, 2))
    await record(enrollment, second, observed(2, 2))
    const status = async (as: TestPerson) => (await api(`/observations/${id}`, as)).status
    expect([await status(person), await status(observer)]).toEqual([200, 200])
    for (const other of [second, stranger, manager, lead, assessor]) expect(await status(other)).toBe(403)
    await handedIn(app, harbor, person, enrollment)
    expect(await status(assessor)).toBe(200)
    expect(await status(stranger)).toBe(403)
  })

  it('only the person speaks to it, and the observer and the assessor read that', async () => {
    const { person, enrollment } = await working('Speaks')
    const id = await record(enrollment, observer, observed(2, 2))
    const remark = { kind: 'disagreement', text: 'It was not my shift' }
    expect((await api(`/observations/${id}/remarks`, observer, remark)).status).toBe(403)
    expect((await api(`/observations/${id}/remarks`, person, remark)).status).toBe(204)
    expect(await (await api(`/observations/${id}`, observer)).json()).toMatchObject({ remarks: [remark] })
    expect(await (await api('/observations', observer)).json()).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id, disagreed: true })]),
    })
  })

  it('files are kept encrypted, told by their content, and given to those who read it', async () => {
    const { person, enrollment } = await working('Pictured')
    const send = (name: string) => {
      const form = new FormData()
      form.set('observation', JSON.stringify(observed(2, 2)))
      form.append('file', new File(['zqfile seen'], name))
      return app.fetch(`/api/v1/organizations/harbor/enrollments/${enrollment}/observations/files`, {
        as: observer,
        method: 'POST',
        body: form,
      })
    }
    expect((await send('page.html')).status).toBe(415)
    const answer = await send('seen.txt')
    expect(answer.status).toBe(201)
    const { observationId } = (await answer.json()) as { observationId: string }
    const read = (await (await api(`/observations/${observationId}`, person)).json()) as {
      files: { id: string; name: string }[]
    }
    expect(read.files.map(({ name }) => name)).toEqual(['seen.txt'])
    const file = `/observations/${observationId}/files/${read.files[0]?.id}`
    expect(await (await api(file, person)).text()).toBe('zqfile seen')
    expect((await api(file, stranger)).status).toBe(403)
    const [blob] = await app.asOwner(
      `SELECT blob_key FROM assay.evidence WHERE observation_id = '${observationId}'`,
    )
    const stored = await app.deps.blobs.get(String(blob?.blob_key))
    expect(Buffer.from(stored ?? []).toString('latin1')).not.toContain('zqfile')
    // It is the observer's: the learner's portfolio does not have it, and nobody takes it out.
    const own = (await (await api(`/enrollments/${enrollment}/evidence`, person)).json()) as { items: [] }
    expect(own.items).toEqual([])
    const removed = await app.fetch(`/api/v1/organizations/harbor/evidence/${read.files[0]?.id}`, {
      as: person,
      method: 'DELETE',
    })
    expect(removed.status).toBe(404)
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

describe('the pages', () => {
  it('record by a plain form, say what is missing in it, and keep what was typed', async () => {
    const { person, enrollment } = await working('By page')
    const address = `/o/harbor/observe/${enrollment}/seen`
    const page = await (await app.fetch(address, { as: observer })).text()
    const id = /name="id" value="([0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
    const send = (fields: Record<string, string>) => {
      const form = new FormData()
      for (const [name, value] of Object.entries({ id, on: '2026-05-02', place: 'Berth 4', ...fields }))
        form.set(name, value)
      return app.fetch(address, {
        as: observer,
        method: 'POST',
        body: form,
        headers: { origin: TEST_ORIGIN },
      })
    }
    const half = await send({ 'level:drum': '3', note: 'Wind from the north' })
    expect(half.status).toBe(422)
    expect(await half.text()).toContain('Wind from the north')
    const fields = { 'level:drum': '3', 'level:kit': '2', seen: 'yes' }
    for (let tap = 0; tap < 2; tap += 1)
      expect((await send(fields)).headers.get('location')).toBe('/o/harbor/observe?done=1')
    const list = await (await app.fetch('/o/harbor/observe', { as: observer })).text()
    expect(list).toContain(`/observations/${id}`)
    const own = await (await app.fetch(`/o/harbor/enrollments/${enrollment}`, { as: person })).text()
    expect(own).toContain(`/observations/${id}`)
    const said = await app.fetch(`/o/harbor/observations/${id}`, {
      as: person,
      method: 'POST',
      body: new URLSearchParams({ intent: 'remark', kind: 'disagreement', text: 'Not so' }),
      headers: { origin: TEST_ORIGIN },
    })
    expect(said.status).toBe(302)
    expect(await (await app.fetch(`/o/harbor/observations/${id}`, { as: observer })).text()).toContain(
      'Not so',
    )
    expect((await app.fetch(address, { as: stranger })).status).toBe(403)
  }, 90_000)
})
