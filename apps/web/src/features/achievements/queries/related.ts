import { sql } from 'kysely'
import type { AnyScope, OrgScope } from '../../../db/scopes.ts'
import { asVersion, type Version, versionsIn } from '../queries.ts'

/** Published achievements that ask for this one first: what comes next. */
export async function listNext(scope: AnyScope, achievementId: string): Promise<Version[]> {
  const asksFor = JSON.stringify({ criteria: [{ kind: 'prerequisite', achievementId }] })
  const rows = await versionsIn(scope)
    .where('state', '=', 'published')
    .where(sql<boolean>`definition @> ${asksFor}::jsonb`)
    .orderBy('name')
    .execute()
  return rows.map(asVersion)
}

/** Of these achievements, those that are published (with name), by id; prerequisites are shown by it. */
export async function findPublishedNames(
  scope: AnyScope,
  achievementIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (achievementIds.length === 0) return new Map()
  const rows = await versionsIn(scope)
    .where('state', '=', 'published')
    .where('achievementId', 'in', achievementIds)
    .execute()
  return new Map(rows.map((row) => [row.achievementId, row.name]))
}

/** For every published achievement of the organization the achievements that it asks for first. */
export async function prerequisiteGraph(scope: OrgScope): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await versionsIn(scope).where('state', '=', 'published').execute()
  return new Map(
    rows.map((row) => [
      row.achievementId,
      asVersion(row).definition.criteria.flatMap((criterion) =>
        criterion.kind === 'prerequisite' ? [criterion.achievementId] : [],
      ),
    ]),
  )
}
