import { csvFile } from '../../../http/csv.ts'
import type { Translate } from '../../../i18n/translate.ts'
import type { Definition } from '../../achievements/schema.ts'
import { rubricColumns } from '../schema/columns.ts'

/** A file to fill in: the columns of a micro-credential, and one row that shows how. */
export function templateFile(t: Translate, definition: Definition): string {
  const rubric = rubricColumns(definition)
  const fields = ['address', 'name', 'awardedOn', 'reason', 'language'] as const
  const example = [
    'ada.example@example.org',
    'Ada Example',
    '',
    t('bulk:template.reason'),
    definition.language,
    ...rubric.map(() => ''),
  ]
  return csvFile([
    [...fields.map((name) => t(`bulk:columns.${name}`)), ...rubric.map(({ title }) => title)],
    example,
  ])
}
