import { listEntries } from '../features/backpack/queries.ts'
import { createCollection } from '../features/sharing/commands.ts'
import type { Player, Stage } from './stage.ts'

/** What a person shows to anyone on one page: everything that they hold in force. */
export async function makeCollection(stage: Stage, holder: Player): Promise<void> {
  await stage.inPerson(holder, async (scope) => {
    const { items } = await listEntries(scope, { state: 'in_force', limit: 40, offset: 0 })
    await createCollection(scope, {
      title: 'Proofs for the reefer crew',
      description: 'What I can do on the yard and at the stacks, with the proof behind each.',
      entries: items.map(({ id }) => id),
      visibility: 'public',
      lastDay: null,
    })
  })
}
