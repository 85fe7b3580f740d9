import { notFound } from '../../../app-error.ts'
import type { PersonScope, SystemScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { tellEveryAddress } from '../../identity/commands/tell.ts'
import type { HostClient } from '../queries.ts'

/** Ends everything that the person lets a platform do, at once. Error `not_found` when that is nothing. */
export async function disconnectApp(scope: PersonScope, clientId: string): Promise<void> {
  const ended = await scope.db
    .updateTable('hostGrant')
    .set({ revokedAt: scope.deps.now() })
    .where('personId', '=', scope.personId)
    .where('clientId', '=', clientId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  if (ended.numUpdatedRows === 0n) throw notFound('connected app')
  await recordEvent(scope, { action: 'app.disconnected', recordType: 'app', recordId: clientId })
}

interface EndedGrant {
  readonly id: string
  readonly personId: string
}

/** Ends one grant by the platform's own word (RFC 7009). */
export async function giveUpGrant(scope: SystemScope, grant: EndedGrant, client: HostClient): Promise<void> {
  if (!(await endGrant(scope, grant))) return
  await recordEvent(scope, {
    ...{ action: 'app.left', recordType: 'app', recordId: client.id, personId: grant.personId },
    data: { name: client.name },
  })
}

/**
 * Ends a grant of which a code or refresh token was used twice: one of the two who used it is not the platform, and nobody can tell which
 * (RFC 6749, 4.1.2; RFC 9700, 4.14). The person is told.
 */
export async function cutOffGrant(scope: SystemScope, grant: EndedGrant, client: HostClient): Promise<void> {
  if (!(await endGrant(scope, grant))) return
  await recordEvent(scope, {
    ...{ action: 'app.cut_off', recordType: 'app', recordId: client.id, personId: grant.personId },
    data: { name: client.name },
  })
  await tellEveryAddress(scope, grant.personId, 'app_cut_off')
}

/** Whether it went on until now. */
async function endGrant({ db, deps }: SystemScope, { id }: EndedGrant): Promise<boolean> {
  const ended = await db
    .updateTable('hostGrant')
    .set({ revokedAt: deps.now() })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  return ended.numUpdatedRows > 0n
}
