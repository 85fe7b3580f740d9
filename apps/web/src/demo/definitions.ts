import type { DefinitionInput } from '../features/achievements/schema.ts'

/** Harbor Logistics is invented: a container terminal with a yard, a reefer park and a claims desk. */
export type DemoAchievement = 'lifting' | 'reefer' | 'hazardous' | 'claims' | 'coaching' | 'yard-data'

type Rubric = Extract<DefinitionInput['criteria'][number], { kind: 'performance' }>['rubric']

const LEVELS = ['With help', 'By the sheet', 'Alone', 'Leads others']

const row = (
  id: string,
  title: string,
  required: number,
  descriptions: [string, string, string, string],
  weight = 1,
): Rubric[number] => ({
  id,
  title,
  required,
  weight,
  descriptions,
})

/** A skill or kind of knowledge of O*NET's content model. */
const onet = (name: string, code: string) => ({
  targetName: name,
  targetUrl: `https://www.onetonline.org/find/descriptor/result/${code}`,
  targetType: 'ceasn:Competency' as const,
  targetCode: code,
  targetFramework: 'O*NET',
})

const lifting: DefinitionInput = {
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

const reefer = (liftingId: string): DefinitionInput => ({
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

const hazardous = (liftingId: string): DefinitionInput => ({
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
  validityMonths: 24,
  alignments: [onet('Public Safety and Security', '2.C.8.a'), onet('Transportation', '2.C.10')],
  qualityAssurance:
    'Content follows the yearly change of the dangerous goods code; the definition gets a new version each January.',
  tags: ['safety', 'compliance'],
})

const claims: DefinitionInput = {
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

const coaching: DefinitionInput = {
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

const yardData: DefinitionInput = {
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

/** Definitions in the order of making; those with a prerequisite get the id of what was made before. */
export const demoDefinitions: readonly {
  readonly key: DemoAchievement
  readonly make: (ids: Readonly<Record<string, string>>) => DefinitionInput
}[] = [
  { key: 'lifting', make: () => lifting },
  { key: 'claims', make: () => claims },
  { key: 'yard-data', make: () => yardData },
  { key: 'coaching', make: () => coaching },
  { key: 'reefer', make: (ids) => reefer(ids.lifting ?? '') },
  { key: 'hazardous', make: (ids) => hazardous(ids.lifting ?? '') },
]
