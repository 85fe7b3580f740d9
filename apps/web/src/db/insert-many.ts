import { type Insertable, type Kysely, type RawBuilder, sql } from 'kysely'
import { type ArrayValue, arrayLiteral, idsLiteral } from './array-literal.ts'
import type { Database } from './tables.ts'

/** How a column's values travel. `jsonb`: as text that is JSON already. */
export type ColumnType =
  | 'uuid'
  | 'text'
  | 'jsonb'
  | 'integer'
  | 'smallint'
  | 'boolean'
  | 'timestamptz'
  | 'bytea'

/** The types of a table's columns, for {@link insertMany}; columns that are not named keep their defaults. */
export type ColumnTypes<Table extends keyof Database> = {
  readonly [Name in keyof Insertable<Database[Table]> & string]?: ColumnType
}

export interface InsertManyOptions {
  /** What is there already stays as it is. Default: false, and the statement fails. */
  readonly skipConflicts?: boolean
}

/**
 * Inserts rows with one statement that has a parameter a column, however many rows there are: thousands of parameters cost more to write
 * and to plan than the rows themselves. What all rows say alike is sent once, and bytes are sent as they are.
 */
export async function insertMany<Table extends keyof Database & string>(
  db: Kysely<Database>,
  table: Table,
  types: ColumnTypes<Table>,
  rows: readonly Insertable<Database[Table]>[],
  { skipConflicts = false }: InsertManyOptions = {},
): Promise<void> {
  if (rows.length === 0) return
  const columns = Object.entries(types).map(([name, type], place) =>
    columnOf(
      place,
      type as ColumnType,
      rows.map((row) => (row as Record<string, ArrayValue>)[name]),
    ),
  )
  const arrays = columns.flatMap((column) => column.arrays)
  const from =
    arrays.length === 0
      ? sql`generate_series(1, ${rows.length}::integer)`
      : sql`unnest(${sql.join(arrays.map(({ values }) => values))}) AS n (${sql.join(arrays.map(({ name }) => name))})`
  await sql`INSERT INTO ${sql.table(table)} (${sql.join(Object.keys(types).map((name) => sql.ref(name)))})
    SELECT ${sql.join(columns.map(({ value }) => value))} FROM ${from}
    ${skipConflicts ? sql`ON CONFLICT DO NOTHING` : sql``}`.execute(db)
}

interface Column {
  /** The expression of its value in a row. */
  readonly value: RawBuilder<unknown>
  /** Arrays that the expression takes its parts from: none when all rows say the same. */
  readonly arrays: readonly { readonly name: RawBuilder<unknown>; readonly values: RawBuilder<unknown> }[]
}

function columnOf(place: number, type: ColumnType, values: readonly ArrayValue[]): Column {
  const [first] = values
  const cast = sql.raw(type)
  if (values.every((value) => value === first)) return { value: sql`${first ?? null}::${cast}`, arrays: [] }
  if (type === 'bytea') return bytesColumn(place, values)
  const name = sql.raw(`c${place}`)
  // Ids need no quotes, and are most of what is sent.
  const literal = type === 'uuid' ? idsLiteral(values) : arrayLiteral(values)
  return { value: name, arrays: [{ name, values: sql`${literal}::${cast}[]` }] }
}

/** One run of bytes with where each value begins: as text they would be twice as long. */
function bytesColumn(place: number, values: readonly ArrayValue[]): Column {
  const parts = values.map((value) => (value instanceof Uint8Array ? value : undefined))
  let end = 1
  const begins = parts.map((part) => {
    const begin = end
    end += part?.length ?? 0
    return begin
  })
  const all = Buffer.concat(parts.filter((part) => part !== undefined))
  const [begin, length] = [sql.raw(`b${place}`), sql.raw(`l${place}`)]
  return {
    value: sql`substring(${all}::bytea FROM ${begin} FOR ${length})`,
    arrays: [
      { name: begin, values: sql`${arrayLiteral(begins)}::integer[]` },
      { name: length, values: sql`${arrayLiteral(parts.map((part) => part?.length))}::integer[]` },
    ],
  }
}
