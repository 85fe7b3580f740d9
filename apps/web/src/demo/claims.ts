import { reportBounce } from '../features/claims/commands/bounces.ts'
import { enterEvent } from '../features/claims/commands/enter-event.ts'
import { createEvent, decideEntries } from '../features/claims/commands/events.ts'
import { getEvent, listEntries } from '../features/claims/queries/events.ts'
import { directAward } from '../features/credentials/commands/direct-award.ts'
import { LEOCADIA, player, type Scene } from './story.ts'

/** People of other firms who worked at the terminal and have no account here. */
const GUESTS = [
  { name: 'Anselm Quiroga', address: 'anselm.quiroga@northquay-haulage.example' },
  { name: 'Miriam Osei', address: 'miriam.osei@northquay-haulage.example' },
  { name: 'Tadeusz Brell', address: 'tadeusz.brell@coldline.example' },
] as const
/** A letter that nobody could deliver. */
const MISTYPED = { name: 'Paloma Iriarte', address: 'paloma.iriarte@coldlien.example' } as const

const VISITORS = [
  { name: 'Henrike Vaas', address: 'henrike.vaas@people.example' },
  { name: 'Joaquim Teles', address: 'joaquim.teles@people.example' },
  { name: 'Nia Abara', address: 'nia.abara@people.example' },
] as const

/** What waits to be claimed today, a letter that came back, and an event with people who wait for approval. */
export async function playClaims(scene: Scene): Promise<void> {
  const { stage, program } = scene
  const manager = player(scene, LEOCADIA)
  for (const recipient of [...GUESTS, MISTYPED]) {
    stage.pass(3)
    await stage.inOrg(manager, (scope) =>
      directAward(scope, {
        recipient,
        achievementVersionId: program.lifting.versionId,
        reason:
          'Passed the lifting check of the terminal before work at berth 4, as every visiting crew does.',
      }),
    )
    await stage.settle()
  }
  stage.pass(5)
  await stage.inOrg(manager, (scope) =>
    reportBounce(scope, {
      address: MISTYPED.address,
      reason: '550 5.1.2 The domain coldlien.example does not exist',
    }),
  )
  await playEvent(scene)
}

async function playEvent({ stage, program, cast }: Scene): Promise<void> {
  const manager = player({ cast }, LEOCADIA)
  const { eventId } = await stage.inOrg(manager, (scope) =>
    createEvent(scope, {
      achievementVersionId: program['yard-data'].versionId,
      title: 'Open day at the control tower',
      reason: 'Solved the three yard plans of the open day at the control tower.',
      places: 40,
      opensAt: stage.now(),
      closesAt: new Date(stage.now().getTime() + 30 * 86_400_000),
      needsApproval: true,
    }),
  )
  const { url } = await stage.inOrg(manager, (scope) => getEvent(scope, eventId))
  for (const visitor of VISITORS) {
    stage.pass(2)
    await enterEvent(stage.deps, '198.51.100.7', url.split('/events/')[1] ?? '', visitor)
  }
  const { items } = await stage.inOrg(manager, (scope) =>
    listEntries(scope, eventId, { state: 'waiting', limit: 1, offset: 0 }),
  )
  await stage.inOrg(manager, (scope) =>
    decideEntries(scope, eventId, { outcome: 'approve', entries: items.map(({ id }) => id) }),
  )
  await stage.settle()
}
