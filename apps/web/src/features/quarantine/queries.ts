import { notFound } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'
import { checkId } from '../enrollments/queries.ts'
import type { QuarantinedFile, ScanState } from './schema.ts'

/** Quarantined files of the organization, what was found last first; `total` counts all. */
export async function listQuarantined(
  scope: OrgScope,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ readonly items: readonly QuarantinedFile[]; readonly total: number }> {
  const matching = scope.db
    .selectFrom('evidence')
    .where('evidence.orgId', '=', scope.orgId)
    .where('evidence.scan', '=', 'quarantined')
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await matching
    .innerJoin('person', 'person.id', 'evidence.personId')
    .innerJoin('enrollment', (join) =>
      join
        .onRef('enrollment.orgId', '=', 'evidence.orgId')
        .onRef('enrollment.id', '=', 'evidence.enrollmentId'),
    )
    .innerJoin('achievementVersion', (join) =>
      join
        .onRef('achievementVersion.orgId', '=', 'enrollment.orgId')
        .onRef('achievementVersion.id', '=', 'enrollment.achievementVersionId'),
    )
    .select([
      'evidence.id as evidenceId',
      'evidence.personId',
      'person.name as person',
      'achievementVersion.name as achievement',
      'evidence.createdAt as uploadedAt',
      'evidence.scannedAt',
      'evidence.scanSignature as signature',
      'evidence.size as bytes',
      'evidence.blobKey',
    ])
    .orderBy('evidence.scannedAt', 'desc')
    .orderBy('evidence.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items: rows.map(({ blobKey, ...row }) => ({ ...row, stored: blobKey !== null })), total }
}

/** A quarantined file of the organization. Error: `not_found`, also for a file that is not quarantined. */
export async function getQuarantined(scope: OrgScope, evidenceId: string) {
  checkId(evidenceId, 'quarantined file')
  const row = await scope.db
    .selectFrom('evidence')
    .select(['id', 'personId', 'enrollmentId', 'blobKey', 'scanSignature'])
    .where('orgId', '=', scope.orgId)
    .where('id', '=', evidenceId)
    .where('scan', '=', 'quarantined')
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('quarantined file')
  return row
}

/** Ids of stored files that no scanner has looked at, the oldest first. */
export async function listUnscanned(scope: OrgScope, limit: number): Promise<readonly string[]> {
  const rows = await unscanned(scope).select('id').orderBy('createdAt').orderBy('id').limit(limit).execute()
  return rows.map(({ id }) => id)
}

export async function countUnscanned(scope: OrgScope): Promise<number> {
  const { count } = await unscanned(scope)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

const unscanned = (scope: OrgScope) =>
  scope.db
    .selectFrom('evidence')
    .where('orgId', '=', scope.orgId)
    .where('kind', '=', 'file')
    .where('scan', '=', 'not_scanned')
    .where('blobKey', 'is not', null)

/** Whether the scanner answers; asks it, which takes two seconds at most. */
export async function askScanner({ scanner }: Pick<Deps, 'scanner'>): Promise<ScanState['scanner']> {
  if (scanner === undefined) return 'off'
  return (await scanner.answers()) ? 'works' : 'away'
}
