import { createAssignment } from '../features/assignments/commands/assign.ts'
import { askExemption, decideExemption } from '../features/assignments/commands/exempt.ts'
import { listDutiesOf } from '../features/assignments/queries/assignments.ts'
import { listDue } from '../features/assignments/queries/duties.ts'
import { dueQuerySchema } from '../features/assignments/schema.ts'
import { directAward } from '../features/credentials/commands/direct-award.ts'
import { listGroups } from '../features/structure/queries.ts'
import { LEOCADIA, later, player, type Scene } from './story.ts'

/**
 * The yearly safety recertification: whoever responds to spills keeps hazardous goods in force. By the end of the story somebody is
 * late, one is exempt, one asks for it, and what others hold lapses; one of these is renewed.
 */
export async function playRecertification({ stage, calendar, program, cast }: Scene): Promise<void> {
  const manager = player({ cast }, LEOCADIA)
  const goran = player({ cast }, 'Goran Petrak')
  stage.at(later(stage.now(), calendar.on(525, 8)))
  const { dutyId, other } = await stage.inOrg(manager, async (scope) => {
    const group = (await listGroups(scope)).find(({ name }) => name === 'Spill response')
    if (group === undefined) throw new Error('the demo has no group for spills')
    const { id } = await createAssignment(scope, {
      achievementId: program.hazardous.achievementId,
      target: { kind: 'group', id: group.id },
      due: { days: 7 },
      reason: 'Whoever is called first when a box leaks is certified anew each year.',
      renewDays: 60,
    })
    const { items } = await listDutiesOf(scope, id, { limit: 50, offset: 0 })
    const duty = items.find(({ personId, state }) => personId === goran.id && state === 'open')
    if (duty === undefined) throw new Error('Goran Petrak has no open duty')
    const other = items.find(({ personId, state }) => personId !== goran.id && state === 'open')
    if (other === undefined) throw new Error('nobody else has an open duty')
    return { dutyId: duty.id, other }
  })
  stage.pass(40)
  await stage.inOrg(goran, (scope) =>
    askExemption(scope, dutyId, { reason: 'On parental leave until autumn.' }),
  )
  await stage.inOrg(player({ cast }, other.name), (scope) =>
    askExemption(scope, other.id, { reason: 'I move to the planning desk next month.' }),
  )
  stage.pass(60)
  await stage.inOrg(manager, (scope) =>
    decideExemption(scope, dutyId, {
      approve: true,
      answer: 'Somebody else of the yard is on call meanwhile.',
    }),
  )
  await stage.settle()
  // Recertified before the day: the new credential renews the one that lapses.
  await stage.inOrg(manager, async (scope) => {
    const query = dueQuerySchema.parse({ view: 'lapsing', limit: 1 })
    const [lapsing] = (await listDue(scope, 'all', query)).items
    if (lapsing === undefined) throw new Error('nothing lapses in the demo')
    await directAward(scope, {
      personId: lapsing.personId,
      achievementVersionId: program.hazardous.versionId,
      reason: 'Recertified in the yearly exercise on the quay.',
    })
  })
  await stage.settle()
}
