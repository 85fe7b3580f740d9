import { AppError } from '../../../app-error.ts'
import { inSystem } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { findClient, type HostClient } from '../queries.ts'
import { redirectOf } from '../schema/authorization-request.ts'

/** Who asks for access, and where the answer goes: both known to be good. */
export interface Asking {
  readonly client: HostClient
  readonly redirectUri: string
}

/** Reads who asks. Error `malformed` for a platform that is not known, and for a way back that is not its own: then nobody is sent anywhere. */
export async function readAsking(deps: Deps, query: URLSearchParams): Promise<Asking> {
  const [id, ...others] = query.getAll('client_id')
  const client =
    id === undefined || others.length > 0 ? undefined : await inSystem(deps, (scope) => findClient(scope, id))
  const redirectUri = client === undefined ? undefined : redirectOf(query, client)
  if (client === undefined || redirectUri === undefined)
    throw new AppError('malformed', 'The client or its redirect_uri is not known.', { text: 'unknown_app' })
  return { client, redirectUri }
}
