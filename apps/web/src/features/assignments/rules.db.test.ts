import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { publishedSpill } from '../assessments/work.fixture.ts'
import { withdrawEnrollment } from '../enrollments/commands/enroll.ts'
import {
  changeMembership,
  endMembership,
  joinOrganization,
  leaveOrganization,
} from '../organizations/commands/people.ts'
import { addToGroup, createGroup, takeOutOfGroup } from '../structure/commands/groups.ts'
import { createDepartment, moveIntoDepartment, takeOutOfDepartment } from '../structure/commands.ts'
import { createAssignment } from './commands/assign.ts'
import { beginDuty } from './commands/begin.ts'
import { askExemption, decideExemption } from './commands/exempt.ts'
import { keepDuties } from './commands/keep-all.ts'
import type { AssignmentInput, Target } from './schema.ts'

let app: TestApp
let ada: TestPerson
let planner: TestPerson
let lead: TestPerson
let harbor: TestOrganization
let achievementId: string
beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  planner = await app.member(harbor, 'Planner', 'program_manager')
  lead = await app.member(harbor, 'Lead', 'people_manager')
  achievementId = await publishedSpill(app, harbor, planner)
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.asOwner(
    `UPDATE assay.assignment SET ended_at = now(), ended_by = '${ada.id}' WHERE ended_at IS NULL`,
  )
})

const assign = async (target: Target, more: Partial<AssignmentInput> = {}): Promise<string> => {
  const { id } = await app.inOrg(harbor, planner, (scope) =>
    createAssignment(scope, { achievementId, target, due: { days: 30 }, reason: 'Harbor rules', ...more }),
  )
  return id
}
const stateOf = async (assignmentId: string, person: TestPerson) => {
  const [duty] = await app.asOwner(
    `SELECT state, round FROM assay.duty WHERE assignment_id = '${assignmentId}' AND person_id = '${person.id}'`,
  )
  return duty === undefined ? undefined : `${duty.state} ${duty.round}`
}
const dutyOf = async (assignmentId: string, person: TestPerson): Promise<string> => {
  const [duty] = await app.asOwner(
    `SELECT id FROM assay.duty WHERE assignment_id = '${assignmentId}' AND person_id = '${person.id}'`,
  )
  return String(duty?.id)
}
const membership = (roles: ('learner' | 'observer')[], managerId?: string) => ({
  roles,
  departmentId: undefined,
  jobTitle: undefined,
  managerId,
})
const lettersTo = async (person: TestPerson, template: string): Promise<number> => {
  const rows = await app.asOwner(
    `SELECT 1 FROM assay.mail WHERE to_address = '${person.email}' AND template = '${template}'`,
  )
  return rows.length
}

describe('a rule', () => {
  it('applies to who gets the role, and no more to who loses it', async () => {
    const hand = await app.member(harbor, 'Role', 'learner')
    const id = await assign({ kind: 'role', role: 'observer' })
    expect(await stateOf(id, hand)).toBe(undefined)
    const give = (...roles: ('learner' | 'observer')[]) =>
      app.inOrg(harbor, ada, (scope) => changeMembership(scope, hand.id, membership(roles)))
    await give('learner', 'observer')
    await app.runJobs()
    expect(await stateOf(id, hand)).toBe('open 1')
    await give('learner')
    await app.runJobs()
    expect(await stateOf(id, hand)).toBe('ended 1')
  })

  it('applies to who comes into the department or one below it, and no more to who leaves it', async () => {
    const hand = await app.member(harbor, 'Department', 'learner')
    const [above, below] = await app.inOrg(harbor, ada, async (scope) => {
      const { id: top } = await createDepartment(scope, { name: 'Quays' })
      const { id } = await createDepartment(scope, { name: 'Quay 4', parentId: top })
      return [top, id]
    })
    const id = await assign({ kind: 'department', id: above ?? '' })
    await app.inOrg(harbor, ada, (scope) => moveIntoDepartment(scope, below ?? '', [hand.id]))
    await app.runJobs()
    expect(await stateOf(id, hand)).toBe('open 1')
    await app.inOrg(harbor, ada, (scope) => takeOutOfDepartment(scope, below ?? '', [hand.id]))
    await app.runJobs()
    expect(await stateOf(id, hand)).toBe('ended 1')
  })

  it('for everybody applies to who joins later, ends for who leaves, and begins anew for who returns, without their exemption', async () => {
    const id = await assign({ kind: 'everybody' })
    const late = await app.member(harbor, 'Late', 'learner')
    await keepDuties(app.deps, harbor.id)
    expect(await stateOf(id, late)).toBe('open 1')
    const dutyId = await dutyOf(id, late)
    await app.inOrg(harbor, late, (scope) => askExemption(scope, dutyId, { reason: 'On leave' }))
    await app.inOrg(harbor, planner, (scope) => decideExemption(scope, dutyId, { approve: true, answer: '' }))
    expect(await stateOf(id, late)).toBe('exempt 1')
    await app.inOrg(harbor, ada, (scope) => endMembership(scope, late.id))
    await app.runJobs()
    expect(await stateOf(id, late)).toBe('ended 1')
    await app.inOrg(harbor, ada, (scope) =>
      joinOrganization(scope, late.id, { roles: ['learner'], joinedAt: app.deps.now() }),
    )
    await app.runJobs()
    expect(await stateOf(id, late)).toBe('open 2')
    await app.inPerson(late, (scope) => leaveOrganization(scope, harbor.id))
    await app.runJobs()
    expect(await stateOf(id, late)).toBe('ended 2')
  })

  it('of a group that changes while two keep its duties makes one duty each, and each is told once', async () => {
    const people = await Promise.all(
      ['One', 'Two', 'Three'].map((name) => app.member(harbor, name, 'learner')),
    )
    const groupId = await app.inOrg(
      harbor,
      planner,
      async (scope) => (await createGroup(scope, { name: 'Race', description: '' })).id,
    )
    const id = await assign({ kind: 'group', id: groupId })
    const change = (work: typeof addToGroup, person: TestPerson | undefined) =>
      app.inOrg(harbor, planner, (scope) => work(scope, groupId, [person?.id ?? '']))
    await change(addToGroup, people[0])
    await Promise.all([
      keepDuties(app.deps, undefined),
      change(addToGroup, people[1]),
      keepDuties(app.deps, undefined),
      change(takeOutOfGroup, people[0]),
      keepDuties(app.deps, harbor.id),
      change(addToGroup, people[2]),
    ])
    await Promise.all([keepDuties(app.deps, undefined), keepDuties(app.deps, undefined)])
    const states = await Promise.all(people.map((person) => stateOf(id, person)))
    expect(states.slice(1)).toEqual(['open 1', 'open 1'])
    expect([undefined, 'ended 1']).toContain(states[0])
    const letters = await Promise.all(people.slice(1).map((person) => lettersTo(person, 'duty_reminder')))
    expect(letters).toEqual([1, 1])
  })
})

describe('the work on a duty', () => {
  it('that was given up is begun again by its person alone, due on the same day', async () => {
    const hand = await app.member(harbor, 'Again', 'learner')
    const id = await assign({ kind: 'person', id: hand.id })
    const dutyId = await dutyOf(id, hand)
    const [first] = await app.asOwner(
      `SELECT id, due_at FROM assay.enrollment WHERE person_id = '${hand.id}'`,
    )
    await app.inOrg(harbor, hand, (scope) => withdrawEnrollment(scope, String(first?.id)))
    await keepDuties(app.deps, harbor.id)
    expect(await stateOf(id, hand)).toBe('open 1')
    await expect(app.inOrg(harbor, planner, (scope) => beginDuty(scope, dutyId))).rejects.toMatchObject({
      code: 'forbidden',
    })
    const begin = () => app.inOrg(harbor, hand, (scope) => beginDuty(scope, dutyId))
    const { enrollmentId } = await begin()
    expect(await begin()).toEqual({ enrollmentId })
    const [again] = await app.asOwner(`SELECT due_at FROM assay.enrollment WHERE id = '${enrollmentId}'`)
    expect(again?.due_at).toEqual(first?.due_at)
  })

  it('waits while nothing is published, and is begun once something is', async () => {
    const hand = await app.member(harbor, 'Waits', 'learner')
    const groupId = await app.inOrg(
      harbor,
      planner,
      async (scope) => (await createGroup(scope, { name: 'Waiting', description: '' })).id,
    )
    const id = await assign({ kind: 'group', id: groupId })
    const publish = (state: string) =>
      app.asOwner(
        `UPDATE assay.achievement_version SET state = '${state}' WHERE achievement_id = '${achievementId}'`,
      )
    await publish('retired')
    await app.inOrg(harbor, planner, (scope) => addToGroup(scope, groupId, [hand.id]))
    await app.runJobs()
    expect(await stateOf(id, hand)).toBe('open 1')
    const dutyId = await dutyOf(id, hand)
    const begin = () => app.inOrg(harbor, hand, (scope) => beginDuty(scope, dutyId))
    await expect(begin()).rejects.toMatchObject({ text: 'not_offered' })
    await publish('published')
    expect((await begin()).enrollmentId).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('letters', () => {
  it('come at once, 14 and 3 days before, on the day and every week after it; none while it waits for a decision', async () => {
    const hand = await app.member(harbor, 'Letters', 'learner')
    const begun = app.clock.now.getTime()
    await assign({ kind: 'person', id: hand.id })
    const told: number[] = []
    let before = 0
    for (const day of [0, 1, 15, 16, 26, 27, 29, 30, 36, 37, 43, 44, 45, 51, 58]) {
      app.clock.now = new Date(begun + day * 86_400_000)
      if (day === 45)
        await app.asOwner(`UPDATE assay.enrollment SET state = 'submitted' WHERE person_id = '${hand.id}'`)
      await keepDuties(app.deps, undefined)
      const count = (await lettersTo(hand, 'duty_reminder')) + (await lettersTo(hand, 'duty_overdue'))
      if (count > before) told.push(day)
      before = count
    }
    expect(told).toEqual([0, 16, 27, 30, 37, 44])
  }, 120_000)

  it('ask the people manager to decide on an exemption, else the program managers, and never who asked', async () => {
    const hand = await app.member(harbor, 'Asks', 'learner')
    await app.inOrg(harbor, ada, (scope) =>
      changeMembership(scope, hand.id, membership(['learner'], lead.id)),
    )
    const ask = async (as: TestPerson) => {
      const dutyId = await dutyOf(await assign({ kind: 'person', id: hand.id }), hand)
      await app.inOrg(harbor, as, (scope) => askExemption(scope, dutyId, { reason: 'On leave' }))
      return [await lettersTo(lead, 'exemption_asked'), await lettersTo(planner, 'exemption_asked')]
    }
    const before = await lettersTo(planner, 'exemption_asked')
    expect(await ask(hand)).toEqual([1, before])
    expect(await ask(lead)).toEqual([1, before + 1])
    await app.inOrg(harbor, ada, (scope) => changeMembership(scope, hand.id, membership(['learner'])))
    expect(await ask(hand)).toEqual([1, before + 2])
  })

  it('say the last day as it is where their reader is, as whoever gave it meant it', async () => {
    await app.asOwner(`UPDATE assay.person SET time_zone = 'America/Lima' WHERE id = '${planner.id}'`)
    const hand = await app.member(harbor, 'Zone', 'learner')
    await app.asOwner(`UPDATE assay.person SET time_zone = 'America/Lima' WHERE id = '${hand.id}'`)
    const day = new Date(app.clock.now.getTime() + 3 * 86_400_000).toISOString().slice(0, 10)
    await assign({ kind: 'person', id: hand.id }, { due: { on: day } })
    await keepDuties(app.deps, undefined)
    const [letter] = await app.asOwner(
      `SELECT subject FROM assay.mail WHERE to_address = '${hand.email}' AND template = 'duty_reminder'`,
    )
    expect(String(letter?.subject)).toContain(`due on ${Number(day.slice(8))} `)
  })
})
