import { sql } from 'kysely'
import type { AnyScope } from './scopes.ts'

/**
 * Has the planner look again at tables that became several times as long since it last did. To be called by work that fills tables faster
 * than autovacuum comes by: with a plan for an empty table, one lookup reads all rows of an organization.
 */
export async function analyzeGrown({ db }: AnyScope): Promise<void> {
  await sql`SELECT analyze_grown()`.execute(db)
}
