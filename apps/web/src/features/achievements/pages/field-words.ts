import { useTranslation } from 'react-i18next'
import type { Part } from '../schema/draft-parts.ts'

/** The part of the editor that shows a field. */
export function partOfPath(path: string): Part {
  const [top = '', , inside] = path.split('.')
  if (top === 'levels' || (top === 'criteria' && inside === 'rubric')) return 'rubric'
  if (top === 'criteria') return 'criteria'
  if (top === 'art') return 'art'
  return top === 'alignments' || top === 'tags' || top === 'qualityAssurance' ? 'more' : 'basics'
}

/** A field's path in words: `criteria.1.rubric.0.title` is "Criterion 2, row 1, name". */
export function useFieldWords(): (path: string) => string {
  const { t, i18n } = useTranslation('achievements')
  return (path) => {
    const steps = path.split('.')
    const words: string[] = []
    steps.forEach((step, at) => {
      if (/^\d+$/.test(step)) {
        const list = `achievements:paths.${steps[at - 1]}_number`
        words.push(
          i18n.exists(list)
            ? t(list as 'achievements:paths.criteria_number', { number: Number(step) + 1 })
            : String(Number(step) + 1),
        )
      } else if (!/^\d+$/.test(steps[at + 1] ?? '')) {
        const name = `achievements:paths.${step}`
        words.push(i18n.exists(name) ? t(name as 'achievements:paths.name') : step)
      }
    })
    return words.join(', ')
  }
}
