import { sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'

/** The last second of a day where the one who acts is, so that they read the day that they gave; for a job, in UTC. */
export async function endOfDay({ db, personId }: OrgScope, day: string): Promise<Date> {
  if (personId === undefined) return new Date(`${day}T23:59:59Z`)
  const { endsAt } = await db
    .selectFrom('person')
    .select(
      sql<Date>`(${day}::date + 1)::timestamp AT TIME ZONE time_zone - interval '1 second'`.as('endsAt'),
    )
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  return endsAt
}
