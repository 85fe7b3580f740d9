import { randomUUID } from 'node:crypto'
import type { PersonScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { tellEveryAddress } from '../../identity/commands/tell.ts'
import type { HostClient } from '../queries.ts'
import type { AuthorizationRequest } from '../schema/authorization-request.ts'
import { ACCESS_SECONDS, CODE_SECONDS, GRANT_SECONDS } from '../schema/lifetimes.ts'
import { OFFLINE_ACCESS, permissionsOf } from '../schema/scopes.ts'
import { makeToken } from './make-token.ts'

/** Whether a platform will get refresh tokens for what it asks. */
export const staysConnected = (
  { refreshes }: Pick<HostClient, 'refreshes'>,
  { scopes }: Pick<AuthorizationRequest, 'scopes'>,
): boolean => refreshes || scopes.includes(OFFLINE_ACCESS)

/** Lets a platform in, by the person's word; answers the code for it. The person is told by letter, since whoever has a session could do it. */
export async function grantAccess(
  scope: PersonScope,
  client: HostClient,
  request: AuthorizationRequest,
): Promise<string> {
  const id = randomUUID()
  const now = scope.deps.now()
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const lasts = staysConnected(client, request) ? GRANT_SECONDS : CODE_SECONDS + ACCESS_SECONDS
  await scope.db
    .insertInto('hostGrant')
    .values({
      ...{ id, personId: scope.personId, clientId: client.id, scopes: [...request.scopes] },
      ...{ redirectUri: request.redirectUri, codeChallenge: request.codeChallenge },
      ...{ grantedAt: now, endsAt: inSeconds(lasts) },
    })
    .execute()
  const code = await makeToken(scope, {
    ...{ grantId: id, kind: 'code', scopes: request.scopes, expiresAt: inSeconds(CODE_SECONDS) },
  })
  await recordEvent(scope, {
    action: 'app.connected',
    recordType: 'app',
    recordId: client.id,
    data: { name: client.name, host: client.host, scopes: permissionsOf(request.scopes) },
  })
  await tellEveryAddress(scope, scope.personId, 'app_connected')
  return code
}
