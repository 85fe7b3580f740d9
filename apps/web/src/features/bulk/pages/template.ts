import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { translateIn } from '../../../i18n/server.ts'
import { getVersion } from '../../achievements/queries.ts'
import { mayIssueInBulk } from '../policy.ts'
import { templateFile } from '../present/template.ts'
import type { Route } from './+types/template'

/** A file to fill in, with the columns of a micro-credential. */
export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(mayIssueInBulk(scope))
    const versionId = new URL(args.request.url).searchParams.get('version') ?? ''
    const { definition } = await getVersion(scope, versionId)
    return new Response(templateFile(translateIn(contextOf(args).language), definition), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="bulk-issue.csv"',
        'cache-control': 'private, no-store',
      },
    })
  })
}
