import { authorize } from '../../../http/authenticate.ts'
import { inOwn } from '../../../http/request-context.ts'
import { mayExportEverything } from '../policy.ts'
import { exportEverything } from '../queries/everything.ts'
import type { Route } from './+types/everything'

/** `everything.json`: all that is kept about the person, as a download. */
export async function loader(args: Route.LoaderArgs) {
  const everything = await inOwn(args, (scope) => {
    authorize(mayExportEverything(scope))
    return exportEverything(scope)
  })
  return new Response(JSON.stringify(everything, null, 2), {
    headers: {
      'content-type': 'application/json',
      'content-disposition': 'attachment; filename="everything.json"',
      'cache-control': 'no-store',
    },
  })
}
