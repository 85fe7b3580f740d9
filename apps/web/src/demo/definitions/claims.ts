import type { DefinitionInput } from '../../features/achievements/schema.ts'
import { LEVELS, onet, row } from './parts.ts'

/** Claims Conversations: a soft skill. */
export const claims: DefinitionInput = {
  name: 'Claims Conversations',
  proves:
    'Listens to a customer who lost cargo, says what is known and what is not, and agrees on a next step that is kept.',
  description:
    'A claim is decided by papers, and a customer is kept by the conversation. Judged on recordings or minutes of real talks.',
  audience: 'Claims desk, customer service, and anyone who calls a customer with bad news.',
  proofType: 'demonstration',
  language: 'en',
  art: { category: 'customer', icon: 'rings', level: 2, levels: 4 },
  levels: LEVELS,
  criteria: [
    {
      id: 'talks',
      kind: 'performance',
      title: 'Two conversations, with what came of them',
      description: 'One that went well and one that did not. Names of customers are left out.',
      evidence: {
        instructions: 'Your minutes or a recording of each talk, what you agreed, and whether it was kept.',
        kinds: ['text', 'file'],
        min: 2,
        max: 6,
      },
      rubric: [
        row('listens', 'Listens before answering', 2, [
          'Answers at once',
          'Lets the customer finish and sums up',
          'Hears what is behind the claim',
          'Helps colleagues to hear it',
        ]),
        row(
          'honest',
          'Says what is known and what is not',
          3,
          [
            'Reads out the rules',
            'Keeps fact and guess apart',
            'Says plainly what will not be paid, and why',
            'Sets the tone for the desk',
          ],
          2,
        ),
        row('next', 'Agrees on a next step', 2, [
          'Promises a call',
          'Agrees on who does what by when',
          'Keeps it, or calls before it is late',
          'Changes the process that caused the claim',
        ]),
      ],
      resources: [{ title: 'Listening in pairs', kind: 'course', hours: 4, cost: 120 }],
    },
  ],
  effortHours: 8,
  turnaroundDays: 7,
  alignments: [onet('Active Listening', '2.A.1.b'), onet('Negotiation', '2.B.1.d')],
  qualityAssurance:
    'Two assessors from different departments; the desk lead takes part in the yearly review.',
  tags: ['communication'],
}
