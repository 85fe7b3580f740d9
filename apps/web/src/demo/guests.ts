import { acceptClaim } from '../features/claims/commands/accept-claim.ts'
import { correctClaim } from '../features/claims/commands/correct-claim.ts'
import { enterEvent } from '../features/claims/commands/enter-event.ts'
import { createEvent } from '../features/claims/commands/events.ts'
import { getEvent } from '../features/claims/queries/events.ts'
import { listClaims } from '../features/claims/queries.ts'
import { directAward } from '../features/credentials/commands/direct-award.ts'
import { makeAccount } from './set-up.ts'
import { letterLinkTo, type Stage } from './stage.ts'
import { type Happening, LEOCADIA, later, player, type Scene } from './story.ts'

interface Guest {
  readonly name: string
  readonly address: string
  /** Where they keep what they earn; absent: they never claimed it. */
  readonly keeps?: string
}

/** Crews of other firms who helped in the summer. */
const CREW: readonly Guest[] = [
  {
    name: 'Ottavia Brenn',
    address: 'ottavia.brenn@tidewater-crews.example',
    keeps: 'ottavia@people.example',
  },
  {
    name: 'Roope Halla',
    address: 'roope.halla@tidewater-crews.example',
    keeps: 'roope.halla@people.example',
  },
  { name: 'Sabela Crestas', address: 'sabela.crestas@tidewater-crews.example' },
]
/** Their office had written one address down wrongly. */
const MISHEARD = { name: 'Isidora Falk', address: 'isidora.falc@tidewater-crews.example' }
const RIGHT = { address: 'isidora.falk@tidewater-crews.example', name: 'Isidora Falk' }

/** Who scanned the code at the gate in the safety week. */
const WALKERS: readonly Guest[] = [
  { name: 'Petra Nyholm', address: 'petra.nyholm@gatewatch.example', keeps: 'petra.nyholm@people.example' },
  { name: 'Ciro Valdane', address: 'ciro.valdane@gatewatch.example' },
  { name: 'Marit Oyen', address: 'marit.oyen@gatewatch.example' },
  { name: 'Hakon Selle', address: 'hakon.selle@northquay-haulage.example' },
  { name: 'Dorota Wilk', address: 'dorota.wilk@northquay-haulage.example', keeps: 'dorota.w@people.example' },
  { name: 'Emeka Danso', address: 'emeka.danso@northquay-haulage.example' },
  { name: 'Lior Katan', address: 'lior.katan@coldline.example' },
  { name: 'Noor Vermaas', address: 'noor.vermaas@coldline.example' },
]

/** People of other firms who were awarded something in the course of the story, and what became of it. */
export const guestHappenings = (scene: Scene): readonly Happening[] => [
  { day: 300.6, play: () => awardCrew(scene) },
  { day: 456.6, play: () => holdSafetyWeek(scene) },
]

async function awardCrew(scene: Scene): Promise<void> {
  const { stage, calendar, program } = scene
  const manager = player(scene, LEOCADIA)
  stage.at(later(stage.now(), calendar.on(300, 13)))
  await stage.together([...CREW, MISHEARD], 6, async ({ name, address }, aside) => {
    await aside.inOrg(manager, (scope) =>
      directAward(scope, {
        recipient: { name, address },
        achievementVersionId: program.lifting.versionId,
        reason: 'Slung with our crews at berth 2 for the summer; every gang lead saw it.',
      }),
    )
  })
  await stage.settle()
  stage.pass(60)
  await stage.inOrg(manager, async (scope) => {
    const { items } = await listClaims(scope, { q: MISHEARD.address, limit: 1, offset: 0 })
    await correctClaim(scope, items[0]?.id ?? '', RIGHT)
  })
  await stage.settle()
  await claimAll(stage, CREW)
}

async function holdSafetyWeek(scene: Scene): Promise<void> {
  const { stage, calendar, program } = scene
  const manager = player(scene, LEOCADIA)
  stage.at(later(stage.now(), calendar.on(456, 13)))
  const opensAt = stage.now()
  const { url } = await stage.inOrg(manager, async (scope) => {
    const { eventId } = await createEvent(scope, {
      achievementVersionId: program.induction.versionId,
      title: 'Safety week at the gate',
      reason: 'Walked the terminal with a safety officer in the safety week.',
      places: 30,
      opensAt,
      closesAt: new Date(opensAt.getTime() + 7 * 86_400_000),
      needsApproval: false,
    })
    return getEvent(scope, eventId)
  })
  await stage.together(WALKERS, 8, ({ name, address }, { deps }) =>
    enterEvent(deps, '198.51.100.23', url.split('/events/')[1] ?? '', { name, address }),
  )
  await stage.settle()
  await claimAll(stage, WALKERS)
}

/** Whoever opened the letter takes what waits into a backpack of their own, under an address of their own. */
async function claimAll(stage: Stage, guests: readonly Guest[]): Promise<void> {
  stage.pass(200)
  const claiming = guests.filter(({ keeps }) => keeps !== undefined)
  await stage.together(claiming, 35, async ({ name, address, keeps = '' }, aside) => {
    const token = new URL(await letterLinkTo(aside.deps, address)).pathname.split('/claim/')[1] ?? ''
    const id = await makeAccount(aside.deps, { name, email: keeps, password: `${name} keeps it` })
    await aside.inPerson({ id, name, roles: [] }, (scope) => acceptClaim(scope, token))
  })
  await stage.settle()
}
