import { notFound } from '../../../app-error.ts'
import type { AnyScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { asAnyone, asPerson, authorize, type Caller } from '../../../http/authenticate.ts'
import { maySeeOwnCredentials } from '../policy.ts'
import { findShared, holdsCredential } from '../queries.ts'
import type { Opening } from '../schema/opening.ts'
import { isId } from '../schema.ts'

/** In which way a credential may be seen: its holder sees it always (or, if they ask to, as others do), others as far as the holder shares it. */
export type Access = 'public' | 'link' | 'holder'

/**
 * Runs `work` in the scope in which the caller may see a credential. Error `not_found` for everybody else, so that nobody can tell a
 * private credential from none.
 */
export async function withCredential<T>(
  deps: Deps,
  caller: Caller,
  { credentialId, opening }: { readonly credentialId: string; readonly opening: Opening },
  work: (scope: AnyScope, access: Access) => Promise<T>,
): Promise<T> {
  if (!isId(credentialId)) throw notFound('credential')
  if (caller.kind === 'person' && opening.as !== 'others') {
    const own = await asPerson(deps, caller, async (scope) => {
      authorize(maySeeOwnCredentials(scope))
      return (await holdsCredential(scope, credentialId))
        ? { result: await work(scope, 'holder') }
        : undefined
    })
    if (own !== undefined) return own.result
  }
  return asAnyone(deps, async (scope) => {
    const shared = await findShared(scope, credentialId, opening)
    if (shared === undefined) throw notFound('credential')
    return work(scope, shared.visibility)
  })
}
