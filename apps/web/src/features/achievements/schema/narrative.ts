import type { Criterion, Definition } from '../schema.ts'

/** Words that documents carry in the language of their definition. */
const WORDS = {
  en: {
    kinds: {
      prerequisite: 'Prerequisite',
      progress: 'Activity',
      performance: 'Evidence judged by a rubric',
      observation: 'Observation on the job',
    },
    assurance: 'Quality assurance',
  },
  es: {
    kinds: {
      prerequisite: 'Requisito previo',
      progress: 'Actividad',
      performance: 'Evidencia evaluada con una rúbrica',
      observation: 'Observación en el trabajo',
    },
    assurance: 'Garantía de calidad',
  },
} as const

/** What a definition asks, as Markdown: the `criteria.narrative` of an Open Badges achievement. */
export function criteriaNarrative(definition: Definition): string {
  const words = WORDS[definition.language]
  const criteria = definition.criteria.map((criterion) => {
    const details = [criterion.description, asked(criterion)].filter((text) => text !== '')
    return [`- **${criterion.title}** (${words.kinds[criterion.kind]})`, ...details.map(indent)].join('\n\n')
  })
  const { proves, qualityAssurance } = definition
  const assurance = qualityAssurance === '' ? [] : [`${words.assurance}: ${qualityAssurance}`]
  return [proves, ...criteria, ...assurance].join('\n\n')
}

function asked(criterion: Criterion): string {
  switch (criterion.kind) {
    case 'performance':
      return criterion.evidence.instructions
    case 'progress':
      return criterion.activity
    case 'prerequisite':
    case 'observation':
      return ''
  }
}

const indent = (text: string): string => text.replace(/^/gm, '  ')
