import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { TEST_ORIGIN, type TestPerson } from '../../../test/test-app.ts'
import { handedIn } from '../assessments/work.fixture.ts'
import { observed } from './observed.fixture.ts'
import { observersWorld } from './observers.fixture.ts'

const world = await observersWorld()
const { app, harbor, manager, assessor, observer, second, lead, stranger } = world
const { api, record, working, standOf, assessed } = world
afterAll(() => app.close())

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

describe('what waited on a device', () => {
  /** As the page's script sends it; `fields` change what was signed. */
  async function sent(enrollment: string, as: TestPerson, fields: Record<string, string>) {
    const form = new FormData()
    const signed = { on: '2026-05-02', place: 'Berth 4', seen: 'yes', 'level:drum': '2', 'level:kit': '3' }
    for (const [name, value] of Object.entries({ ...signed, observer: as.id, ...fields }))
      form.set(name, value)
    return app.fetch(`/o/harbor/observe/${enrollment}/seen/send`, {
      as,
      method: 'POST',
      body: form,
      headers: { origin: TEST_ORIGIN, accept: 'application/json' },
    })
  }
  const recordedIn = (enrollment: string) =>
    app.asOwner(`SELECT id FROM assay.observation WHERE enrollment_id = '${enrollment}'`)

  it('is asked for first: the server says whom it would take it from, and who is nobody is led to the sign-in page', async () => {
    const { enrollment } = await working('Asked')
    const ask = (as?: TestPerson) =>
      app.fetch(`/o/harbor/observe/${enrollment}/seen/send`, as === undefined ? {} : { as })
    expect(await (await ask(observer)).json()).toEqual({ person: observer.id })
    expect((await ask(stranger)).status).toBe(403)
    expect((await ask()).headers.get('location')).toContain('/sign-in?next=')
  })

  it('is recorded once, however often it is sent, with the day on which it was seen and the time at which it was signed', async () => {
    const { person, enrollment } = await working('Waited')
    const id = randomUUID()
    const signedAt = '2026-05-02T06:10:00.000Z'
    for (let time = 0; time < 2; time += 1) {
      const answer = await sent(enrollment, observer, { id, signedAt })
      expect([answer.status, await answer.json()]).toEqual([201, { observationId: id }])
    }
    expect(await recordedIn(enrollment)).toHaveLength(1)
    expect(await (await api(`/observations/${id}`, person)).json()).toMatchObject({
      on: '2026-05-02',
      signedAt,
    })
  })

  it('states no time that is still to come, whatever the clock of the device says', async () => {
    const { person, enrollment } = await working('Ahead')
    const id = randomUUID()
    expect((await sent(enrollment, observer, { id, signedAt: '2031-01-01T00:00:00.000Z' })).status).toBe(201)
    expect(await (await api(`/observations/${id}`, person)).json()).toMatchObject({ signedAt: null })
  })

  it('A5 is not recorded under the name of whoever signed in since', async () => {
    const { enrollment } = await working('Signed by another')
    const answer = await sent(enrollment, second, { id: randomUUID(), observer: observer.id })
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ problem: { code: 'other_observer' } })
    expect(await recordedIn(enrollment)).toEqual([])
  })

  it('is refused in the words of the reader, without what was written in it', async () => {
    const { person, enrollment } = await working('Refused')
    const wrong = await sent(enrollment, observer, { id: randomUUID(), on: '2019-01-01', note: 'zqnote' })
    expect(wrong.status).toBe(422)
    const body = await wrong.text()
    expect(JSON.parse(body)).toMatchObject({
      problem: { fields: [{ path: 'on', message: 'Choose a day of the past year, today at the latest.' }] },
    })
    expect(body).not.toContain('zqnote')
    await record(enrollment, observer, observed(2, 2))
    await record(enrollment, second, observed(2, 2))
    await assessed(await handedIn(app, harbor, person, enrollment))
    const late = await sent(enrollment, observer, { id: randomUUID() })
    expect([late.status, await late.json()]).toMatchObject([409, { problem: { code: 'observed_ended' } }])
  })
})
