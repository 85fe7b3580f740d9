import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { translateIn } from '../../../i18n/server.ts'
import { maySeeBatches } from '../policy.ts'
import { resultAsCsv } from '../present/result-file.ts'
import { getBatch } from '../queries.ts'
import type { Route } from './+types/result'

/** What became of each row, as a file. */
export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeBatches(scope))
    const { id, createdAt } = await getBatch(scope, args.params.batch)
    const day = createdAt.toISOString().slice(0, 10)
    return new Response(await resultAsCsv(scope, translateIn(contextOf(args).language), id), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="bulk-${day}.csv"`,
        'cache-control': 'private, no-store',
      },
    })
  })
}
