import type { DefinitionInput } from '../../features/achievements/schema.ts'
import { LEVELS, onet, row } from './parts.ts'

/** Hazardous Goods Segregation: safety; asks for lifting first. */
export const hazardous = (liftingId: string): DefinitionInput => ({
  name: 'Hazardous Goods Segregation',
  proves:
    'Keeps dangerous goods apart as the rules demand, reads the papers against the box, and acts first when something leaks.',
  description:
    'Two boxes that are harmless alone can be a fire together. Holders check the papers against the label, place the box by the segregation table, and know what to do in the first five minutes of a leak.',
  audience: 'Planners, checkers and shift leads who decide where a box stands.',
  proofType: 'demonstration',
  language: 'en',
  art: { category: 'safety', icon: 'flame', level: 3, levels: 4 },
  levels: LEVELS,
  criteria: [
    {
      id: 'lifting',
      kind: 'prerequisite',
      title: 'Safe Lifting and Slinging',
      description: 'You direct others who move these boxes.',
      achievementId: liftingId,
    },
    {
      id: 'plan',
      kind: 'performance',
      title: 'A stow plan with six dangerous boxes',
      description: 'A real or invented plan; every placement with the rule behind it.',
      evidence: {
        instructions: 'The plan, and for each box its class, its neighbours and the rule that you applied.',
        kinds: ['text', 'file'],
        min: 1,
        max: 6,
      },
      rubric: [
        row('papers', 'Reads papers against the box', 3, [
          'Reads the declaration with help',
          'Compares number, class and label',
          'Finds what does not fit and holds the box',
          'Brings the sender to mend their papers',
        ]),
        row(
          'apart',
          'Keeps goods apart',
          3,
          [
            'Looks the pair up with help',
            'Uses the table for two classes',
            'Solves a plan with several classes',
            'Teaches planners the reasons behind the table',
          ],
          2,
        ),
      ],
      resources: [
        { title: 'The segregation table with twelve worked cases', kind: 'course', hours: 6, cost: 95 },
      ],
    },
    {
      id: 'drill',
      kind: 'performance',
      title: 'Drill record with a reflection',
      description: 'Take part in a leak drill and write it up within a week.',
      evidence: {
        instructions: 'What was reported when and by whom, what you decided, and what you would change.',
        kinds: ['text'],
        min: 1,
        max: 2,
      },
      rubric: [
        row(
          'first',
          'Acts in the first five minutes',
          3,
          [
            'Waits for instructions',
            'Clears the place and reports',
            'Clears, reports, and chooses the right sheet',
            'Leads the place until the brigade comes',
          ],
          2,
        ),
        row('learns', 'Learns from the drill', 2, [
          'Lists what happened',
          'Names one thing to change',
          'Changes it and says how one would know',
          'Changes how the yard drills',
        ]),
      ],
    },
  ],
  effortHours: 20,
  turnaroundDays: 4,
  validityMonths: 12,
  alignments: [onet('Public Safety and Security', '2.C.8.a'), onet('Transportation', '2.C.10')],
  qualityAssurance:
    'Content follows the yearly change of the dangerous goods code; the definition gets a new version each January.',
  tags: ['safety', 'compliance'],
})
