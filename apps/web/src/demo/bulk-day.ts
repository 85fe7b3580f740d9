import { createBatch, rulesFor } from '../features/bulk/commands/create-batch.ts'
import { startBatch } from '../features/bulk/commands/run-batch.ts'
import { readRows } from '../features/bulk/schema/read-rows.ts'
import type { Aside, Player } from './stage.ts'
import { LEOCADIA, player, type Scene } from './story.ts'

const GIVEN = [
  'Abena',
  'Boris',
  'Catarina',
  'Dmitri',
  'Elif',
  'Farid',
  'Gudrun',
  'Henrike',
  'Ines',
  'Joaquim',
]
const FAMILY = ['Almeida', 'Berg', 'Castellanos']

/** The safety day of a lashing company: thirty people who are known by their addresses only, in one file. */
export async function playSafetyDay(scene: Scene): Promise<void> {
  const { stage, program } = scene
  const lines = FAMILY.flatMap((family) => GIVEN.map((given) => line(given, family)))
  await issueFile(stage, player(scene, LEOCADIA), program.lifting.versionId, {
    reason: 'Safety day of the lashing company: shown on the quay, under supervision.',
    file: ['E-mail,Name', ...lines].join('\n'),
  })
  await stage.settle()
}

const line = (given: string, family: string): string =>
  `${given.toLowerCase()}.${family.toLowerCase()}@quay-lashing.example,${given} ${family}`

/** Brings a CSV file and has its rows issued; the stage settles it. */
export async function issueFile(
  stage: Aside,
  manager: Player,
  achievementVersionId: string,
  { reason, file: text }: { readonly reason: string; readonly file: string },
): Promise<void> {
  const bytes = new TextEncoder().encode(text)
  await stage.inOrg(manager, async (scope) => {
    const file = await readRows(bytes, 'csv', await rulesFor(scope, achievementVersionId))
    const { batchId } = await createBatch(scope, { achievementVersionId, reason }, { format: 'csv', file })
    await startBatch(scope, batchId, { rows: 'all', letters: 'now' })
  })
}
