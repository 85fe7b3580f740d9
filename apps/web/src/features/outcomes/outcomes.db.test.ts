import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { publishedSpill } from '../assessments/work.fixture.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { createDepartment, moveIntoDepartment } from '../structure/commands.ts'
import type { Outcomes } from './present.ts'

let app: TestApp
let manager: TestPerson
let chief: TestPerson
let harbor: TestOrganization
const learners: TestPerson[] = []
beforeAll(async () => {
  app = await createTestApp()
  const ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  manager = await app.member(harbor, 'Program', 'program_manager')
  chief = await app.member(harbor, 'Chief', 'executive')
  for (let n = 0; n < 7; n += 1) learners.push(await app.member(harbor, `Learner ${n}`, 'learner'))
  await app.inOrg(harbor, ada, async (scope) => {
    const large = await createDepartment(scope, { name: 'Large' })
    await moveIntoDepartment(
      scope,
      large.id,
      learners.slice(0, 6).map(({ id }) => id),
    )
    const small = await createDepartment(scope, { name: 'Small' })
    await moveIntoDepartment(
      scope,
      small.id,
      learners.slice(6).map(({ id }) => id),
    )
  })
  await publishedSpill(app, harbor, manager)
})
afterAll(() => app.close())

const award = async (people: readonly TestPerson[]) => {
  const [version] = await app.asOwner(`SELECT id FROM assay.achievement_version WHERE state = 'published'`)
  for (const { id } of people)
    await app.inOrg(harbor, manager, (scope) =>
      directAward(scope, {
        personId: id,
        achievementVersionId: String(version?.id),
        reason: 'Shown at work',
      }),
    )
  await app.runJobs()
}
const outcomes = async (as = chief) =>
  (await (await app.fetch('/api/v1/organizations/harbor/outcomes', { as })).json()) as Outcomes

describe('outcomes', () => {
  it('P8 leave out what is about fewer than five people, a department and its holders too', async () => {
    await award(learners.slice(0, 3))
    expect(await outcomes()).toMatchObject({ people: 10, holders: null, credentials: null })
    await award(learners.slice(3, 6))
    const told = await outcomes()
    expect(told).toMatchObject({ people: 10, holders: 6, credentials: 6, byAchievement: [{ holders: 6 }] })
    // "Small" has one person, so that of the others one more is left out: the total would tell it.
    expect(told.byDepartment.find(({ name }) => name === 'Small')).toMatchObject({
      people: null,
      holders: null,
    })
    expect(told.byDepartment.filter(({ people }) => people === null).length).toBeGreaterThanOrEqual(2)
  })

  it('count the awards of each of twelve months, this one last', async () => {
    const { byMonth } = await outcomes()
    expect(byMonth).toHaveLength(12)
    expect([byMonth[0]?.month, byMonth.at(-1)]).toEqual(['2025-06-01', { month: '2026-05-01', awarded: 6 }])
  })

  it('are a page with a drawing and its table, for those who decide and not for others', async () => {
    const page = await (await app.fetch('/o/harbor/outcomes', { as: chief })).text()
    expect(page).toContain('6 credentials are in force')
    expect(page).toMatch(/<svg class="bars"[^>]*role="img"/)
    expect(page).toContain('May 2026')
    expect(page).not.toContain('Learner 1')
    const [learner] = learners
    expect((await app.fetch('/o/harbor/outcomes', { ...(learner && { as: learner }) })).status).toBe(403)
  })
})
