import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from './tables.ts'

/** Matches of a list are counted up to here: beyond, nobody reads on, and counting would cost more than the page itself. */
const COUNTED = 10_000

/** How many rows a list has. */
export interface Total {
  /** At most {@link COUNTED}. */
  readonly total: number
  /** There are more than `total`. */
  readonly more: boolean
}

/** Counts the rows of a query, up to `most`. Default: {@link COUNTED}. */
export async function countUpTo<Tables extends keyof Database>(
  db: Kysely<Database>,
  query: SelectQueryBuilder<Database, Tables, object>,
  most: number = COUNTED,
): Promise<Total> {
  const some = query.select(sql<number>`1`.as('one')).limit(most + 1)
  const { counted } = await db
    .selectFrom(some.as('some'))
    .select((eb) => eb.fn.countAll<number>().as('counted'))
    .executeTakeFirstOrThrow()
  return { total: Math.min(counted, most), more: counted > most }
}
