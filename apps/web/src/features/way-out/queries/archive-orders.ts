import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { ArchiveFailure } from '../schema/archive-order.ts'

/** The archive of an organization, as its page shows it. */
export interface ArchiveState {
  readonly id: string
  readonly state: 'waiting' | 'running' | 'ready' | 'failed'
  readonly failure: ArchiveFailure | null
  /** Name of who ordered it: they alone have the words. */
  readonly orderedBy: string | null
  readonly orderedAt: Date
  readonly startedAt: Date | null
  readonly done: number
  readonly total: number
  readonly finishedAt: Date | null
  readonly size: number | null
  readonly expiresAt: Date | null
}

/** The one that waits, is being made, lies here, or could not be made; one that expired is none, whether or not it is deleted yet. */
export async function findArchive({ db, deps, orgId }: OrgScope): Promise<ArchiveState | undefined> {
  const row = await db
    .selectFrom('organizationArchive')
    .leftJoin('person', 'person.id', 'orderedBy')
    .select([
      'organizationArchive.id',
      'state',
      'failure',
      'person.name as orderedBy',
      'orderedAt',
      'startedAt',
    ])
    .select(['done', 'total', 'finishedAt', 'size', 'expiresAt'])
    .where('orgId', '=', orgId)
    .where('state', '<>', 'ended')
    .executeTakeFirst()
  if (row === undefined || row.state === 'ended') return undefined
  if (row.expiresAt !== null && row.expiresAt <= deps.now()) return undefined
  const { state, failure, done, total, size, ...rest } = row
  return {
    ...rest,
    state,
    // Whoever writes the column has it from the same list.
    failure: failure as ArchiveFailure | null,
    done: Math.min(Number(done), Number(total)),
    total: Number(total),
    size: size === null ? null : Number(size),
  }
}

/** A part as it is stored. */
export interface StoredPart {
  readonly blobKey: string
  readonly size: number
}

/** An archive that is ready, to be fetched. */
export interface StoredArchive {
  readonly id: string
  readonly size: number
  readonly finishedAt: Date
  /** In order. */
  readonly parts: readonly StoredPart[]
  /** Sessions that may go on with a download. */
  readonly fetchSessions: readonly string[]
}

/** Error `not_found` when there is none, or it expired. */
export async function getStoredArchive({ db, deps, orgId }: OrgScope): Promise<StoredArchive> {
  const row = await db
    .selectFrom('organizationArchive')
    .select(['id', 'try', 'size', 'finishedAt', 'fetchSessions'])
    .where('orgId', '=', orgId)
    .where('state', '=', 'ready')
    .where('expiresAt', '>', deps.now())
    .executeTakeFirst()
  if (row === undefined || row.finishedAt === null) throw notFound('archive')
  const parts = await db
    .selectFrom('organizationArchivePart')
    .select(['blobKey', 'size'])
    .where('orgId', '=', orgId)
    .where('archiveId', '=', row.id)
    .where('try', '=', row.try)
    .orderBy('number')
    .execute()
  const { id, size, finishedAt, fetchSessions } = row
  return { id, size: Number(size), finishedAt, parts, fetchSessions }
}
