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
import { importEarlierBadge, makeLearnerRecord } from './earlier-badge.ts'
import { connectPayroll, disconnectPayroll } from './integrations.ts'
import { playObservation } from './observation.ts'
import { importOutsideBadge } from './outside-badge.ts'
import { playChanges, playPresentDay, playSharing } from './present-day.ts'
import { foundOrganization, gatherPeople, publishProgram } from './set-up.ts'
import { createStage } from './stage.ts'
import { LEOCADIA, later, ODALYS, playAwards, player, RUBEN } from './story.ts'
import { defineRoleSet, goOnLeave } from './structure.ts'

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
  const cast = await gatherPeople(stage, founded.administrator)
  const manager = player({ cast }, LEOCADIA)
  const program = await publishProgram(stage, manager, (week) => calendar.on(7 + week * 7, 10))
  await stage.settle()
  const scene = { stage, calendar, program, cast }
  await playAwards(scene)
  const hook = await connectPayroll(stage, founded.administrator)
  await playChanges(scene)
  await playRecertification(scene)
  await playPresentDay(scene)
  const odalys = DEMO_ACCOUNTS.find(({ name }) => name === ODALYS)
  stage.at(later(stage.now(), calendar.last))
  await playSafetyDay(scene)
  await playObservation(scene)
  await defineRoleSet(stage, founded.administrator, player(scene, 'Eoin Tarpey').id)
  await goOnLeave(stage, player(scene, RUBEN), LEOCADIA_ADDRESS)
  await importOutsideBadge(stage, player(scene, ODALYS), odalys?.email ?? '')
  await importEarlierBadge(stage, player(scene, ODALYS), odalys?.email ?? '')
  await makeLearnerRecord(stage, player(scene, ODALYS), orgId)
  await makeCollection(stage, player(scene, ODALYS))
  const credential = await playSharing(scene)
  await playClaims(scene)
  await stage.settle()
  await disconnectPayroll(stage, founded.administrator, hook)
  await signListsOfToday(deps, queue, orgId)
  await inSystem(deps, (scope) => markDemoReady(scope, credential))
  return credential
}

/** The status lists were last signed on the story's days; verifiers ask today. */
async function signListsOfToday(deps: Deps, queue: pg.Pool, orgId: string): Promise<void> {
  await inOrg(deps, { orgId, personId: undefined, roles: [], actor: { kind: 'system' } }, (scope) =>
    enqueue(scope, 'sign_status_lists', { orgId, all: true }),
  )
  await runWaitingJobs(deps, jobHandlers, queue)
}
