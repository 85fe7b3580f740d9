import { z } from 'zod'
import { type Api, personRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { disconnectApp } from '../commands/end-grant.ts'
import { mayManageApps } from '../policy.ts'
import { connectedAppView, presentApp } from '../present.ts'
import { listConnectedApps } from '../queries.ts'

const tag = 'Connected apps'

export function hostApi(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/connected-apps',
      summary: 'Platforms that you let into your backpack',
      description: 'Needs a session: whom somebody lets in is for nobody else to know.',
      tag,
      response: z.object({ items: z.array(connectedAppView) }),
    },
    async (scope) => {
      authorize(mayManageApps(scope))
      return { items: (await listConnectedApps(scope)).map(presentApp) }
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/connected-apps/{app}',
      summary: 'Disconnect a platform',
      description: 'Everything that you let it do ends at once. Needs a session.',
      tag,
      params: z.object({ app: z.uuid() }),
      status: 204,
      response: z.object({}),
    },
    async (scope, { params }) => {
      authorize(mayManageApps(scope))
      await disconnectApp(scope, params.app)
      return {}
    },
  )
}
