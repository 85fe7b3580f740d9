import { z } from '@hono/zod-openapi'
import type { PersonScope } from '../../../db/scopes.ts'
import { type Api, personRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { translateIn } from '../../../i18n/server.ts'
import { maySeeSharing } from '../policy.ts'
import { presentShareKit, shareKitView } from '../present/share-kit.ts'
import { getShareableBadge, getShareableCollection, type Shareable } from '../queries/shareable.ts'
import { shareQuerySchema } from '../schema.ts'

const tag = 'Sharing'
const description =
  'Address, links to other services with their forms filled in, embed code, e-mail signature and QR code. Nothing is sent anywhere.'

/** Everything that is needed to share a badge or a collection. */
export function waysApi(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/backpack/{entry}/ways',
      summary: 'Ways to share one of your badges',
      ...{ description, tag },
      params: z.object({ entry: z.uuid() }),
      query: shareQuerySchema,
      response: shareKitView,
    },
    async (scope, { params, query }) => {
      authorize(maySeeSharing(scope))
      return kitOf(scope, await getShareableBadge(scope, params.entry), query)
    },
  )
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/collections/{collection}/ways',
      summary: 'Ways to share one of your collections',
      ...{ description, tag },
      params: z.object({ collection: z.uuid() }),
      query: shareQuerySchema,
      response: shareKitView,
    },
    async (scope, { params, query }) => {
      authorize(maySeeSharing(scope))
      return kitOf(scope, await getShareableCollection(scope, params.collection), query)
    },
  )
}

const kitOf = (
  { deps }: PersonScope,
  thing: Shareable,
  { language, mastodon }: z.output<typeof shareQuerySchema>,
) => presentShareKit(thing, { origin: deps.config.publicUrl, t: translateIn(language), mastodon })
