import { useTranslation } from 'react-i18next'
import { RubricTable } from '../../../ui/index.ts'

interface Row {
  readonly id: string
  readonly title: string
  readonly required: number
  readonly descriptions: readonly string[]
  readonly level?: number | undefined
}

export interface RubricProps {
  readonly rows: readonly Row[]
  /** Names of the levels, lowest first. */
  readonly levels: readonly string[]
  readonly language: string
}

/** The very rubric that assessors use; with what was reached once it was judged. */
export function Rubric({ rows, levels, language }: RubricProps) {
  const { t } = useTranslation('enrollments')
  const needed = `${t('enrollments:criterion.needed')}: `
  return (
    <div lang={language}>
      <RubricTable
        levels={levels.map((label, at) => ({ value: at + 1, label }))}
        rows={rows.map(({ id, title, descriptions, required, level }) => ({
          id,
          title,
          texts: descriptions.map((text, at) => (at + 1 === required ? `${needed}${text}` : text)),
          ...(level === undefined || level === 0 ? {} : { reached: level }),
        }))}
        words={{
          row: t('enrollments:criterion.looked_at'),
          reached: t('enrollments:criterion.reached'),
          levelText: ({ value, label }, text) => levelText(`${value} ${label}`, text, needed),
          pips: (value) => t('enrollments:criterion.pips', { value, levels: levels.length }),
        }}
      />
    </div>
  )
}

/** In a list the level's name comes first, and that it is needed stands with it. */
function levelText(level: string, text: string, needed: string): string {
  if (!text.startsWith(needed)) return `${level}: ${text}`
  return `${level}. ${needed}${text.slice(needed.length)}`
}
