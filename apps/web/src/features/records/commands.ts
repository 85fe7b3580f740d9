import { sql } from 'kysely'
import { AppError, forbidden, notFound } from '../../app-error.ts'
import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { isOwnWork } from '../../policy.ts'
import { recordEvent } from '../audit/commands.ts'
import { markListsChanged, signChangedLists } from '../credentials/commands/change-status.ts'
import { noteChanges } from '../credentials/commands/note-changes.ts'

/** Deletes a record of the person; copies that were given away keep their status. Error `not_found`. */
export async function removeRecord(scope: PersonScope, recordId: string): Promise<void> {
  const removed = await scope.db
    .updateTable('clr')
    .set({ sealed: null, removedAt: scope.deps.now() })
    .where('personId', '=', scope.personId)
    .where(sql`id::text`, '=', recordId)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  if (removed.numUpdatedRows === 0n) throw notFound('record')
  await recordEvent(scope, { action: 'record.removed', recordType: 'record', recordId })
}

/**
 * Takes back what the organization signed, for good; the log is told as of any credential. Errors: `not_found`; `wrong_state` when it is
 * revoked; `forbidden` for one's own; `gone` after erasure.
 */
export async function revokeRecord(scope: OrgScope, recordId: string, reason: string): Promise<void> {
  const row = await scope.db
    .selectFrom('clr')
    .select(['id', 'url', 'personId', 'revokedAt', 'statusGroupId', 'digest', 'dataKeyId', 'saltSealed'])
    .where('orgId', '=', scope.orgId)
    .where(sql`id::text`, '=', recordId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('record')
  if (isOwnWork(scope, row.personId)) throw forbidden('Nobody changes the state of their own record.')
  if (row.revokedAt !== null) throw new AppError('wrong_state', 'The record was revoked before.')
  await scope.db
    .updateTable('clr')
    .set({ revokedAt: scope.deps.now(), revocationReason: reason })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', row.id)
    .execute()
  const change = { kind: 'revoke', reason, logged: 'revoked' } as const
  await noteChanges(scope, [{ record: row, digest: row.digest }], change)
  await markListsChanged(scope, [row], 'revocation')
  await signChangedLists(scope)
  await recordEvent(scope, {
    ...{ action: 'record.revoked', recordType: 'record', recordId, personId: row.personId },
    data: { reason },
  })
}
