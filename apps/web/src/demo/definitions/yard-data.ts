import type { DefinitionInput } from '../../features/achievements/schema.ts'
import { LEVELS, onet, row } from './parts.ts'

/** Yard Data Literacy: a skill with data. */
export const yardData: DefinitionInput = {
  name: 'Yard Data Literacy',
  proves:
    'Asks a question of the yard’s own figures, checks where they come from, and draws a chart that answers it honestly.',
  audience: 'Everyone who reads or writes the weekly yard report.',
  proofType: 'demonstration',
  language: 'en',
  art: { category: 'data', icon: 'bars', level: 2, levels: 4 },
  levels: LEVELS,
  criteria: [
    {
      id: 'question',
      kind: 'performance',
      title: 'One question, answered from data',
      description: 'A question that somebody in the yard really has.',
      evidence: {
        instructions:
          'The question, the table that you used and where it comes from, the chart, and three sentences on what it does not show.',
        kinds: ['text', 'file', 'link'],
        min: 1,
        max: 6,
      },
      rubric: [
        row('question', 'Asks a question that data can answer', 2, [
          'Asks for all figures',
          'Asks one question',
          'Asks one whose answer changes something',
          'Helps others to ask',
        ]),
        row('source', 'Knows the source', 2, [
          'Takes the figures as they are',
          'Says where they come from',
          'Finds what is missing or doubled',
          'Mends it at the source',
        ]),
        row('chart', 'Draws an honest chart', 2, [
          'Makes a chart',
          'Chooses one that fits, with a base',
          'Shows what is uncertain',
          'Sets the standard for the report',
        ]),
      ],
      resources: [
        {
          title: 'Charts that do not lie',
          kind: 'course',
          url: 'https://example.org/charts',
          hours: 5,
          cost: 0,
        },
      ],
    },
  ],
  effortHours: 10,
  turnaroundDays: 5,
  alignments: [onet('Mathematics', '2.A.1.e')],
  qualityAssurance: 'The data office checks sources in one portfolio of five.',
  tags: ['data'],
}
