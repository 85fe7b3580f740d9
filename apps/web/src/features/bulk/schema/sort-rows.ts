import type { ReadRow } from './read-row.ts'
import type { RowState } from './terms.ts'

/** What is known of the rows' people and keys before anything is issued. */
export interface KnownBefore {
  /** Lower-case addresses of people who hold this version in force. */
  readonly holders: ReadonlySet<string>
  /** Keys of rows that were issued before. */
  readonly keys: ReadonlySet<string>
  /** Lower-case addresses of the person who awards: nobody awards themselves. */
  readonly own: ReadonlySet<string>
}

export interface SortedRow extends ReadRow {
  readonly state: Extract<RowState, 'ready' | 'wrong' | 'repeated' | 'held' | 'unchanged'>
}

/** Says of each row what would happen to it. Of rows for one address or with one key, the first good one counts. */
export function sortRows(rows: readonly ReadRow[], known: KnownBefore): readonly SortedRow[] {
  const seen = new Set<string>()
  return rows.map((read) => {
    const row = known.own.has(read.content.address)
      ? { ...read, problems: [...read.problems, { field: '', code: 'own' as const }] }
      : read
    return { ...row, state: stateOf(row, known, seen) }
  })
}

function stateOf(
  { key, content, problems }: ReadRow,
  known: KnownBefore,
  seen: Set<string>,
): SortedRow['state'] {
  if (problems.length > 0) return 'wrong'
  if (key !== undefined && known.keys.has(key)) return 'unchanged'
  const marks = [`address ${content.address}`, ...(key === undefined ? [] : [`key ${key}`])]
  if (marks.some((mark) => seen.has(mark))) return 'repeated'
  for (const mark of marks) seen.add(mark)
  return known.holders.has(content.address) ? 'held' : 'ready'
}
