import type { DefinitionInput } from '../../features/achievements/schema.ts'
import { LEVELS, onet, row } from './parts.ts'

/** Counterbalance Forklift, Yearly Check: what every driver of the warehouse shows anew each year. */
export const forklift: DefinitionInput = {
  name: 'Counterbalance Forklift, Yearly Check',
  proves:
    'Checks the truck, drives and stacks with people around, and keeps a load that is not safe on the ground.',
  description:
    'A licence says that somebody learned to drive. This micro-credential says that they still drive well: seen at work by an assessor, once a year, in their own hall and on their own shift.',
  audience: 'Everyone who drives a forklift in the warehouse, and who stands in for them.',
  proofType: 'demonstration',
  language: 'en',
  art: { category: 'handling', icon: 'truck', level: 2, levels: 4 },
  levels: LEVELS,
  criteria: [
    {
      id: 'drive',
      kind: 'performance',
      title: 'One shift, seen at work',
      description: 'An ordinary shift with at least twenty pallets, a ramp and people on foot.',
      evidence: {
        instructions: 'What you moved, what you checked before, and where you stopped and why.',
        kinds: ['text', 'file'],
        min: 1,
        max: 4,
      },
      rubric: [
        row('check', 'Checks the truck', 2, [
          'Asks what is to be looked at',
          'Goes by the card and notes what is wrong',
          'Takes a truck out of use that is not safe',
          'Shows others what the card does not say',
        ]),
        row(
          'people',
          'Drives with people around',
          2,
          [
            'Drives where nobody is',
            'Keeps the lines, looks back, sounds the horn',
            'Sees who has not seen the truck, and stops',
            'Has the place changed where people cross',
          ],
          2,
        ),
        row('load', 'Stacks and carries', 2, [
          'Carries what was put on the forks',
          'Reads weight and height from the plate',
          'Leaves a load on the ground that is not safe',
          'Plans the stack for the whole shift',
        ]),
      ],
      resources: [{ title: 'The check card, row by row', kind: 'guide', hours: 1, cost: 0 }],
    },
  ],
  effortHours: 8,
  turnaroundDays: 5,
  validityMonths: 12,
  alignments: [onet('Operation and Control', '2.B.3.h')],
  qualityAssurance: 'Two assessors see one driver in ten together and compare what they noted.',
  tags: ['safety', 'warehouse'],
}
