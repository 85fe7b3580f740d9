import { authorize } from '../../../http/authenticate.ts'
import { inOwn } from '../../../http/request-context.ts'
import { mayExportEverything } from '../policy.ts'
import { openOwnFile } from '../queries/own-file.ts'
import type { Route } from './+types/file'

/** A file that the export had no room for: always an attachment, whatever it holds (THREATS F1). */
export async function loader(args: Route.LoaderArgs) {
  const bytes = await inOwn(args, (scope) => {
    authorize(mayExportEverything(scope))
    return openOwnFile(scope, args.params.file)
  })
  return new Response(Buffer.from(bytes), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${args.params.file}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    },
  })
}
