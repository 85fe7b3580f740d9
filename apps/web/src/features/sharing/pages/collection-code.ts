import { authorize } from '../../../http/authenticate.ts'
import { inOwn } from '../../../http/request-context.ts'
import { maySeeSharing } from '../policy.ts'
import { codeFile } from '../present/code-file.ts'
import { getShareableCollection } from '../queries/shareable.ts'
import type { Route } from './+types/collection-code'

/** The address of a shared collection as a QR code: `code.svg` or `code.png`. */
export function loader(args: Route.LoaderArgs) {
  return inOwn(args, async (scope) => {
    authorize(maySeeSharing(scope))
    return codeFile(await getShareableCollection(scope, args.params.collection), args.params.code)
  })
}
