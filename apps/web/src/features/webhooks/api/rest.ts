import { z } from 'zod'
import { type Api, orgRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import {
  changeWebhook,
  createWebhook,
  disableWebhook,
  enableWebhook,
  removeWebhook,
  rotateSecret,
} from '../commands.ts'
import { mayManageWebhooks, maySeeWebhooks } from '../policy.ts'
import { madeSecretView, presentWebhook, webhookView } from '../present.ts'
import { eventTypes, getWebhook, listWebhooks } from '../queries.ts'
import { webhookChangeSchema, webhookSchema } from '../schema.ts'
import { deliveryRoutes } from './deliveries.ts'
import { nothing, ONE, one, PATH, TAG as tag } from './paths.ts'

export function webhooksApi(api: Api): void {
  readingRoutes(api)
  makingRoutes(api)
  switchingRoutes(api)
  deliveryRoutes(api)
}

function readingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/webhook-event-types',
      summary: 'Types of events',
      description:
        'Each is the name of an audit event of the organization. Their order of arrival is not promised.',
      tag,
      response: z.object({ items: z.array(z.string()) }),
    },
    async (scope) => {
      authorize(maySeeWebhooks(scope))
      return { items: [...eventTypes()] }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: PATH,
      summary: 'Webhooks',
      tag,
      response: z.object({ items: z.array(webhookView) }),
    },
    async (scope) => {
      authorize(maySeeWebhooks(scope))
      return { items: (await listWebhooks(scope)).map(presentWebhook) }
    },
  )
  orgRoute(
    api,
    { method: 'get', path: ONE, summary: 'A webhook', tag, params: one, response: webhookView },
    async (scope, { params }) => {
      authorize(maySeeWebhooks(scope))
      return presentWebhook(await getWebhook(scope, params.webhook))
    },
  )
}

function makingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: PATH,
      summary: 'Make a webhook',
      description:
        'Messages are signed by the secret that this answers once, in the way of Standard Webhooks. The address is https, of the public internet.',
      tag,
      body: webhookSchema.strict(),
      status: 201,
      tellsSecret: true,
      response: madeSecretView,
    },
    async (scope, { body }) => {
      authorize(mayManageWebhooks(scope))
      return createWebhook(scope, body)
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: ONE,
      summary: 'Change a webhook',
      tag,
      params: one,
      body: webhookChangeSchema.strict(),
      response: webhookView,
    },
    async (scope, { params, body }) => {
      authorize(mayManageWebhooks(scope))
      await changeWebhook(scope, params.webhook, body)
      return presentWebhook(await getWebhook(scope, params.webhook))
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: ONE,
      summary: 'Remove a webhook',
      tag,
      params: one,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManageWebhooks(scope))
      await removeWebhook(scope, params.webhook)
      return {}
    },
  )
}

function switchingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ONE}/secret`,
      summary: 'Replace the secret',
      description: 'For 24 hours messages are signed by the replaced one as well.',
      tag,
      params: one,
      status: 201,
      tellsSecret: true,
      response: madeSecretView,
    },
    async (scope, { params }) => {
      authorize(mayManageWebhooks(scope))
      return rotateSecret(scope, params.webhook)
    },
  )
  for (const [verb, command, summary] of [
    ['enable', enableWebhook, 'Enable a webhook'],
    [
      'disable',
      (scope: Parameters<typeof enableWebhook>[0], id: string) => disableWebhook(scope, id),
      'Disable a webhook',
    ],
  ] as const)
    orgRoute(
      api,
      { method: 'post', path: `${ONE}/${verb}`, summary, tag, params: one, response: webhookView },
      async (scope, { params }) => {
        authorize(mayManageWebhooks(scope))
        await command(scope, params.webhook)
        return presentWebhook(await getWebhook(scope, params.webhook))
      },
    )
}
