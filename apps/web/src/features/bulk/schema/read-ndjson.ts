import { AssayError, isJsonObject, type JsonObject, limits, parseJson } from '@assay/core'
import { invalidField } from '../../../app-error.ts'
import { type ColumnMeaning, rubricColumns } from './columns.ts'
import { tooManyRows } from './read-csv.ts'
import { type Cell, type ReadRow, type RowRules, readRow } from './read-row.ts'
import type { ReadFile } from './read-rows.ts'
import type { RowProblemCode } from './terms.ts'

/** Members of an API row beside `levels`. */
const MEMBERS = {
  email: { kind: 'address' },
  name: { kind: 'name' },
  awardedOn: { kind: 'awardedOn' },
  reason: { kind: 'reason' },
  language: { kind: 'language' },
  key: { kind: 'key' },
} as const satisfies Record<string, ColumnMeaning>

/** A row is a small object; a deeper or larger one is a mistake. */
const ROW_LIMITS = { ...limits.json, bytes: 20_000, depth: 4 }

/**
 * Reads newline-delimited JSON: one object a line with `email`, `name` and, if wanted, `awardedOn`, `reason`, `language`, `key` and
 * `levels` (`{"criterion.row": level}`). What is no such object is a wrong row. Errors: `too_large`, `invalid_input` without any row.
 */
export function readNdjson(text: string, rules: RowRules): ReadFile {
  const rows: ReadRow[] = []
  const ignored = new Set<string>()
  text.split('\n').forEach((line, at) => {
    if (line.trim() === '') return
    if (rows.length === limits.csv.rows) throw tooManyRows()
    rows.push(readLine(line, at + 1, rules, ignored))
  })
  if (rows.length === 0) throw invalidField('file', 'csv_empty', 'The body has no rows.')
  return { rows, ignored: [...ignored] }
}

function readLine(line: string, number: number, rules: RowRules, ignored: Set<string>): ReadRow {
  const value = parseLine(line)
  if (value === undefined) return wrongRow(number, 'not_json')
  if (!isJsonObject(value)) return wrongRow(number, 'not_object')
  const cells: Cell[] = []
  const notText: string[] = []
  for (const [name, member] of Object.entries(value)) {
    if (name === 'levels') continue
    const meaning = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof typeof MEMBERS] : undefined
    if (meaning === undefined) addIgnored(ignored, name)
    else if (typeof member === 'string') cells.push({ field: name, meaning, text: member })
    else if (member !== null) notText.push(name)
  }
  const levels = levelCells(value, rules)
  const row = readRow(number, [...cells, ...levels.cells], rules)
  const odd = [...notText, ...levels.odd].map((field) => ({ field, code: 'not_text' as const }))
  const found = row.problems.filter(({ field }) => !odd.some((problem) => problem.field === fieldName(field)))
  return {
    ...row,
    problems: [...odd, ...found].map((problem) => ({ ...problem, field: fieldName(problem.field) })),
  }
}

/** A missing address is told by the member's name. */
const fieldName = (field: string): string => (field === 'address' ? 'email' : field)

/** At most these names are told: a stranger could send a million. */
const MOST_IGNORED = 50

function addIgnored(ignored: Set<string>, name: string): void {
  if (ignored.size < MOST_IGNORED) ignored.add(name.slice(0, 100))
}

function parseLine(line: string) {
  try {
    return parseJson(line, ROW_LIMITS)
  } catch (error) {
    if (error instanceof AssayError) return undefined
    throw error
  }
}

/** `levels` as cells, and the names in it that are no level of any row. */
function levelCells(value: JsonObject, { definition }: RowRules) {
  const given = Object.hasOwn(value, 'levels') ? value.levels : undefined
  if (given === undefined || given === null) return { cells: [], odd: [] }
  if (!isJsonObject(given)) return { cells: [], odd: ['levels'] }
  const known = new Map(rubricColumns(definition).map(({ exact, meaning }) => [exact, meaning]))
  const cells: Cell[] = []
  const odd: string[] = []
  for (const [name, level] of Object.entries(given)) {
    const meaning = known.get(name)
    const field = `levels.${name.slice(0, 100)}`
    if (meaning === undefined || (typeof level !== 'number' && typeof level !== 'string')) odd.push(field)
    else cells.push({ field, meaning, text: String(level) })
  }
  return { cells, odd }
}

const wrongRow = (number: number, code: RowProblemCode): ReadRow => ({
  number,
  key: undefined,
  content: { address: '', name: '', levels: [] },
  problems: [{ field: '', code }],
})
