import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { publishedSpill, started } from '../assessments/work.fixture.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { setManager } from '../structure/commands/managers.ts'

let app: TestApp
let ada: TestPerson
let lead: TestPerson
let deputy: TestPerson
let hand: TestPerson
let outside: TestPerson
let harbor: TestOrganization
beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  const manager = await app.member(harbor, 'Program', 'program_manager')
  lead = await app.member(harbor, 'Lead', 'people_manager')
  deputy = await app.member(harbor, 'Deputy', 'learner')
  hand = await app.member(harbor, 'Hand', 'learner')
  outside = await app.member(harbor, 'Outside', 'learner')
  await app.inOrg(harbor, ada, async (scope) => {
    await setManager(scope, [deputy.id], lead.id)
    await setManager(scope, [hand.id], deputy.id)
  })
  const achievementId = await publishedSpill(app, harbor, manager)
  await started(app, harbor, hand, achievementId)
  await app.asOwner(`UPDATE assay.enrollment SET due_at = '2026-04-30' WHERE person_id = '${hand.id}'`)
  const [version] = await app.asOwner(`SELECT id FROM assay.achievement_version WHERE state = 'published'`)
  await app.inOrg(harbor, manager, (scope) =>
    directAward(scope, {
      personId: deputy.id,
      achievementVersionId: String(version?.id),
      reason: 'Shown at work for years',
    }),
  )
  await app.runJobs()
  await app.asOwner(`UPDATE assay.credential SET valid_until = '2026-06-01' WHERE person_id = '${deputy.id}'`)
})
afterAll(() => app.close())

const get = (path: string, as: TestPerson) => app.fetch(`/api/v1/organizations/harbor${path}`, { as })
const teamOf = async (as: TestPerson, query = '') =>
  ((await (await get(`/team${query}`, as)).json()) as { items: Record<string, unknown>[] }).items

describe('a team', () => {
  it('is who reports to the manager, directly or through others, with what stands and what is late', async () => {
    expect(await teamOf(lead)).toMatchObject([
      { name: 'Deputy', managerName: 'Lead', held: 1, lapsing: 1, working: 0, overdue: 0 },
      { name: 'Hand', managerName: 'Deputy', held: 0, lapsing: 0, working: 1, overdue: 1 },
    ])
    expect(await teamOf(lead, '?show=overdue')).toMatchObject([{ name: 'Hand' }])
    expect(await teamOf(lead, '?show=lapsing')).toMatchObject([{ name: 'Deputy' }])
    expect(await teamOf(lead, '?q=%25')).toEqual([])
    const page = await (await app.fetch('/o/harbor/team', { as: lead })).text()
    expect(page).toContain('One thing is overdue in your team')
  })

  it('A1 is nobody else’s to see, and nobody outside it is seen in it', async () => {
    const person = async (id: string, as: TestPerson) => (await get(`/team/${id}`, as)).status
    expect(await person(hand.id, lead)).toBe(200)
    expect(await person(outside.id, lead)).toBe(403)
    expect(await person(lead.id, lead)).toBe(403)
    expect(await person(hand.id, deputy)).toBe(403)
    expect(await person(hand.id, ada)).toBe(403)
    const other = await app.member(harbor, 'Other lead', 'people_manager')
    expect(await teamOf(other)).toEqual([])
    expect(await person(hand.id, other)).toBe(403)
    expect((await app.fetch(`/o/harbor/team/${outside.id}`, { as: lead })).status).toBe(403)
  })

  it('is seen by whoever stands in for its manager, and shows states, never evidence', async () => {
    const delegate = await app.member(harbor, 'Stand-in', 'learner')
    const made = await app.fetch('/api/v1/organizations/harbor/delegations', {
      as: lead,
      method: 'POST',
      body: JSON.stringify({
        address: delegate.email,
        roles: ['people_manager'],
        from: '2026-05-03',
        until: '2026-05-04',
        reason: 'On leave',
      }),
      headers: { 'content-type': 'application/json' },
    })
    expect(made.status).toBe(201)
    expect(await teamOf(delegate)).toHaveLength(2)
    const seen = await (await get(`/team/${hand.id}`, delegate)).json()
    expect(seen).toMatchObject({
      name: 'Hand',
      credentials: [],
      enrollments: [{ state: 'active', overdue: true }],
    })
    expect(await (await app.fetch(`/o/harbor/team/${deputy.id}`, { as: delegate })).text()).toContain(
      'In force',
    )
  })
})
