import { encodeUtf8 } from '@assay/core'
import type { Scanner } from '@assay/node'
import { enroll } from '../features/enrollments/commands/enroll.ts'
import { uploadEvidence } from '../features/enrollments/commands/upload.ts'
import { scanFile } from '../features/quarantine/commands.ts'
import { player, type Scene } from './story.ts'

/** What stands in for the virus scanner of the story: a demo has none. */
const scanner: Scanner = {
  scan: async () => ({ verdict: 'found', signature: 'Demo.Macro.Harmless' }),
  answers: async () => true,
}

/** Somebody brings a sheet from a stick that was found in the canteen; it is kept from everybody. */
export async function bringHarmfulFile(scene: Scene): Promise<void> {
  const { stage } = scene
  const learner = player(scene, 'Sven Aldal')
  const { achievementId } = scene.program['yard-data']
  const { enrollmentId } = await stage.inOrg(learner, (scope) => enroll(scope, achievementId))
  const { evidenceId } = await uploadEvidence(
    stage.deps,
    (work) => stage.inOrg(learner, work),
    enrollmentId,
    {
      criterionId: 'question',
      title: 'Gate log of the week',
      fileName: 'gate-log.csv',
      bytes: encodeUtf8('box,in,out\nHLXU 301478-4,06:10,09:25\nHLXU 302217-6,06:40,08:05\n'),
    },
  )
  const orgId = await stage.inOrg(learner, async (scope) => scope.orgId)
  await scanFile({ ...stage.deps, scanner }, { orgId, evidenceId })
  await stage.settle()
}
