import { notFound } from '../../../app-error.ts'
import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { readArtAs } from '../api/art-picture.ts'
import { artResponse } from '../api/documents.ts'
import { maySeeAchievements } from '../policy.ts'
import { findVersionOf } from '../queries/one.ts'
import type { Route } from './+types/draft-art'

/** The uploaded picture of a version that is not published yet, for those who write it. */
export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeAchievements(scope))
    const version = await findVersionOf(scope, args.params.id, args.params.version)
    const mediaType = version.artMediaType === 'image/png' ? 'image/png' : 'image/svg+xml'
    const picture = await readArtAs(scope, version.id, mediaType)
    if (picture === undefined) throw notFound('picture')
    const response = artResponse(picture)
    response.headers.set('cache-control', 'private, no-store')
    return response
  })
}
