import { type RawBuilder, sql } from 'kysely'

/** Whether a column of ids is one of these: one parameter, however many they are. No row is among none. */
export const among = (column: string, ids: Iterable<string>): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} = ANY(${[...new Set(ids)]}::uuid[])`
