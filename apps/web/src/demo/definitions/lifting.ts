import type { DefinitionInput } from '../../features/achievements/schema.ts'
import { LEVELS, onet, row } from './parts.ts'

/** Safe Lifting and Slinging: handling, the one that others build on. */
export const lifting: DefinitionInput = {
  name: 'Safe Lifting and Slinging',
  proves:
    'Plans a lift, chooses and checks the gear, slings the load and stops the lift when something is not right.',
  description:
    'Every lift on the quay begins with a look at the load, the gear and the people around it. This micro-credential shows that its holder does this every time, also when the vessel waits.',
  audience:
    'Yard and quay workers in their first year, and anyone who moves to a post with a crane hook overhead.',
  proofType: 'demonstration',
  language: 'en',
  art: { category: 'handling', icon: 'hook', level: 2, levels: 4 },
  levels: LEVELS,
  criteria: [
    {
      id: 'lift-plans',
      kind: 'performance',
      title: 'Three lifts, planned and done',
      description: 'Three different loads, one of them with its centre of gravity off the middle.',
      evidence: {
        instructions:
          'For each lift: a photo or sketch of the load, the gear that you chose and why, and what you checked before the hook moved.',
        kinds: ['text', 'file'],
        min: 2,
        max: 8,
      },
      rubric: [
        row('load', 'Knows the load', 2, [
          'Asks for weight and centre of gravity',
          'Reads both from the papers and marks them',
          'Finds a wrong weight and has it put right',
          'Teaches others how to estimate an odd load',
        ]),
        row(
          'gear',
          'Chooses and checks the gear',
          2,
          [
            'Takes what a colleague hands over',
            'Chooses by the chart and checks every piece',
            'Finds a worn sling and takes it out of use',
            'Keeps the gear of the shift in order',
          ],
          2,
        ),
        row('stop', 'Stops the lift', 2, [
          'Waits for others to stop it',
          'Stops when a rule is broken',
          'Stops on doubt and says why',
          'Makes it easy for others to stop',
        ]),
      ],
      resources: [
        { title: 'The sling chart, explained', kind: 'guide', hours: 1, cost: 0 },
        { title: 'Slinging day in the training yard', kind: 'course', hours: 7, cost: 180 },
      ],
      practiceTask: {
        title: 'Sling the practice frame',
        description:
          'The steel frame behind hall 3 has its weight painted over. Plan the lift, then compare with the card in the box.',
        hours: 1,
      },
    },
  ],
  effortHours: 12,
  turnaroundDays: 5,
  validityMonths: 36,
  alignments: [onet('Operation and Control', '2.B.3.h'), onet('Public Safety and Security', '2.C.8.a')],
  qualityAssurance:
    'Rubric reviewed each spring by the safety board with one crane driver and one slinger. One award in ten is judged twice.',
  tags: ['safety', 'quay'],
}
