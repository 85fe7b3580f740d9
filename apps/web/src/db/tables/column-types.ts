import type { ColumnType } from 'kysely'

/** A `jsonb` column: read as it is, written as text. */
export type Json<T> = ColumnType<T, string, string>

/** A `bytea` column. */
export type Bytes = Buffer
