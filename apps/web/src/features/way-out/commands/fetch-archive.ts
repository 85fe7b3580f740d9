import { sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { hasFreshProof } from '../../identity/commands/proof.ts'
import { getStoredArchive, type StoredArchive } from '../queries/archive-orders.ts'

/** What a request may have. */
export type Fetched =
  | { readonly kind: 'archive'; readonly archive: StoredArchive }
  /** Who asks is to prove first that it is them. */
  | { readonly kind: 'prove' }

/**
 * The archive for who downloads it. A download begins with a proof that it is really the person; a connection that broke goes on in the same
 * session without another one. Each beginning is an event, and so is each request that asks for the first byte. Error `not_found`.
 */
export async function fetchArchive(
  scope: OrgScope,
  { fromStart, readOnly }: { readonly fromStart: boolean; readonly readOnly: boolean },
): Promise<Fetched> {
  const archive = await getStoredArchive(scope)
  const session = scope.actor.kind === 'person' ? scope.actor.session?.id : undefined
  const begun = session !== undefined && archive.fetchSessions.includes(session)
  if (!begun && !hasFreshProof(scope)) return { kind: 'prove' }
  if (!readOnly && (fromStart || !begun)) await noteFetch(scope, archive, begun ? undefined : session)
  return { kind: 'archive', archive }
}

async function noteFetch(scope: OrgScope, { id, size }: StoredArchive, session?: string): Promise<void> {
  if (session !== undefined)
    await scope.db
      .updateTable('organizationArchive')
      .set({ fetchSessions: sql`fetch_sessions || ${session}::text` })
      .where('orgId', '=', scope.orgId)
      .where('id', '=', id)
      .execute()
  await recordEvent(scope, {
    action: 'organization.archive_downloaded',
    recordType: 'organization',
    recordId: scope.orgId,
    data: { size },
  })
}
