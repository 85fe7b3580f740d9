import type { DefinitionInput } from '../../features/achievements/schema.ts'
import { LEVELS, onet, row } from './parts.ts'

/** Reefer Cargo Handling: quality; asks for lifting first. */
export const reefer = (liftingId: string): DefinitionInput => ({
  name: 'Reefer Cargo Handling',
  proves:
    'Keeps refrigerated cargo within its set range from gate to vessel, and acts alone when the range is left.',
  description:
    'A refrigerated box that leaves its range for an hour can lose a season of fruit. Holders set and confirm the range, read and record, act when it drifts, and hand over what is still open.',
  audience: 'Reefer park workers and the yard staff who stand in for them at night.',
  proofType: 'demonstration',
  language: 'en',
  art: { category: 'quality', icon: 'snow', level: 3, levels: 4 },
  levels: LEVELS,
  criteria: [
    {
      id: 'lifting',
      kind: 'prerequisite',
      title: 'Safe Lifting and Slinging',
      description: 'You work under the hook when a box is replugged on the stack.',
      achievementId: liftingId,
    },
    {
      id: 'logs',
      kind: 'performance',
      title: 'Temperature logs of 20 boxes, with a reflection on one drift',
      description: 'Four weeks of your own logs. Choose one box that left its range and tell what you did.',
      evidence: {
        instructions:
          'The logs as a file or pasted text, and your account of the drift: what you saw, what you did and when, what you left for the next shift.',
        kinds: ['text', 'file', 'link'],
        min: 2,
        max: 10,
      },
      rubric: [
        row('range', 'Sets and confirms the range', 2, [
          'Names the range with help',
          'Sets it from the booking',
          'Finds a wrong booking and has it put right',
          'Improves the way bookings are checked',
        ]),
        row('reads', 'Reads and records the temperature', 3, [
          'Reads one probe',
          'Records on time, both probes',
          'Explains a drift in the record',
          'Teaches others to read a drift',
        ]),
        row(
          'acts',
          'Acts when the range is left',
          3,
          [
            'Calls for help',
            'Follows the sheet with a colleague',
            'Acts alone within 15 minutes',
            'Leads the recovery of several boxes',
          ],
          2,
        ),
        row('handover', 'Hands over', 2, [
          'Tells the next shift',
          'Hands over in writing',
          'Hands over what is open, with a time for each',
          'Sets the standard for the yard',
        ]),
      ],
      resources: [
        { title: 'Reading a data logger', kind: 'guide', hours: 2, cost: 0 },
        { title: 'A night with the reefer park', kind: 'coach', hours: 8 },
      ],
      practiceTask: {
        title: 'Three logs, one fault',
        description:
          'One of the three logs in the practice folder hides a failed probe. Find it and say how you know.',
        hours: 1,
      },
    },
  ],
  effortHours: 24,
  turnaroundDays: 5,
  validityMonths: 24,
  alignments: [onet('Operations Monitoring', '2.B.3.g')],
  qualityAssurance: 'Assessors score five sample portfolios together twice a year and compare.',
  tags: ['cold chain', 'quality'],
})
