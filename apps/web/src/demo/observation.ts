import { randomUUID } from 'node:crypto'
import { createDraft, publishVersion } from '../features/achievements/commands.ts'
import type { DefinitionInput } from '../features/achievements/schema.ts'
import { enroll } from '../features/enrollments/commands/enroll.ts'
import { recordObservation } from '../features/observations/commands/record.ts'
import { LEVELS, onet, row } from './definitions/parts.ts'
import { KWABENA, LEOCADIA, PILAR, player, type Scene } from './story.ts'

/** What is watched on the quay anyway becomes a credential: seen twice, by two people. */
const signals: DefinitionInput = {
  name: 'Hand signals on the quay',
  proves: 'Guides crane and truck by hand signals so that nobody stands where a load may go.',
  description: 'For whoever works between crane and lorry. It is seen at work and nothing is handed in.',
  audience: 'Quay and yard staff after their first month',
  proofType: 'demonstration',
  art: { category: 'safety', icon: 'eye', level: 1, levels: 3 },
  levels: LEVELS,
  criteria: [
    {
      id: 'signals',
      kind: 'observation',
      title: 'Guides a load from the quay to the truck',
      description: 'A whole lift, with a crane driver who cannot see the truck.',
      occasions: 2,
      observers: 2,
      by: 'observer_or_manager',
      rubric: [
        row('clear', 'The signals can be read', 3, [
          'Signals are mixed up or too small',
          'Signals are right once the sheet was looked at',
          'Signals are right, large and in time',
          'Signals are right, and others learn from them',
        ]),
        row('place', 'Stands where it is safe', 3, [
          'Steps under the load or out of sight',
          'Stands safely after a reminder',
          'Stands safely and in sight all the time',
          'Keeps others out of the way too',
        ]),
        row('stop', 'Stops the lift when in doubt', 2, [
          'Goes on although something is wrong',
          'Stops when told to',
          'Stops by themselves, and says why',
          'Stops, says why, and sees that it is mended',
        ]),
      ],
    },
  ],
  effortHours: 4,
  turnaroundDays: 5,
  validityMonths: 24,
  alignments: [onet('Operation and Control', '2.B.3.h')],
  qualityAssurance: 'Safety looks at the rubric each winter with two crane drivers.',
  tags: ['quay', 'safety'],
}

/** Two people work on it; one of them was seen once. */
export async function playObservation(scene: Scene): Promise<void> {
  const { stage } = scene
  const learner = player(scene, KWABENA)
  const achievementId = await stage.inOrg(player(scene, LEOCADIA), async (scope) => {
    const draft = await createDraft(scope, signals)
    await publishVersion(scope, draft.versionId, { changeNote: 'First version' })
    return draft.achievementId
  })
  await stage.inOrg(player(scene, 'Mette Brandal'), (scope) => enroll(scope, achievementId))
  const { enrollmentId } = await stage.inOrg(learner, (scope) => enroll(scope, achievementId))
  stage.pass(90)
  await recordObservation(stage.deps, (work) => stage.inOrg(player(scene, PILAR), work), enrollmentId, {
    id: randomUUID(),
    criterionId: 'signals',
    on: stage.now().toISOString().slice(0, 10),
    place: 'Berth 2, unloading of reefers, wind from the north',
    note: 'Stopped the lift when a driver got out of the truck, and told the crane why.',
    rows: [
      { rowId: 'clear', level: 3 },
      { rowId: 'place', level: 3 },
      { rowId: 'stop', level: 4 },
    ],
    seen: true,
  })
  await stage.settle()
}
