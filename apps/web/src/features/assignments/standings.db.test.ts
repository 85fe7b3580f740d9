import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { publishedSpill } from '../assessments/work.fixture.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { createGroup } from '../structure/commands/groups.ts'
import { createAssignment } from './commands/assign.ts'
import { keepDutiesOf } from './commands/keep-duties.ts'

const RENEW_DAYS = 30
const DAY = 86_400_000

let app: TestApp
let harbor: TestOrganization
let planner: TestPerson
let hand: TestPerson
let achievementId: string
beforeAll(async () => {
  app = await createTestApp()
  const ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  planner = await app.member(harbor, 'Planner', 'program_manager')
  hand = await app.member(harbor, 'Hand', 'learner')
  achievementId = await publishedSpill(app, harbor, planner)
  const [version] = await app.asOwner(`SELECT id FROM assay.achievement_version WHERE state = 'published'`)
  await app.inOrg(harbor, planner, (scope) =>
    directAward(scope, { personId: hand.id, achievementVersionId: String(version?.id), reason: 'Shown' }),
  )
  await app.runJobs()
})
afterAll(() => app.close())

/** What is so at one moment; days are counted from it. */
interface Facts {
  readonly member: boolean
  readonly endsIn: number | null
  readonly revoked: boolean
  readonly suspended: boolean
  readonly exempt: 'no' | 'asked' | 'runs' | 'over'
}
const facts: fc.Arbitrary<Facts> = fc.record({
  member: fc.boolean(),
  endsIn: fc.constantFrom(null, -5, 10, 100),
  revoked: fc.constantFrom(false, false, true),
  suspended: fc.constantFrom(false, false, true),
  exempt: fc.constantFrom('no', 'no', 'asked', 'runs', 'over'),
})

/** The rule in its simplest words, for what is to be kept in force; undefined: there never was a duty. */
function modelled({ member, endsIn, revoked, suspended, exempt }: Facts, before: string | undefined) {
  if (!member) return before === undefined ? undefined : 'ended'
  // Nobody asks for an exemption from a duty that there is not, and who comes back begins anew, without it.
  if (before !== undefined && before !== 'ended' && exempt === 'runs') return 'exempt'
  const lasts = endsIn === null || endsIn > RENEW_DAYS
  return lasts && !revoked && !suspended ? 'met' : 'open'
}

const at = (days: number) => new Date(app.deps.now().getTime() + days * DAY).toISOString()

async function setFacts(facts: Facts, groupId: string, assignmentId: string): Promise<void> {
  const until = facts.endsIn === null ? 'NULL' : `'${at(facts.endsIn)}'`
  const since = (yes: boolean) => (yes ? `'${at(-1)}'` : 'NULL')
  await app.asOwner(`UPDATE assay.credential SET valid_until = ${until}, revoked_at = ${since(facts.revoked)},
    suspended_at = ${since(facts.suspended)}`)
  await app.asOwner(`DELETE FROM assay.group_member`)
  if (facts.member)
    await app.asOwner(
      `INSERT INTO assay.group_member VALUES ('${harbor.id}', '${groupId}', '${hand.id}', '${at(0)}')`,
    )
  await app.asOwner(`DELETE FROM assay.exemption`)
  if (facts.exempt === 'no') return
  const decided = facts.exempt === 'asked' ? 'NULL, NULL' : `'${planner.id}', '${at(-2)}'`
  await app.asOwner(`INSERT INTO assay.exemption
      (org_id, id, duty_id, round, person_id, state, reason, ends_at, asked_by, asked_at, decided_by, decided_at)
    SELECT org_id, gen_random_uuid(), id, round, person_id, '${facts.exempt === 'asked' ? 'asked' : 'approved'}', 'Leave',
      '${at(facts.exempt === 'over' ? -1 : 3)}', '${hand.id}', '${at(-3)}', ${decided}
    FROM assay.duty WHERE assignment_id = '${assignmentId}'`)
}

describe('the state of a duty', () => {
  it('is what the rule says of the facts, whatever came before, and a second look changes nothing', async () => {
    let made = 0
    await fc.assert(
      fc.asyncProperty(fc.array(facts, { minLength: 1, maxLength: 5 }), async (moments) => {
        const { groupId, assignmentId } = await app.inOrg(harbor, planner, async (scope) => {
          const group = await createGroup(scope, { name: `Group ${made++}`, description: '' })
          const { id } = await createAssignment(scope, {
            achievementId,
            target: { kind: 'group', id: group.id },
            due: { days: 30 },
            reason: 'Rules',
            renewDays: RENEW_DAYS,
          })
          return { groupId: group.id, assignmentId: id }
        })
        const keep = () => app.inOrg(harbor, planner, (scope) => keepDutiesOf(scope, assignmentId))
        let state: string | undefined
        for (const moment of moments) {
          await setFacts(moment, groupId, assignmentId)
          await keep()
          const rows = () => app.asOwner(`SELECT * FROM assay.duty WHERE assignment_id = '${assignmentId}'`)
          const [duty, ...others] = await rows()
          state = modelled(moment, state)
          expect([duty?.state, others]).toEqual([state, []])
          await keep()
          expect(await rows()).toEqual(duty === undefined ? [] : [duty])
        }
      }),
      { numRuns: 8 },
    )
  }, 180_000)
})
