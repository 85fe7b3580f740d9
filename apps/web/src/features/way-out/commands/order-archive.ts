import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { recordEvent } from '../../audit/commands.ts'
import { type ArchiveKeys, sealArchiveKeys } from './archive-keys.ts'

/**
 * Orders the archive of the organization: a job makes it, under keys that the passphrase gave. An organization has one, so another one that
 * waits, is being made or lies here is given up; of two orders at the same time the later counts.
 */
export async function orderArchive(scope: OrgScope, keys: ArchiveKeys): Promise<{ archiveId: string }> {
  const { db, deps, orgId, actor } = scope
  if (actor.kind !== 'person') throw new AppError('forbidden', 'An archive is ordered in person.')
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`archive:${orgId}`}, 0))`.execute(db)
  await endArchive(scope)
  const archiveId = randomUUID()
  await db
    .insertInto('organizationArchive')
    .values({
      orgId,
      id: archiveId,
      orderedBy: actor.personId,
      orderedAt: deps.now(),
      state: 'waiting',
      failure: null,
      keysSealed: sealArchiveKeys(deps, archiveId, keys),
      startedAt: null,
      finishedAt: null,
      size: null,
      expiresAt: null,
    })
    .execute()
  await enqueue(scope, 'make_archive', { orgId, archiveId }, { key: `archive:${archiveId}` })
  await tell(scope, 'organization.archive_ordered')
  return { archiveId }
}

/** Gives up the archive that waits or is being made, with its keys. Error `wrong_state` when there is none (any more). */
export async function cancelArchive(scope: OrgScope, archiveId: string): Promise<void> {
  if (!(await endArchive(scope, archiveId)))
    throw new AppError('wrong_state', 'No archive is being made now.', { text: 'archive_not_running' })
  await tell(scope, 'organization.archive_cancelled')
}

/** Ends what is there, or this one while it is being made; its job stops at its next step. Answers whether there was one. */
async function endArchive(scope: OrgScope, beingMade?: string): Promise<boolean> {
  let ending = scope.db
    .updateTable('organizationArchive')
    .set({ state: 'ended', failure: null, keysSealed: null })
    .where('orgId', '=', scope.orgId)
    .where('state', '<>', 'ended')
  if (beingMade !== undefined)
    ending = ending.where('id', '=', beingMade).where('state', 'in', ['waiting', 'running'])
  const { numUpdatedRows } = await ending.executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n) await enqueue(scope, 'forget_archives', {}, { key: 'forget_archives' })
  return numUpdatedRows > 0n
}

const tell = (scope: OrgScope, action: string) =>
  recordEvent(scope, { action, recordType: 'organization', recordId: scope.orgId })
