import type { OrgScope } from '../../../db/scopes.ts'
import { csvCell } from '../../../http/csv.ts'
import type { Translate } from '../../../i18n/translate.ts'
import { type BatchRow, walkRows } from '../queries/rows.ts'
import { presentRow } from './views.ts'
import { problemSentence } from './words.ts'

/** What became of each row, as a CSV file; formulas are escaped (THREATS F5). */
export async function resultAsCsv(scope: OrgScope, t: Translate, batchId: string): Promise<string> {
  const head = (['row', 'address', 'status', 'credential', 'problem', 'key'] as const).map((name) =>
    t(`bulk:result.${name}`),
  )
  const lines = [lineOf(head)]
  for await (const rows of walkRows(scope, batchId))
    for (const row of rows) lines.push(lineOf(resultCells(t, row)))
  return `\uFEFF${lines.join('')}`
}

const lineOf = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

const resultCells = (t: Translate, row: BatchRow): readonly string[] => [
  String(row.number),
  row.content?.address ?? '',
  t(`bulk:row_states.${row.state}`),
  row.credential?.url ?? '',
  row.problems.map((problem) => problemSentence(t, problem)).join(' '),
  row.key ?? '',
]

/** The same as newline-delimited JSON, an object a row. */
export async function resultAsNdjson(scope: OrgScope, t: Translate, batchId: string): Promise<string> {
  const lines: string[] = []
  for await (const rows of walkRows(scope, batchId))
    for (const row of rows) lines.push(`${JSON.stringify(presentRow(t, row))}\n`)
  return lines.join('')
}
