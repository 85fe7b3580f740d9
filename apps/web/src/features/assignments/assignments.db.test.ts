import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { publishedSpill } from '../assessments/work.fixture.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { addToGroup, createGroup, takeOutOfGroup } from '../structure/commands/groups.ts'
import { setManager } from '../structure/commands/managers.ts'
import { createAssignment, endAssignment } from './commands/assign.ts'
import { askExemption, decideExemption } from './commands/exempt.ts'
import { keepDuties } from './commands/keep-all.ts'
import type { AssignmentInput } from './schema.ts'

// The first page of a file waits for the whole application to load.
vi.setConfig({ testTimeout: 90_000 })

let app: TestApp
let ada: TestPerson
let planner: TestPerson
let lead: TestPerson
let hand: TestPerson
let other: TestPerson
let harbor: TestOrganization
let achievementId: string
let groupId: string
beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  planner = await app.member(harbor, 'Planner', 'program_manager')
  lead = await app.member(harbor, 'Lead', 'people_manager')
  hand = await app.member(harbor, 'Hand', 'learner')
  other = await app.member(harbor, 'Other', 'learner')
  achievementId = await publishedSpill(app, harbor, planner)
  groupId = await app.inOrg(harbor, ada, async (scope) => {
    await setManager(scope, [hand.id], lead.id)
    return (await createGroup(scope, { name: 'Quay', description: '' })).id
  })
})
afterAll(() => app.close())

const assign = (input: Partial<AssignmentInput>, as = planner) =>
  app.inOrg(harbor, as, (scope) =>
    createAssignment(scope, {
      achievementId,
      target: { kind: 'group', id: groupId },
      due: { days: 30 },
      reason: 'The harbor rules ask for it',
      ...input,
    }),
  )
const dutiesOf = (assignmentId: string) =>
  app.asOwner(`SELECT p.name, d.state, d.round, d.due_at FROM assay.duty d JOIN assay.person p ON p.id = d.person_id
    WHERE assignment_id = '${assignmentId}' ORDER BY p.name`)
const lettersTo = async (person: TestPerson, template: string) =>
  app.asOwner(
    `SELECT subject FROM assay.mail WHERE to_address = '${person.email}' AND template = '${template}'`,
  )
const award = async (person: TestPerson) => {
  const [version] = await app.asOwner(
    `SELECT id FROM assay.achievement_version WHERE state = 'published' AND achievement_id = '${achievementId}'`,
  )
  await app.inOrg(harbor, planner, (scope) =>
    directAward(scope, {
      personId: person.id,
      achievementVersionId: String(version?.id),
      reason: 'Shown at work for years',
    }),
  )
  await app.runJobs()
}
const later = (days: number) => {
  app.clock.now = new Date(app.clock.now.getTime() + days * 86_400_000)
}

describe('a duty', () => {
  it('begins for who comes into the group, with an enrollment, and ends for who leaves it', async () => {
    const { id } = await assign({})
    expect(await dutiesOf(id)).toEqual([])
    await app.inOrg(harbor, planner, (scope) => addToGroup(scope, groupId, [hand.id, other.id]))
    await Promise.all([keepDuties(app.deps, harbor.id), keepDuties(app.deps, harbor.id)])
    expect(await dutiesOf(id)).toMatchObject([
      { name: 'Hand', state: 'open', round: 1 },
      { name: 'Other', state: 'open', round: 1 },
    ])
    const enrolled = await app.asOwner(`SELECT source, state, due_at FROM assay.enrollment`)
    expect(enrolled).toMatchObject([
      { source: 'rule', state: 'active', due_at: new Date('2026-06-02T10:00:00Z') },
      { source: 'rule', state: 'active' },
    ])
    await app.inOrg(harbor, planner, (scope) => takeOutOfGroup(scope, groupId, [other.id]))
    await app.runJobs()
    expect(await dutiesOf(id)).toMatchObject([{ state: 'open' }, { name: 'Other', state: 'ended' }])
    await app.inOrg(harbor, planner, (scope) => endAssignment(scope, id))
    expect(await dutiesOf(id)).toMatchObject([{ state: 'ended' }, { state: 'ended' }])
  })

  it('is reminded of once a rung, told to the manager once a week, and falls silent when it is met', async () => {
    app.clock.now = new Date('2026-06-01T10:00:00Z')
    await assign({ target: { kind: 'person', id: hand.id }, due: { on: '2026-06-10' }, renewDays: 30 })
    const run = async () => {
      await keepDuties(app.deps, undefined)
      await keepDuties(app.deps, undefined)
    }
    await run()
    expect(await lettersTo(hand, 'duty_reminder')).toHaveLength(1)
    later(7)
    await run()
    expect(await lettersTo(hand, 'duty_reminder')).toHaveLength(2)
    later(10)
    await run()
    expect(await lettersTo(hand, 'duty_overdue')).toHaveLength(1)
    expect(await lettersTo(lead, 'duty_digest_manager')).toEqual([{ subject: 'Overdue in your team: 1' }])
    later(21)
    await run()
    expect(await lettersTo(planner, 'duty_digest_assigner')).toEqual([])
    later(7)
    await run()
    expect(await lettersTo(planner, 'duty_digest_assigner')).toHaveLength(1)
    expect(await lettersTo(lead, 'duty_digest_manager')).toHaveLength(3)
    const before = (await lettersTo(hand, 'duty_overdue')).length
    await award(hand)
    later(7)
    await run()
    expect(await lettersTo(hand, 'duty_overdue')).toHaveLength(before)
    expect(await lettersTo(lead, 'duty_digest_manager')).toHaveLength(3)
    // What was begun for it may go on, and is due no more.
    expect(
      await app.asOwner(
        `SELECT due_at FROM assay.enrollment WHERE person_id = '${hand.id}' AND state = 'active'`,
      ),
    ).toEqual([{ due_at: null }])
  })

  it('opens again before what is to be kept in force ends, due on its last day, with work that renews it', async () => {
    const { id } = await assign({ target: { kind: 'person', id: hand.id }, renewDays: 30 })
    expect(await dutiesOf(id)).toMatchObject([{ state: 'met', round: 1 }])
    const end = new Date(app.clock.now.getTime() + 40 * 86_400_000)
    await app.asOwner(
      `UPDATE assay.credential SET valid_until = '${end.toISOString()}' WHERE person_id = '${hand.id}'`,
    )
    await keepDuties(app.deps, undefined)
    expect(await dutiesOf(id)).toMatchObject([{ state: 'met' }])
    expect(await lettersTo(hand, 'credential_ends')).toHaveLength(1)
    later(11)
    await keepDuties(app.deps, undefined)
    await keepDuties(app.deps, undefined)
    expect(await dutiesOf(id)).toMatchObject([{ state: 'open', round: 2, due_at: end }])
    // The duty tells of it from now on.
    expect(await lettersTo(hand, 'credential_ends')).toHaveLength(1)
    const working = await app.asOwner(
      `SELECT due_at FROM assay.enrollment WHERE state = 'active' AND person_id = '${hand.id}'`,
    )
    expect(working).toEqual([{ due_at: end }])
  })
})

describe('an exemption', () => {
  it('A5 is decided by somebody else, silences the duty, and ends on its day', async () => {
    const { id } = await assign({ target: { kind: 'person', id: other.id }, due: { days: 20 } })
    const [duty] = await app.asOwner(`SELECT id FROM assay.duty WHERE assignment_id = '${id}'`)
    const dutyId = String(duty?.id)
    const until = new Date(app.clock.now.getTime() + 5 * 86_400_000).toISOString().slice(0, 10)
    await app.inOrg(harbor, other, (scope) => askExemption(scope, dutyId, { reason: 'On leave', until }))
    const decide = (as: TestPerson) =>
      app.inOrg(harbor, as, (scope) => decideExemption(scope, dutyId, { approve: true, answer: '' }))
    await expect(decide(other)).rejects.toMatchObject({ code: 'forbidden' })
    await decide(planner)
    expect(await dutiesOf(id)).toMatchObject([{ state: 'exempt', round: 1 }])
    expect(await lettersTo(other, 'exemption_decided')).toHaveLength(1)
    later(6)
    await keepDuties(app.deps, harbor.id)
    expect(await dutiesOf(id)).toMatchObject([{ state: 'open', round: 1 }])
  })

  it('A5 is never decided by whoever asked for it, nor by who stands in for them; page and list say who can', async () => {
    const lead = await app.member(harbor, 'Asking lead', 'people_manager')
    const standIn = await app.member(harbor, 'Stand-in', 'program_manager')
    const at = (days: number) => new Date(app.clock.now.getTime() + days * 86_400_000).toISOString()
    await app.asOwner(`UPDATE assay.membership SET manager_id = '${lead.id}' WHERE person_id = '${other.id}';
      INSERT INTO assay.delegation (org_id, id, delegator_id, delegate_id, roles, starts_at, ends_at, reason, created_at)
      VALUES ('${harbor.id}', gen_random_uuid(), '${lead.id}', '${standIn.id}', '{people_manager}',
        '${at(-1)}', '${at(10)}', 'Away', '${at(-1)}')`)
    const { id } = await assign({ target: { kind: 'person', id: other.id }, due: { days: 20 } })
    const [duty] = await app.asOwner(`SELECT id FROM assay.duty WHERE assignment_id = '${id}'`)
    const dutyId = String(duty?.id)
    await app.inOrg(harbor, lead, (scope) =>
      askExemption(scope, dutyId, { reason: 'On leave', until: undefined }),
    )
    const page = `/o/${harbor.slug}/duties/${dutyId}`
    const decide = (as: TestPerson) =>
      app.fetch(page, { method: 'POST', body: new URLSearchParams({ intent: 'approve', answer: '' }), as })
    for (const as of [lead, standIn]) {
      const answer = await decide(as)
      expect([answer.status, await answer.text()]).toEqual([
        403,
        expect.stringContaining('Somebody else decides on it.'),
      ])
    }
    const [exemption] = await app.asOwner(`SELECT id, state FROM assay.exemption WHERE duty_id = '${dutyId}'`)
    expect(exemption?.state).toBe('asked')
    await expect(
      app.asOwner(`UPDATE assay.exemption SET state = 'approved', decided_by = asked_by, decided_at = now()
        WHERE id = '${exemption?.id}'`),
    ).rejects.toThrow('does not decide on it')
    const html = await (await app.fetch(page, { as: lead })).text()
    expect(html).not.toContain('value="approve"')
    expect(html).toContain(
      `You asked for this exemption, so somebody else decides. ${planner.name} can decide.`,
    )
    const list = await (await app.fetch(`/o/${harbor.slug}/due?view=asked`, { as: lead })).text()
    expect(list).toContain(`${planner.name}`)
    expect(list).toContain('can decide.')
    expect((await decide(planner)).status).toBe(302)
    expect(await dutiesOf(id)).toMatchObject([{ state: 'exempt' }])
  })
})

describe('who may assign', () => {
  const post = (as: TestPerson, personId: string) =>
    app.fetch('/api/v1/organizations/harbor/assignments', {
      as,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        achievementId,
        target: { kind: 'person', id: personId },
        due: { days: 9 },
        reason: '=1+1',
      }),
    })

  it('A1 is whoever plans the program, and a manager for those who report to them', async () => {
    expect((await post(lead, hand.id)).status).toBe(201)
    expect((await post(lead, other.id)).status).toBe(403)
    expect((await post(hand, hand.id)).status).toBe(403)
    const list = await app.fetch('/api/v1/organizations/harbor/due?view=open', { as: lead })
    const { items } = (await list.json()) as { items: { name: string }[] }
    expect(new Set(items.map(({ name }) => name))).toEqual(new Set(['Hand']))
  })

  it('F5 gets a CSV file in which no cell runs as a formula', async () => {
    await assign({ target: { kind: 'person', id: other.id }, reason: '=1+1' })
    const csv = await (await app.fetch('/o/harbor/due/export.csv?view=open', { as: planner })).text()
    expect(csv).toContain("'=1+1")
    expect(csv).not.toMatch(/(^|,)=1/m)
  })

  it('is shown to the learner on their home page and on the pages of planners', async () => {
    expect(await (await app.fetch('/home', { as: hand })).text()).toContain('Assigned to you')
    for (const page of ['assignments', 'due?view=open', 'due?view=lapsing'])
      expect((await app.fetch(`/o/harbor/${page}`, { as: planner })).status).toBe(200)
    const [duty] = await app.asOwner(`SELECT id, assignment_id FROM assay.duty WHERE state = 'open' LIMIT 1`)
    expect((await app.fetch(`/o/harbor/duties/${duty?.id}`, { as: planner })).status).toBe(200)
    expect((await app.fetch(`/o/harbor/assignments/${duty?.assignment_id}`, { as: planner })).status).toBe(
      200,
    )
  })
})
