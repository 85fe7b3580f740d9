import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { limits } from '@assay/core'
import { CsvError, parse } from 'csv-parse'
import { AppError, invalidField } from '../../../app-error.ts'
import { currentLanguage } from '../../../i18n/current.ts'
import { translateIn } from '../../../i18n/server.ts'

/** A row of a file as it stands there. */
export interface CsvRecord {
  /** Number of the row as a spreadsheet counts: the header is row 1. */
  readonly number: number
  readonly cells: readonly string[]
}

export interface CsvTable {
  readonly header: readonly string[]
  readonly records: readonly CsvRecord[]
}

const DELIMITERS = [',', ';', '\t'] as const
/** Characters of one row: longer than any of our fields together, and short enough that an unclosed quote is found before it eats the file. */
const LONGEST_ROW = 20_000
/** Bytes that are parsed before others get a turn. */
const SLICE = 65_536

/**
 * Reads a CSV file (RFC 4180) with comma, semicolon or tab, whichever its header uses. Empty rows are left out and counted. Errors:
 * `invalid_input` for a quote that does not close, `too_large` beyond 50,000 rows; both name the row.
 */
export async function readCsv(text: string): Promise<CsvTable> {
  const { body, delimiter, skipped } = findDelimiter(text)
  let number = skipped
  let header: readonly string[] | undefined
  const records: CsvRecord[] = []
  try {
    for await (const cells of recordsOf(body, delimiter)) {
      number += 1
      if (cells.every((cell) => cell.trim() === '')) continue
      if (header === undefined) header = cells.map((cell) => cell.trim())
      else records.push({ number, cells })
      if (records.length > limits.csv.rows) throw tooManyRows()
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(number + 1) : error
  }
  if (header === undefined) throw invalidField('file', 'csv_empty', 'The file has no rows.')
  return { header, records }
}

/** Spreadsheets may say the delimiter in a first line `sep=;`; else it is the one that the first line has most of, outside quotes. */
function findDelimiter(text: string) {
  const said = /^sep=([,;\t])\r?\n/i.exec(text)
  if (said?.[1] !== undefined) return { body: text.slice(said[0].length), delimiter: said[1], skipped: 1 }
  const counts = new Map<string, number>()
  let quoted = false
  for (const sign of text.slice(0, LONGEST_ROW).trimStart()) {
    if (sign === '"') quoted = !quoted
    if (!quoted && (sign === '\n' || sign === '\r')) break
    if (!quoted) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  }
  const [delimiter] = [...DELIMITERS].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
  return { body: text, delimiter: delimiter ?? ',', skipped: 0 }
}

async function* recordsOf(text: string, delimiter: string): AsyncIterable<string[]> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_ROW,
  })
  yield* Readable.from(slicesOf(text)).pipe(parser)
}

/** Bytes and not characters: a slice of a text could cut a pair of surrogates, which no encoder puts together again. */
async function* slicesOf(text: string): AsyncIterable<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += SLICE) {
    yield bytes.subarray(at, at + SLICE)
    await nextTurn()
  }
}

export const tooManyRows = (): AppError =>
  new AppError('too_large', `At most ${limits.csv.rows} rows are accepted.`, {
    text: 'csv_rows',
    fields: [{ path: 'file', code: 'csv_rows', message: `At most ${limits.csv.rows} rows are accepted.` }],
  })

function unreadable(row: number): AppError {
  const message = String(translateIn(currentLanguage())('errors:csv_unreadable_row', { row }))
  return new AppError('invalid_input', `Row ${row} cannot be read.`, {
    fields: [{ path: `file.${row}`, code: 'csv_row', message }],
  })
}
