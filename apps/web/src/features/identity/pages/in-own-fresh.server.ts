import { redirect } from 'react-router'
import type { PersonScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { inOwn, type PageArgs, pageAddress } from '../../../http/request-context.ts'
import { isFresh, maySecureOwn } from '../policy.ts'
import { proofAddress } from '../schema/proof.ts'

/** Runs an action's work on what opens the account; who did not prove lately that it is them is led to do so, and back. */
export function inOwnFresh<T>(args: PageArgs, work: (scope: PersonScope) => Promise<T>): Promise<T> {
  return inOwn(args, async (scope) => {
    authorize(maySecureOwn(scope))
    if (!isFresh(scope)) throw redirect(proofAddress(pageAddress(args.request)))
    return work(scope)
  })
}
