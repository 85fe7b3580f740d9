import { type Kysely, sql } from 'kysely'
import type { Database } from './tables.ts'

/**
 * Runs a query of one page with the planner told to walk the index of the order asked for. It takes the conditions of row-level security
 * for rare ones and would otherwise gather and sort all rows of a long list to show fifty. Only for lists of which many rows match.
 */
export async function inIndexOrder<T>(db: Kysely<Database>, work: () => Promise<T>): Promise<T> {
  await set(db, 'off')
  const result = await work()
  await set(db, 'on')
  return result
}

const set = (db: Kysely<Database>, value: 'on' | 'off') =>
  sql`SELECT set_config('enable_sort', ${value}, true), set_config('enable_hashjoin', ${value}, true)`.execute(
    db,
  )
