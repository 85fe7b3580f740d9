import type { DefinitionInput } from '../../features/achievements/schema.ts'
import { LEVELS, onet, row } from './parts.ts'

/** Safe on Site: the first day of everybody. */
export const induction: DefinitionInput = {
  name: 'Safe on Site',
  proves: 'Finds a safe way through the terminal, knows whom to call, and reports what could hurt somebody.',
  description:
    'The first day at the terminal ends with a walk: from the gate to the place of work and back, said aloud. Whoever passes may go on foot without company.',
  audience: 'Everyone in their first week, and crews of other firms.',
  proofType: 'demonstration',
  language: 'en',
  art: { category: 'safety', icon: 'route', level: 1, levels: 4 },
  levels: LEVELS,
  criteria: [
    {
      id: 'walk',
      kind: 'performance',
      title: 'The walk',
      description: 'From the gate to the place of work and back, with a safety officer who says nothing.',
      evidence: {
        instructions: 'Your way on the map, the places where trucks cross, and whom you call first.',
        kinds: ['text', 'file'],
        min: 1,
        max: 2,
      },
      rubric: [
        row('way', 'Finds the way', 2, [
          'Follows somebody',
          'Keeps to the green line and stops where trucks cross',
          'Finds another way when the line is closed',
          'Shows others the way',
        ]),
        row('report', 'Reports', 2, [
          'Tells a colleague',
          'Reports by radio where and what',
          'Keeps others away until somebody comes',
          'Sees to it that it is put right',
        ]),
      ],
    },
  ],
  effortHours: 3,
  turnaroundDays: 3,
  validityMonths: 36,
  alignments: [onet('Public Safety and Security', '2.C.8.a')],
  qualityAssurance: 'The walk changes whenever the lines on the ground do.',
  tags: ['safety', 'first week'],
}
