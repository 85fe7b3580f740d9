import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REEFER } from '../../../test/awards.ts'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { createDraft, publishVersion } from '../achievements/commands.ts'
import type { DefinitionInput } from '../achievements/schema.ts'
import { handedIn, publishedSpill, started } from '../assessments/work.fixture.ts'
import { stateOf } from './queries.ts'

let app: TestApp
let ada: TestPerson
let boris: TestPerson
let harbor: TestOrganization
beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  boris = await app.person('Boris')
  harbor = await app.organization(ada, 'harbor')
  await app.organization(boris, 'other')
})
afterAll(() => app.close())

const call = (path: string, as: TestPerson, method = 'GET', body?: unknown) =>
  app.fetch(`/api/v1/organizations/harbor${path}`, {
    as,
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
const statusOf = async (...args: Parameters<typeof call>) => (await call(...args)).status
const at = (time: string) => {
  app.clock.now = new Date(time)
}
const input = (to: TestPerson, change: Record<string, unknown> = {}) => ({
  address: to.email,
  roles: ['assessor'],
  from: '2026-05-04',
  until: '2026-05-10',
  reason: 'On leave',
  ...change,
})
const delegated = async (from: TestPerson, to: TestPerson, change: Record<string, unknown> = {}) => {
  const answer = await call('/delegations', from, 'POST', input(to, change))
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}
const fieldOf = async (answer: Response) => {
  const { errors } = (await answer.json()) as { errors?: readonly { readonly path?: string }[] }
  return [answer.status, JSON.stringify(errors)]
}
let count = 0
const pair = async (...roles: Parameters<TestApp['member']>[2][]) => {
  count += 1
  return {
    giver: await app.member(harbor, `Giver ${count}`, ...roles),
    taker: await app.member(harbor, `Taker ${count}`, 'learner'),
  }
}

describe('a delegation', () => {
  it('counts from its first day to the end of its last, in the zone of who gave it', async () => {
    at('2026-05-03T10:00:00Z')
    const { giver, taker } = await pair('assessor')
    await app.asOwner(`UPDATE assay.person SET time_zone = 'Europe/Madrid' WHERE id = '${giver.id}'`)
    await delegated(giver, taker)
    const queue = () => statusOf('/queue', taker)
    expect(await queue()).toBe(403)
    at('2026-05-03T21:59:59Z')
    expect(await queue()).toBe(403)
    at('2026-05-03T22:00:00Z')
    expect(await queue()).toBe(200)
    at('2026-05-10T21:59:59Z')
    expect(await queue()).toBe(200)
    at('2026-05-10T22:00:00Z')
    expect(await queue()).toBe(403)
    at('2026-05-03T10:00:00Z')
  })

  it('lasts at most 90 days, is not over at its start, and goes to another member', async () => {
    const { giver, taker } = await pair('assessor')
    const tried = async (to: TestPerson, change: Record<string, unknown>) =>
      fieldOf(await call('/delegations', giver, 'POST', input(to, change)))
    const wrong = (path: string) => [422, expect.stringContaining(path)]
    expect(await tried(taker, { until: '2026-08-02' })).toEqual(wrong('until'))
    expect(await tried(taker, { until: '2026-05-01' })).toEqual(wrong('until'))
    expect(await tried(taker, { from: '2026-04-01', until: '2026-04-30' })).toEqual(wrong('until'))
    expect(await tried(taker, { from: '2027-06-01', until: '2027-06-02' })).toEqual(wrong('from'))
    expect(await tried(giver, {})).toEqual(wrong('address'))
    expect(await tried(boris, {})).toEqual(wrong('address'))
    expect(await tried(taker, { roles: ['learner'] })).toEqual(wrong('roles'))
    await delegated(giver, taker, { until: '2026-08-01' })
  })

  it('A3 passes on nothing that one was not given oneself, and is not passed on', async () => {
    const { giver, taker } = await pair('assessor')
    const third = await app.member(harbor, 'Third', 'learner')
    expect(await statusOf('/delegations', giver, 'POST', input(taker, { roles: ['administrator'] }))).toBe(
      403,
    )
    await delegated(giver, taker, { from: '2026-05-03' })
    expect(await statusOf('/queue', taker)).toBe(200)
    expect(await statusOf('/delegations', taker, 'POST', input(third))).toBe(403)
  })

  it('A3 lets an administrator’s stand-in administer, and give nobody a lasting role', async () => {
    const { giver, taker } = await pair('administrator')
    await delegated(giver, taker, { from: '2026-05-03', roles: ['administrator'] })
    expect(await statusOf('/people', taker)).toBe(200)
    expect(await statusOf(`/people/${taker.id}`, taker, 'PUT', { roles: ['administrator'] })).toBe(403)
    expect(
      await statusOf('/invitations', taker, 'POST', { address: 'x@example.org', roles: ['administrator'] }),
    ).toBe(403)
    const all = { name: 'Everything', roles: ['administrator'], areas: ['organization:write'] }
    expect(await statusOf('/role-sets', taker, 'POST', all)).toBe(403)
  })

  it('A4 ends with the next request when either side ends it, or who gave it loses the role or leaves', async () => {
    const { giver, taker } = await pair('assessor')
    const queue = () => statusOf('/queue', taker)
    for (const side of [giver, taker, ada]) {
      const id = await delegated(giver, taker, { from: '2026-05-03' })
      expect(await queue()).toBe(200)
      expect(await statusOf(`/delegations/${id}`, side, 'DELETE')).toBe(204)
      expect(await queue()).toBe(403)
      expect(await statusOf(`/delegations/${id}`, side, 'DELETE')).toBe(409)
    }
    await delegated(giver, taker, { from: '2026-05-03' })
    expect(await queue()).toBe(200)
    expect(await statusOf(`/people/${giver.id}`, ada, 'PUT', { roles: ['learner'] })).toBe(200)
    expect(await queue()).toBe(403)
    expect(await statusOf(`/people/${giver.id}`, ada, 'PUT', { roles: ['assessor'] })).toBe(200)
    expect(await queue()).toBe(200)
    expect(await statusOf(`/people/${giver.id}`, ada, 'DELETE')).toBe(204)
    expect(await queue()).toBe(403)
  })

  it('is seen by both sides and administrators, ended by them alone', async () => {
    const { giver, taker } = await pair('assessor')
    const stranger = await app.member(harbor, 'Onlooker', 'assessor')
    const id = await delegated(giver, taker)
    const seen = async (as: TestPerson, whose = 'mine') =>
      (await (await call(`/delegations?whose=${whose}`, as)).text()).includes(id)
    expect([await seen(giver), await seen(taker), await seen(stranger), await seen(ada, 'all')]).toEqual([
      true,
      true,
      false,
      true,
    ])
    expect(await statusOf('/delegations?whose=all', stranger)).toBe(403)
    expect(await statusOf(`/delegations/${id}`, stranger, 'DELETE')).toBe(403)
    expect(
      (await app.fetch(`/api/v1/organizations/other/delegations/${id}`, { as: boris, method: 'DELETE' }))
        .status,
    ).toBe(404)
  })

  it('A5 lets nobody award whoever they stand in for, and events say on whose behalf they are', async () => {
    const { giver, taker } = await pair('program_manager')
    const learner = await app.member(harbor, 'Learner of the day', 'learner')
    const { versionId } = await app.inOrg(harbor, ada, async (scope) => {
      const draft = await createDraft(scope, REEFER as DefinitionInput)
      await publishVersion(scope, draft.versionId, { changeNote: '' })
      return draft
    })
    await delegated(giver, taker, { from: '2026-05-03', roles: ['program_manager'] })
    const award = (to: TestPerson) =>
      statusOf('/credentials', taker, 'POST', {
        personId: to.id,
        achievementVersionId: versionId,
        reason: 'Shown at work for years',
      })
    expect(await award(giver)).toBe(403)
    expect(await award(taker)).toBe(403)
    expect(await award(learner)).toBe(202)
    const events = await app.asOwner(
      `SELECT data->'onBehalfOf' AS behalf FROM assay.audit_event WHERE action = 'decision.awarded' AND actor_person_id = '${taker.id}'`,
    )
    expect(events).toEqual([{ behalf: [giver.id] }])
    const trail = await (await call('/audit-events?action=decision.awarded', ada)).text()
    expect(trail).toContain(`"onBehalfOf":["${giver.name}"]`)
    expect(await (await app.fetch('/o/harbor/audit', { as: ada })).text()).toContain(
      `on behalf of ${giver.name}`,
    )
    // What one may do anyway is done in one's own name.
    const own = await app.asOwner(
      `SELECT data FROM assay.audit_event WHERE action = 'delegation.made' AND actor_person_id = '${giver.id}'`,
    )
    expect(JSON.stringify(own)).not.toContain('onBehalfOf')
  })

  it('A5 hides the work of whoever one stands in for, and refuses to judge it', async () => {
    const { giver, taker } = await pair('assessor')
    const achievementId = await publishedSpill(app, harbor, ada)
    const enrollmentId = await started(app, harbor, giver, achievementId)
    const submission = await handedIn(app, harbor, giver, enrollmentId)
    await delegated(giver, taker, { from: '2026-05-03' })
    const independent = await app.member(harbor, 'Independent', 'assessor')
    const queue = async (as: TestPerson) => (await (await call('/queue', as)).text()).includes(submission)
    expect([await queue(taker), await queue(giver), await queue(independent)]).toEqual([false, false, true])
    const claim = (as: TestPerson) => statusOf(`/submissions/${submission}/claim`, as, 'POST')
    expect([await claim(taker), await claim(giver), await claim(independent)]).toEqual([403, 403, 200])
  })

  it('is made and ended on a page', async () => {
    const { giver, taker } = await pair('assessor')
    const post = (as: TestPerson, fields: readonly (readonly [string, string])[]) =>
      app.fetch('/o/harbor/absence', {
        as,
        method: 'POST',
        body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    const form = [
      ['intent', 'make'],
      ['address', taker.email],
      ['roles[]', 'assessor'],
      ['from', '2026-05-03'],
      ['until', '2026-05-03'],
    ] as const
    const wrong = await post(giver, form)
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining(taker.email)])
    const made = await post(giver, [...form, ['reason', 'A day off']])
    expect(made.headers.get('location')).toBe('/o/harbor/absence?done=made')
    const page = await (await app.fetch('/o/harbor/absence', { as: taker })).text()
    expect(page).toContain(giver.name)
    const id = /name="id" value="([0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
    expect(
      (
        await post(taker, [
          ['intent', 'end'],
          ['id', id],
        ])
      ).headers.get('location'),
    ).toBe('/o/harbor/absence?done=ended')
  })
})

describe('the state of a delegation', () => {
  it('changes exactly at its start and its end', () => {
    const [startsAt, endsAt] = [new Date(1000), new Date(2000)]
    const state = (now: number, revokedAt: Date | null = null) =>
      stateOf({ startsAt, endsAt, revokedAt }, new Date(now))
    expect([state(999), state(1000), state(1999), state(2000), state(1500, new Date(1400))]).toEqual([
      'planned',
      'running',
      'running',
      'over',
      'revoked',
    ])
  })
})
