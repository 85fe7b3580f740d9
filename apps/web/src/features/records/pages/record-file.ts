import { authorize } from '../../../http/authenticate.ts'
import { inOwn } from '../../../http/request-context.ts'
import { maySeeRecords } from '../policy.ts'
import { openRecord } from '../queries.ts'
import type { Route } from './+types/record-file'

/** The signed record as a file. */
export async function loader(args: Route.LoaderArgs) {
  const bytes = await inOwn(args, (scope) => {
    authorize(maySeeRecords(scope))
    return openRecord(scope, args.params.record)
  })
  return new Response(Buffer.from(bytes), {
    headers: {
      'content-type': 'application/vc+ld+json',
      'content-disposition': 'attachment; filename="learner-record.json"',
      'cache-control': 'no-store',
    },
  })
}
