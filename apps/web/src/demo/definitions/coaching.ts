import type { DefinitionInput } from '../../features/achievements/schema.ts'
import { LEVELS, onet, row } from './parts.ts'

/** Coaching on Shift: a soft skill. */
export const coaching: DefinitionInput = {
  name: 'Coaching on Shift',
  proves:
    'Helps a colleague to do a task alone: agrees on an aim, watches, asks before telling, and gives feedback that is used.',
  audience: 'Experienced workers who train others, and shift leads to be.',
  proofType: 'demonstration',
  language: 'en',
  art: { category: 'leadership', icon: 'compass', level: 3, levels: 4 },
  levels: LEVELS,
  criteria: [
    {
      id: 'coachee',
      kind: 'performance',
      title: 'One colleague, one task, four talks',
      description: 'From the first agreement to the day the colleague works alone.',
      evidence: {
        instructions: 'Notes of each talk and a word from your colleague about what helped.',
        kinds: ['text', 'file', 'link'],
        min: 2,
        max: 8,
      },
      rubric: [
        row('aim', 'Agrees on an aim', 3, [
          'Says what to learn',
          'Agrees on one aim',
          'Agrees on an aim that both can check',
          'Helps others to set such aims',
        ]),
        row('asks', 'Asks before telling', 3, [
          'Shows how it is done',
          'Asks, then tells',
          'Asks until the colleague finds it',
          'Coaches other coaches',
        ]),
        row('feedback', 'Gives feedback that is used', 2, [
          'Praises or blames',
          'Names what was seen',
          'Names it at the right moment, and it is used',
          'Makes feedback a habit of the shift',
        ]),
      ],
    },
  ],
  effortHours: 16,
  turnaroundDays: 10,
  validityMonths: 60,
  alignments: [onet('Instructing', '2.B.1.e')],
  qualityAssurance: 'The colleague who was coached confirms the notes.',
  tags: ['leadership', 'coaching'],
}
