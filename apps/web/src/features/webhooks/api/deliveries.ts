import { z } from 'zod'
import { type Api, orgRoute, pageOf, pagingSchema } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { replayDelivery, replayFailed, sendTest } from '../commands.ts'
import { mayManageWebhooks, maySeeWebhooks } from '../policy.ts'
import { deliveryView, presentDelivery } from '../present.ts'
import { getWebhook, listDeliveries } from '../queries.ts'
import { DELIVERY_STATES, replaySchema } from '../schema.ts'
import { nothing, ONE, one, TAG as tag } from './paths.ts'

/** What was sent, and sending it again. */
export function deliveryRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: `${ONE}/deliveries`,
      summary: 'Deliveries with their attempts and answers',
      description: 'The newest first. They are kept for 30 days.',
      tag,
      params: one,
      query: pagingSchema.extend({ state: z.enum(DELIVERY_STATES).optional() }),
      response: pageOf(deliveryView),
    },
    async (scope, { params, query }) => {
      authorize(maySeeWebhooks(scope))
      await getWebhook(scope, params.webhook)
      const { items, total } = await listDeliveries(scope, params.webhook, query)
      return { items: items.map(presentDelivery), total }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ONE}/test`,
      summary: 'Send a test event',
      tag,
      params: one,
      status: 202,
      response: z.object({ deliveryId: z.uuid() }),
    },
    async (scope, { params }) => {
      authorize(mayManageWebhooks(scope))
      return sendTest(scope, params.webhook)
    },
  )
  replayRoutes(api)
}

function replayRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ONE}/deliveries/{delivery}/replay`,
      summary: 'Send a delivery again',
      description: 'With the same `webhook-id`.',
      tag,
      params: one.extend({ delivery: z.uuid() }),
      status: 202,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManageWebhooks(scope))
      await replayDelivery(scope, params.webhook, params.delivery)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ONE}/replay`,
      summary: 'Send again what failed since a moment',
      description: 'A thousand at one time; call again while it answers a thousand.',
      tag,
      params: one,
      body: replaySchema.strict(),
      status: 202,
      response: z.object({ replayed: z.number().int() }),
    },
    async (scope, { params, body }) => {
      authorize(mayManageWebhooks(scope))
      return replayFailed(scope, params.webhook, new Date(body.since))
    },
  )
}
