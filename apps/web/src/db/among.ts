import { type RawBuilder, sql } from 'kysely'
import { idsLiteral } from './array-literal.ts'

/** Whether a column of ids is one of these: one parameter, however many they are. No row is among none. */
export const among = (column: string, ids: Iterable<string>): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} = ANY(${idsLiteral([...new Set(ids)])}::uuid[])`
