import { limits } from '@assay/core'
import { AppError } from '../../../app-error.ts'
import { type Column, matchColumns } from './columns.ts'
import { decodeText } from './decode-text.ts'
import { type CsvRecord, readCsv } from './read-csv.ts'
import { readNdjson } from './read-ndjson.ts'
import { type Cell, type ReadRow, type RowRules, readRow } from './read-row.ts'

/** What stands in a file. */
export interface ReadFile {
  readonly rows: readonly ReadRow[]
  /** Columns that mean nothing to us; they are left out. */
  readonly ignored: readonly string[]
}

export const FILE_FORMATS = ['csv', 'ndjson'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

/**
 * Reads a whole file: every row, the wrong ones with all that is wrong. Errors: `too_large`; `invalid_input` when there are no rows to be
 * found in it at all.
 */
export async function readRows(bytes: Uint8Array, format: FileFormat, rules: RowRules): Promise<ReadFile> {
  if (bytes.length > limits.csv.bytes)
    throw new AppError('too_large', `At most ${limits.csv.bytes / 1024 / 1024} MiB are accepted.`, {
      text: 'csv_bytes',
    })
  const text = decodeText(bytes)
  if (format === 'ndjson') return readNdjson(text, rules)
  const { header, records } = await readCsv(text)
  const columns = matchColumns(header, rules.definition)
  return {
    rows: records.map((record) => rowOf(record, columns, rules)),
    ignored: columns.flatMap(({ title, meaning }) =>
      meaning === undefined && title !== '' ? [title.slice(0, 100)] : [],
    ),
  }
}

function rowOf({ number, cells }: CsvRecord, columns: readonly Column[], rules: RowRules): ReadRow {
  const known = columns.flatMap(({ title, meaning }, at): Cell[] =>
    meaning === undefined ? [] : [{ field: title, meaning, text: cells[at] ?? '' }],
  )
  const row = readRow(number, known, rules)
  // A comma inside a name that is not quoted moves everything after it.
  const over = cells.slice(columns.length).some((cell) => cell.trim() !== '')
  return over ? { ...row, problems: [...row.problems, { field: '', code: 'too_many_cells' }] } : row
}
