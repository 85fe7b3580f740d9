import type { DefinitionInput } from './schema.ts'

/** A whole definition for tests: one criterion with a rubric of two rows. */
export function spillDefinition(change: Partial<DefinitionInput> = {}): DefinitionInput {
  return {
    name: 'Spill response',
    proves: 'Contains a small spill safely and reports it.',
    description: 'For everyone who handles drums.',
    audience: 'Warehouse staff after their first month',
    proofType: 'demonstration',
    art: { category: 'safety', icon: 'drop', level: 2, levels: 3 },
    levels: ['Beginning', 'Working', 'Leading'],
    criteria: [
      {
        id: 'contain',
        kind: 'performance',
        title: 'Contain a spill',
        description: 'On a real or staged spill.',
        resources: [
          { title: 'Spill guide', kind: 'guide', url: 'https://example.org/guide', hours: 1, cost: 0 },
        ],
        practiceTask: { title: 'Dry run', description: 'Lay out a kit.', hours: 0.5 },
        evidence: { instructions: 'A photo series or a film.', kinds: ['file', 'text'], min: 1, max: 5 },
        rubric: [
          {
            id: 'barrier',
            title: 'Barrier',
            required: 2,
            descriptions: ['Gaps remain', 'Closed barrier', 'Closed barrier, drains covered first'],
          },
          {
            id: 'report',
            title: 'Report',
            weight: 2,
            required: 2,
            descriptions: ['Late', 'Within the shift', 'At once, with cause'],
          },
        ],
      },
    ],
    effortHours: 6,
    turnaroundDays: 5,
    validityMonths: 24,
    alignments: [{ targetName: 'Hazardous materials', targetUrl: 'https://example.org/skills/hazmat' }],
    qualityAssurance: 'Reviewed every year by the safety council.',
    tags: ['safety'],
    ...change,
  }
}
