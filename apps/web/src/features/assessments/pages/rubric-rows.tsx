import type { TFunction } from 'i18next'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ScorerRow } from '../../../ui/index.ts'
import type { ShownRow } from '../present/assess-page.ts'

export interface RubricRows {
  readonly rows: readonly ShownRow[]
  /** Names of the levels, lowest first. */
  readonly levels: readonly string[]
  readonly chosen: (row: ShownRow) => string | undefined
  readonly beside: (row: ShownRow) => ReactNode
}

/** The rows of a rubric for the scorer: each level with its words, and last the place for what the evidence does not show. */
export function useScorerRows({ rows, levels, chosen, beside }: RubricRows): readonly ScorerRow[] {
  const { t } = useTranslation(['assessments'])
  const notShown = useMemo(
    () => ({
      value: '0',
      label: t('assessments:assess.not_shown'),
      text: t('assessments:assess.not_shown_text'),
    }),
    [t],
  )
  return rows.map((row, at) => {
    const level = chosen(row)
    return {
      name: `level:${row.key}`,
      title: (
        <h2>
          {at + 1} {row.title}
        </h2>
      ),
      aside: asideOf(t, row, levels),
      levels: [
        ...row.descriptions.map((text, index) => ({
          value: String(index + 1),
          label: levels[index] ?? String(index + 1),
          text,
        })),
        notShown,
      ],
      ...(level === undefined ? {} : { chosen: level }),
      beside: beside(row),
    }
  })
}

function asideOf(t: TFunction<['assessments']>, row: ShownRow, levels: readonly string[]): string {
  const needs = t('assessments:assess.needs', {
    level: row.required,
    name: levels[row.required - 1] ?? '',
  })
  return row.weight === 1 ? needs : `${needs}, ${t('assessments:assess.weight', { weight: row.weight })}`
}
