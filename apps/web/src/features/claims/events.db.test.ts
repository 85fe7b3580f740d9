import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { delegate } from '../absence/commands.ts'
import { enterEvent } from './commands/enter-event.ts'
import { closeEvent, createEvent, decideEntries } from './commands/events.ts'
import { getEvent, listEntries } from './queries/events.ts'
import type { EventInput } from './schema/events.ts'

let app: TestApp
let harbor: Program
let cove: Program

beforeAll(async () => {
  app = await createTestApp()
  harbor = await makeProgram(app, 'harbor')
  cove = await makeProgram(app, 'cove')
})
afterAll(() => app.close())

const HOUR = 3_600_000
const asManager = <T>(work: Parameters<typeof app.inOrg<T>>[2], program = harbor) =>
  app.inOrg(program.organization, program.manager, work)

async function held(change: Partial<EventInput> = {}) {
  const now = app.clock.now.getTime()
  const { eventId } = await asManager((scope) =>
    createEvent(scope, {
      achievementVersionId: harbor.versionId,
      title: 'Safety day',
      reason: 'Took part in the safety day',
      places: 3,
      opensAt: new Date(now - HOUR),
      closesAt: new Date(now + HOUR),
      needsApproval: false,
      ...change,
    }),
  )
  const { url } = await asManager((scope) => getEvent(scope, eventId))
  return { eventId, path: new URL(url).pathname, token: url.split('/events/')[1] ?? '' }
}
let count = 0
const guest = (address = `visitor${++count}@example.org`) => ({ name: 'Vis Itor', address })
const enter = (token: string, who = guest(), client = '10.0.0.1') => enterEvent(app.deps, client, token, who)
const taken = async (eventId: string) => (await asManager((scope) => getEvent(scope, eventId))).taken
const entries = async (eventId: string) =>
  (await asManager((scope) => listEntries(scope, eventId, { limit: 200, offset: 0 }))).items
const awards = async (eventId: string) =>
  Number(
    (
      await app.asOwner(`SELECT count(*) FROM assay.event_entry e JOIN assay.credential c ON c.id = e.credential_id
        WHERE e.event_id = '${eventId}'`)
    )[0]?.count,
  )
const post = (path: string, fields: Record<string, string>, as?: TestPerson) =>
  app.fetch(path, { method: 'POST', as, body: new URLSearchParams(fields) })

describe('an event', () => {
  it('gives who was there the badge, in the name of who made it, by a letter', async () => {
    const { eventId, path } = await held()
    expect(await (await app.fetch(path)).text()).toContain('Safety day')
    const answer = await post(path, { name: 'Ana There', address: 'ana.there@example.org' })
    expect(await answer.text()).toContain('Thank you')
    await app.runJobs()
    expect(await app.linkMailedTo('ana.there@example.org')).toContain('/claim/')
    const [decision] = await app.asOwner(`SELECT d.basis, d.decided_by, d.reason FROM assay.decision d
      JOIN assay.credential c ON c.decision_id = d.id JOIN assay.event_entry e ON e.credential_id = c.id WHERE e.event_id = '${eventId}'`)
    expect(decision).toEqual({
      basis: 'direct',
      decided_by: harbor.manager.id,
      reason: 'Took part in the safety day',
    })
  })

  it('R9 with one place left gives it once, to however many come at one moment', async () => {
    const { eventId, token } = await held({ places: 3 })
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => enter(token)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.text] : []))
    expect(new Set(refused)).toEqual(new Set(['event_full']))
    expect([await taken(eventId), await awards(eventId)]).toEqual([3, 3])
  })

  it('R9 gives the same person one badge, however often and however quickly they come, and the same answer', async () => {
    const { eventId, token, path } = await held()
    const who = guest('twice.there@example.org')
    await Promise.all([enter(token, who), enter(token, { ...who, address: 'Twice.There@example.org' })])
    const again = await post(path, who)
    expect(await again.text()).toContain('Thank you')
    expect([await taken(eventId), (await entries(eventId)).length]).toEqual([1, 1])
  })

  it('knows the two addresses of one account as one person', async () => {
    const { eventId, token } = await held()
    const person = await app.person('Two Addresses')
    await app.asOwner(
      `INSERT INTO assay.person_email (person_id, address, verified_at) VALUES ('${person.id}', 'second.one@example.org', now())`,
    )
    await enter(token, guest(person.email))
    await enter(token, guest('second.one@example.org'))
    expect(await taken(eventId)).toBe(1)
  })

  it.each([
    ['early', { opensAt: HOUR / 2 }, 'event_early'],
    ['over', { closesAt: -HOUR / 2 }, 'event_over'],
  ] as const)('that is %s gives none', async (_, change, text) => {
    const now = app.clock.now.getTime()
    const times = Object.fromEntries(Object.entries(change).map(([name, by]) => [name, new Date(now + by)]))
    const { eventId, token } = await held(times)
    await expect(enter(token)).rejects.toMatchObject({ code: 'gone', text })
    expect(await taken(eventId)).toBe(0)
  })

  it('that was closed gives none', async () => {
    const { eventId, token } = await held()
    await asManager((scope) => closeEvent(scope, eventId))
    await expect(enter(token)).rejects.toMatchObject({ text: 'event_closed' })
  })

  it('A4 of who may not award any more gives none', async () => {
    const former = await app.member(harbor.organization, 'Former Manager', 'program_manager')
    const now = app.clock.now.getTime()
    const token = await app.inOrg(harbor.organization, former, async (scope) => {
      const { eventId } = await createEvent(scope, {
        achievementVersionId: harbor.versionId,
        title: 'Last one',
        reason: 'Was there',
        places: 3,
        opensAt: new Date(now - HOUR),
        closesAt: new Date(now + HOUR),
        needsApproval: false,
      })
      return (await getEvent(scope, eventId)).url.split('/events/')[1] ?? ''
    })
    await app.asOwner(`UPDATE assay.membership SET roles = '{learner}' WHERE person_id = '${former.id}'`)
    await expect(enter(token)).rejects.toMatchObject({ text: 'event_closed' })
    expect(await (await app.fetch(`/events/${token}`)).text()).toContain('This event is closed')
  })

  it('A5 gives who made it no badge', async () => {
    const { token } = await held()
    await expect(enter(token, guest(harbor.manager.email))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('A5 gives whoever its maker stands in for no badge', async () => {
    const away = await app.member(harbor.organization, 'Away', 'program_manager')
    const { token } = await held()
    const today = app.clock.now.toISOString().slice(0, 10)
    await app.inOrg(harbor.organization, away, (scope) =>
      delegate(scope, {
        address: harbor.manager.email,
        roles: ['program_manager'],
        from: today,
        until: today,
        reason: 'Leave',
      }),
    )
    await expect(enter(token, guest(away.email))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('A6 of another organization is neither seen, closed nor decided on', async () => {
    const { eventId } = await held()
    await expect(asManager((scope) => closeEvent(scope, eventId), cove)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await app.fetch(`/o/cove/events/${eventId}`, { as: cove.manager })).status).toBe(404)
  })

  it('is not tried without end for one address', async () => {
    const { token } = await held({ places: 100 })
    const who = guest('tries@example.org')
    for (let time = 0; time < 5; time += 1) await enter(token, who, '10.9.9.9')
    await expect(enter(token, who, '10.9.9.9')).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('an event with approval', () => {
  it('awards to those chosen, and frees the places of those refused', async () => {
    const { eventId, token, path } = await held({ needsApproval: true, places: 3 })
    for (let n = 0; n < 3; n += 1) await enter(token)
    await expect(enter(token)).rejects.toMatchObject({ text: 'event_full' })
    await app.runJobs()
    expect(await awards(eventId)).toBe(0)
    const [first, second, third] = (await entries(eventId)).map(({ id }) => id)
    const page = `/o/harbor/events/${eventId}`
    expect(await (await app.fetch(page, { as: harbor.manager })).text()).toContain('3 wait for approval')
    const form = new URLSearchParams({ intent: 'approve' })
    for (const id of [first, second]) form.append('entries[]', id ?? '')
    expect((await app.fetch(page, { method: 'POST', as: harbor.manager, body: form })).status).toBe(302)
    await asManager((scope) => decideEntries(scope, eventId, { outcome: 'refuse', entries: [third ?? ''] }))
    expect((await entries(eventId)).map(({ state }) => state)).toEqual(['awarded', 'awarded', 'refused'])
    expect([await taken(eventId), await awards(eventId)]).toEqual([2, 2])
    expect((await app.fetch(path)).status).toBe(200)
  })

  it('A7 decided by two at one moment has one effect', async () => {
    const { eventId, token } = await held({ needsApproval: true })
    await enter(token)
    const ids = (await entries(eventId)).map(({ id }) => id)
    const decide = (outcome: 'approve' | 'refuse') =>
      asManager((scope) => decideEntries(scope, eventId, { outcome, entries: ids }))
    const results = await Promise.all([decide('approve'), decide('approve'), decide('refuse')])
    expect(results.reduce((sum, { awarded, refused }) => sum + awarded + refused, 0)).toBe(1)
    expect(await awards(eventId)).toBe(await taken(eventId))
  })
})

describe('the API of events', () => {
  it('makes one, shows it to who has the code, lets them in, and closes it', async () => {
    const call = async (path: string, method = 'GET', body?: unknown, as?: TestPerson) => {
      const answer = await app.fetch(`/api/v1${path}`, {
        method,
        as,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: (await answer.json()) as Record<string, string> }
    }
    const now = app.clock.now.getTime()
    const made = await call(
      '/organizations/harbor/events',
      'POST',
      {
        achievementVersionId: harbor.versionId,
        title: 'By API',
        reason: 'Was there',
        places: 1,
        opensAt: new Date(now - HOUR).toISOString(),
        closesAt: new Date(now + HOUR).toISOString(),
      },
      harbor.manager,
    )
    expect(made.status).toBe(201)
    const token = made.body.url?.split('/events/')[1]
    expect(await call(`/events/${token}`)).toMatchObject({
      status: 200,
      body: { title: 'By API', state: 'open' },
    })
    expect((await call(`/events/${token}/entries`, 'POST', guest())).status).toBe(202)
    expect(await call(`/events/${token}/entries`, 'POST', guest())).toMatchObject({ status: 410 })
    const at = `/organizations/harbor/events/${made.body.id}`
    expect(await call(`${at}/close`, 'POST', {}, harbor.manager)).toMatchObject({
      status: 200,
      body: { state: 'closed' },
    })
    expect((await call(at, 'GET', undefined, harbor.learner)).status).toBe(403)
  })
})
