import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { translateIn } from '../../../i18n/server.ts'
import { mayReadAudit } from '../policy.ts'
import { eventsAsCsv, presentEvent } from '../present.ts'
import { searchEvents } from '../queries.ts'
import { auditPageSchema, EXPORTED_EVENTS } from '../schema.ts'
import type { Route } from './+types/audit-export'

/** What the list shows, as a file. */
export async function loader(args: Route.LoaderArgs): Promise<Response> {
  const { deps, language, person } = contextOf(args)
  const { page: _, ...filter } = auditPageSchema.parse(
    Object.fromEntries([...new URL(args.request.url).searchParams].filter(([, value]) => value !== '')),
  )
  const { items } = await inOrganization(args, (scope) => {
    authorize(mayReadAudit(scope))
    const timeZone = person?.timeZone ?? 'UTC'
    return searchEvents(scope, { ...filter, timeZone }, { limit: EXPORTED_EVENTS, offset: 0 })
  })
  const day = deps.now().toISOString().slice(0, 10)
  return new Response(eventsAsCsv(translateIn(language), items.map(presentEvent)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="audit-${args.params.org}-${day}.csv"`,
      'cache-control': 'private, no-store',
    },
  })
}
