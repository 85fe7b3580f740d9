import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'
import { freezeVersion } from '../../achievements/commands.ts'
import { findPublishedVersion } from '../../achievements/queries.ts'
import { recordEvents } from '../../audit/commands.ts'

/** People who are to earn one micro-credential. */
export interface AssignedPeople {
  readonly achievementId: string
  readonly source: 'self' | 'manager' | 'rule'
  readonly people: readonly {
    readonly personId: string
    /** Absent: as it was. */
    readonly dueAt: Date | null
  }[]
}

/**
 * Enrolls people on the version that is published now. Who works on it already goes on, with the nearer day. Where no version is
 * published nobody is enrolled: the duty waits.
 */
export async function openAssigned(
  scope: OrgScope,
  { achievementId, source, people }: AssignedPeople,
): Promise<void> {
  if (people.length === 0) return
  const version = await findPublishedVersion(scope, achievementId)
  if (version === undefined) return
  await freezeVersion(scope, version.id)
  const rows = people.map(({ personId, dueAt }) => ({
    orgId: scope.orgId,
    id: randomUUID(),
    personId,
    achievementId,
    achievementVersionId: version.id,
    source,
    state: 'active' as const,
    dueAt,
    createdAt: scope.deps.now(),
    endedAt: null,
  }))
  const kept = await scope.db
    .insertInto('enrollment')
    .values(rows)
    .onConflict((oc) =>
      oc
        .columns(['orgId', 'personId', 'achievementId'])
        .where('state', 'in', ['active', 'submitted'])
        .doUpdateSet({
          dueAt: sql`least(enrollment.due_at, excluded.due_at)`,
        }),
    )
    .returning(['id', 'personId'])
    .execute()
  const made = new Set<string>(rows.map(({ id }) => id))
  await recordEvents(
    scope,
    kept
      .filter(({ id }) => made.has(id))
      .map(({ id, personId }) => ({
        action: 'enrollment.started',
        recordType: 'enrollment',
        recordId: id,
        personId,
        data: { achievementId, versionId: version.id, source },
      })),
  )
}

/** Takes the day from work that nobody asks for any more; the person may go on with it. */
export async function releaseAssigned(
  { db, orgId }: OrgScope,
  achievementId: string,
  personIds: readonly string[],
): Promise<void> {
  if (personIds.length === 0) return
  await db
    .updateTable('enrollment')
    .set({ dueAt: null })
    .where('orgId', '=', orgId)
    .where('achievementId', '=', achievementId)
    .where('personId', 'in', personIds)
    .where('state', '=', 'active')
    .execute()
}
