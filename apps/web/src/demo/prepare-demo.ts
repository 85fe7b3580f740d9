import type pg from 'pg'
import { findDemoCredential, markDemoReady } from '../db/demo-state.ts'
import { inOrg, inSystem } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { jobHandlers } from '../jobs/handlers.ts'
import { runWaitingJobs } from '../jobs/run-waiting.ts'
import type { DemoFacts } from '../start/loaded-app.ts'
import { DEMO_ACCOUNTS } from './accounts.ts'
import { playRecertification } from './assignments.ts'
import { playSafetyDay } from './bulk-day.ts'
import { createCalendar } from './calendar.ts'
import { playClaims } from './claims.ts'
import { makeCollection } from './collection.ts'
import { connectTalentPool } from './connected-app.ts'
import { importEarlierBadge, makeLearnerRecord } from './earlier-badge.ts'
import { guestHappenings } from './guests.ts'
import { bringHarmfulFile } from './harmful-file.ts'
import { connectPayroll, disconnectPayroll } from './integrations.ts'
import { playObservation } from './observation.ts'
import { importOutsideBadge } from './outside-badge.ts'
import { playChanges, playPresentDay, playSharing } from './present-day.ts'
import { foundOrganization, gatherPeople, publishProgram } from './set-up.ts'
import { createStage, type Player, type Stage } from './stage.ts'
import { LEOCADIA, later, ODALYS, player, playHistory, RUBEN, type Scene } from './story.ts'
import { defineRoleSet, fillStructure, goOnLeave, makeDepartments } from './structure.ts'
import { employmentHappenings, enterWorkforce } from './workforce/employment.ts'
import { learningHappenings } from './workforce/learning.ts'
import { recertificationHappenings } from './workforce/recertification.ts'
import { trainingHappenings } from './workforce/trainings.ts'
import { beginningHappenings } from './workforce/under-way.ts'

const LEOCADIA_ADDRESS = 'leocadia.brandt@harbor-logistics.example'

/** Makes the demo organization at the first start, by the real commands under a simulated clock; later starts find it. */
export async function prepareDemo(deps: Deps, queue: pg.Pool): Promise<DemoFacts> {
  const credential = (await inSystem(deps, findDemoCredential)) ?? (await playStory(deps, queue))
  const accounts = DEMO_ACCOUNTS.map(({ role, email, password }) => ({ role, email, password }))
  return { accounts, credential }
}

async function playStory(deps: Deps, queue: pg.Pool): Promise<string> {
  let orgId = ''
  const calendar = createCalendar(deps.now())
  const stage = createStage(deps, queue, calendar.on(0), () => orgId)
  const founded = await foundOrganization(stage.deps)
  orgId = founded.orgId
  stage.pass(60)
  const { cast, employer } = await gatherEverybody(stage, founded.administrator)
  const manager = player({ cast }, LEOCADIA)
  const program = await publishProgram(stage, manager, (week) => calendar.on(6 + week * 7, 10))
  await stage.settle()
  const scene = { stage, calendar, program, cast }
  await playHistory(scene, [
    ...employmentHappenings(scene, employer),
    ...trainingHappenings(scene),
    ...learningHappenings(scene),
    ...recertificationHappenings(scene),
    ...beginningHappenings(scene),
    ...guestHappenings(scene),
  ])
  const credential = await playEnding(scene, founded.administrator, orgId)
  await signListsOfToday(deps, queue, orgId)
  await inSystem(deps, (scope) => markDemoReady(scope, credential))
  return credential
}

/** The last month, and what lies on people's desks today. Answers the address of a credential that anyone may see. */
async function playEnding(scene: Scene, administrator: Player, orgId: string): Promise<string> {
  const { stage, calendar } = scene
  const hook = await connectPayroll(stage, administrator)
  await playChanges(scene)
  await playRecertification(scene)
  await playPresentDay(scene)
  await bringHarmfulFile(scene)
  stage.at(later(stage.now(), calendar.last))
  await playSafetyDay(scene)
  await playObservation(scene)
  await defineRoleSet(stage, administrator, player(scene, 'Eoin Tarpey').id)
  await goOnLeave(stage, player(scene, RUBEN), LEOCADIA_ADDRESS)
  await fillBackpack(stage, player(scene, ODALYS), orgId)
  const credential = await playSharing(scene)
  await playClaims(scene)
  await stage.settle()
  await disconnectPayroll(stage, administrator, hook)
  return credential
}

/** What a learner has beside what was awarded here: badges from elsewhere, a record of all, and what she shows. */
async function fillBackpack(stage: Stage, holder: Player, orgId: string): Promise<void> {
  const address = DEMO_ACCOUNTS.find(({ name }) => name === holder.name)?.email ?? ''
  await importOutsideBadge(stage, holder, address)
  await importEarlierBadge(stage, holder, address)
  await makeLearnerRecord(stage, holder, orgId)
  await makeCollection(stage, holder)
  await connectTalentPool(stage, holder)
}

/** The departments with everybody in them, and who reports to whom. */
async function gatherEverybody(stage: Stage, administrator: Player) {
  const departments = await makeDepartments(stage, administrator)
  const cast = await gatherPeople(stage, administrator, departments)
  const employer = { administrator, departments }
  await enterWorkforce(stage, cast, employer)
  await fillStructure(stage, administrator, departments, (name) => player({ cast }, name).id)
  return { cast, employer }
}

/** The status lists were last signed on the story's days; verifiers ask today. */
async function signListsOfToday(deps: Deps, queue: pg.Pool, orgId: string): Promise<void> {
  await inOrg(deps, { orgId, personId: undefined, roles: [], actor: { kind: 'system' } }, (scope) =>
    enqueue(scope, 'sign_status_lists', { orgId, all: true }),
  )
  await runWaitingJobs(deps, jobHandlers, queue)
}
