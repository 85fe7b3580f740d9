import { type Actor, inOrg } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { issueCredential } from '../../credentials/commands/issue-credential.ts'
import { signStatusLists } from '../../credentials/commands/sign-status-lists.ts'
import { listUnsigned } from '../queries.ts'

/**
 * Ends awarding on this installation: what was ordered is signed, and the status lists are signed for the last time, for ten years. Awards
 * that are being made commit before it or are refused. Everything stays served (THREATS K6). Doing it again signs the lists again.
 */
export async function closeOrganization(deps: Deps, orgId: string, actor: Actor): Promise<void> {
  const personId = actor.kind === 'system' ? undefined : actor.personId
  const identity = { orgId, personId, roles: [], actor } as const
  const unsigned = await inOrg(deps, identity, async (scope) => {
    const closed = await scope.db
      .updateTable('organization')
      .set({ closedAt: deps.now() })
      .where('id', '=', orgId)
      .where('closedAt', 'is', null)
      .executeTakeFirst()
    if (closed.numUpdatedRows > 0n)
      await recordEvent(scope, { action: 'organization.closed', recordType: 'organization', recordId: orgId })
    return listUnsigned(scope)
  })
  for (const credentialId of unsigned) await issueCredential(deps, orgId, credentialId)
  await signStatusLists(deps, orgId, { all: true })
}
