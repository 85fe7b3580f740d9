import { REFUSED } from '../../src/db/audit-events.ts'
import type { TestApp } from '../test-app.ts'

/** What changes although nothing was done: counters of calls, when a key or a session was last used. */
const UNCOUNTED: Readonly<Record<string, readonly string[]>> = {
  api_key: ['last_used_at'],
  session: ['updatedAt', 'expiresAt'],
}
const IGNORED = new Set(['rate_window', 'idempotency'])
/** What a refused call does leave: the event that tells of it, which `refusals.ts` looks for. */
const UNCOUNTED_ROWS: Readonly<Record<string, string>> = { audit_event: `action = '${REFUSED}'` }

/** A digest of each table, jobs and sign-in included: two equal ones mean that nothing was written between them. */
export type Digest = ReadonlyMap<string, string>

let statement: string | undefined

export async function digestOf(app: TestApp): Promise<Digest> {
  statement ??= await makeStatement(app)
  const rows = await app.asOwner(statement)
  return new Map(rows.map(({ name, digest }) => [String(name), String(digest)]))
}

async function makeStatement(app: TestApp): Promise<string> {
  const tables =
    await app.asOwner(`SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`)
  return tables
    .filter(({ name }) => !IGNORED.has(String(name)))
    .map(({ schema, name }) => {
      const without = (UNCOUNTED[String(name)] ?? []).map((column) => ` - '${column}'`).join('')
      return `SELECT '${schema}.${name}' AS name, count(*) || ':' || coalesce(sum(hashtext((to_jsonb(x)${without})::text)::bigint), 0) AS digest
        FROM "${schema}"."${name}" x WHERE NOT (${UNCOUNTED_ROWS[String(name)] ?? 'false'})`
    })
    .join(' UNION ALL ')
}

/** Tables that differ. */
export const changedTables = (before: Digest, after: Digest): readonly string[] =>
  [...after].flatMap(([name, digest]) => (before.get(name) === digest ? [] : [name]))

/** Forgets how often anybody called and what was refused, so that the limits stay out of the matrix. */
export const forgetCalls = (app: TestApp): Promise<unknown> =>
  app.asOwner(`DELETE FROM assay.rate_window; DELETE FROM assay.audit_event WHERE action = '${REFUSED}'`)

/** Lets clients without an account call again within the minute; what was told of refusals stays. */
export const forgetClients = (app: TestApp): Promise<unknown> =>
  app.asOwner(
    `DELETE FROM assay.rate_window WHERE bucket LIKE 'api-from:%' OR bucket LIKE 'refused-strangers:%'`,
  )
