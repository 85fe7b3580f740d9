import { asPerson, authorize } from '../../../http/authenticate.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { mayExportEverything } from '../policy.ts'
import { everythingResponse } from '../present/everything-archive.ts'
import type { Route } from './+types/everything'

/** `everything.zip`: all that is kept about the person, as a download. */
export async function loader(args: Route.LoaderArgs) {
  await inOwn(args, async (scope) => authorize(mayExportEverything(scope)))
  const { deps, caller } = contextOf(args)
  return everythingResponse(deps, (work) => asPerson(deps, caller, work))
}
