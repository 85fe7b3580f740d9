import { sql } from 'kysely'
import type { SystemScope } from './scopes.ts'

/** Seconds for which the oldest due job waits; 0 when none does. */
export async function queueDelay(scope: SystemScope): Promise<number> {
  const { rows } = await sql<{
    seconds: number
  }>`SELECT graphile_worker.assay_queue_delay() AS seconds`.execute(scope.db)
  return rows[0]?.seconds ?? 0
}
