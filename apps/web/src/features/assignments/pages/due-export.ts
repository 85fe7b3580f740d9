import { authorize } from '../../../http/authenticate.ts'
import { csvFile } from '../../../http/csv.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { translateIn } from '../../../i18n/server.ts'
import { teamLeads } from '../../team/queries.ts'
import { mayOpenAssignments, maySeeAllDuties } from '../policy.ts'
import { listDue } from '../queries/due.ts'
import { duePageSchema, EXPORTED_DUTIES } from '../schema.ts'
import type { Route } from './+types/due-export'

/** What the list shows, as a CSV file. */
export async function loader(args: Route.LoaderArgs) {
  const { language, deps } = contextOf(args)
  const { page: _, ...filter } = duePageSchema.parse(
    Object.fromEntries([...new URL(args.request.url).searchParams].filter(([, value]) => value !== '')),
  )
  const { items } = await inOrganization(args, (scope) => {
    authorize(mayOpenAssignments(scope))
    const query = { ...filter, limit: EXPORTED_DUTIES, offset: 0 }
    return listDue(scope, maySeeAllDuties(scope) ? 'all' : teamLeads(scope), query)
  })
  const t = translateIn(language)
  const columns = ['person', 'department', 'due_page.manager', 'achievement', 'due', 'reason'] as const
  const rows = items.map((one) => [
    one.name,
    one.department ?? '',
    one.manager ?? '',
    one.achievement,
    one.dueAt.toISOString().slice(0, 10),
    one.reason ?? '',
  ])
  const day = deps.now().toISOString().slice(0, 10)
  return new Response(csvFile([columns.map((name) => String(t(`assignments:${name}`))), ...rows]), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${filter.view}-${args.params.org}-${day}.csv"`,
      'cache-control': 'private, no-store',
    },
  })
}
