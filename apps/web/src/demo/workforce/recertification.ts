import type { OrgScope } from '../../db/scopes.ts'
import { createAssignment } from '../../features/assignments/commands/assign.ts'
import { askExemption, decideExemption } from '../../features/assignments/commands/exempt.ts'
import { listDue } from '../../features/assignments/queries/duties.ts'
import { listDepartments } from '../../features/structure/queries.ts'
import { type Happening, LEOCADIA, later, player, type Scene } from '../story.ts'
import { type Attempt, isFirstDriver } from './attempts.ts'
import { cohortHappenings } from './learning.ts'
import { type Colleague, roster, WAREHOUSE_HEAD } from './roster.ts'

/** Days on which groups of drivers show again what they showed a year before, and how many of each. */
const RENEWALS = [
  { day: 381, drivers: 12 },
  { day: 401, drivers: 12 },
  { day: 419, drivers: 10 },
] as const
/** Numbers of attempts that are no others'. */
const FIRST_NUMBER = 1_000

const drivers = roster.filter((one) => isFirstDriver(one) && one.left === undefined)
/** Drivers who show again what they showed a year before; those after them are late, the last two on no truck. */
export const renewers = drivers.slice(
  0,
  RENEWALS.reduce((sum, one) => sum + one.drivers, 0),
)
export const latecomers = drivers.slice(-4)

/** The warehouse keeps its yearly check in force; the quay and the yard walk the terminal once. */
export function recertificationHappenings(scene: Scene): readonly Happening[] {
  return [
    { day: 82.7, play: () => assign(scene) },
    { day: 379.7, play: () => exempt(scene, drivers.slice(-2)) },
    ...RENEWALS.flatMap(({ day, drivers: count }, at) => {
      const before = RENEWALS.slice(0, at).reduce((sum, one) => sum + one.drivers, 0)
      const attempts = renewers.slice(before, before + count).map(
        (learner, place): Attempt => ({
          ...{ learner, achievement: 'forklift', number: FIRST_NUMBER + before + place },
          ...(place === 5
            ? { ending: 'again', above: -1 }
            : { ending: 'awarded', above: place % 3 === 1 ? 1 : 0 }),
        }),
      )
      return cohortHappenings(scene, day, attempts)
    }),
  ]
}

async function assign(scene: Scene): Promise<void> {
  const { stage, calendar, program } = scene
  stage.at(later(stage.now(), calendar.on(82, 15)))
  await stage.inOrg(player(scene, LEOCADIA), async (scope) => {
    await createAssignment(scope, {
      achievementId: program.forklift.achievementId,
      target: { kind: 'department', id: await departmentOf(scope, 'Warehouse') },
      due: { days: 45 },
      reason: 'Whoever drives in the warehouse is seen at work once a year; the insurer asks for the list.',
      renewDays: 60,
    })
    for (const name of ['Yard', 'Quay'])
      await createAssignment(scope, {
        achievementId: program.induction.achievementId,
        target: { kind: 'department', id: await departmentOf(scope, name) },
        due: { days: 60 },
        reason: 'Nobody walks alone between the stacks before they know the way.',
      })
  })
  await stage.settle()
}

async function departmentOf(scope: OrgScope, name: string): Promise<string> {
  const found = (await listDepartments(scope)).find((one) => one.name === name)
  if (found === undefined) throw new Error(`the demo has no department ${name}`)
  return found.id
}

const REASONS = [
  'At the training school until spring, and not on a truck.',
  'Light duty in the office after an operation.',
]

/** Two drivers are not on a truck for a while: one is exempt, the other's question waits for an answer. */
async function exempt(scene: Scene, drivers: readonly Colleague[]): Promise<void> {
  const { stage, calendar, program } = scene
  stage.at(later(stage.now(), calendar.on(379, 15)))
  const lead = player(scene, WAREHOUSE_HEAD)
  const { achievementId } = program.forklift
  const dutyIds = await stage.inOrg(player(scene, LEOCADIA), async (scope) => {
    const { items } = await listDue(scope, 'all', { view: 'open', achievementId, limit: 200, offset: 0 })
    return drivers.flatMap(({ name }) => items.find((duty) => duty.name === name)?.id ?? [])
  })
  for (const [at, dutyId] of dutyIds.entries()) {
    stage.pass(20)
    await stage.inOrg(lead, (scope) => askExemption(scope, dutyId, { reason: REASONS[at] ?? '' }))
  }
  const first = dutyIds[0]
  if (first === undefined) throw new Error('no driver has an open duty')
  stage.pass(90)
  await stage.inOrg(player(scene, LEOCADIA), (scope) =>
    decideExemption(scope, first, { approve: true, answer: 'Seen again before the next shift on a truck.' }),
  )
  await stage.settle()
}
