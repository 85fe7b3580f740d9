import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnvironment } from '../../app.ts'
import { orgRoute, pageOf, pagingSchema, personRoute } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { mayReadAudit, mayReadOwnTrail } from './policy.ts'
import { auditEventView, presentEvent } from './present.ts'
import { listOwnEvents, searchEvents } from './queries.ts'
import { auditQuerySchema } from './schema.ts'

export function auditApi(api: OpenAPIHono<AppEnvironment>): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/audit-events',
      summary: 'The audit trail of an organization',
      description: 'The newest first. Days are those of UTC.',
      tag: 'Audit',
      query: auditQuerySchema,
      response: pageOf(auditEventView),
    },
    async (scope, { query: { limit, offset, ...filter } }) => {
      authorize(mayReadAudit(scope))
      const { items, total } = await searchEvents(scope, filter, { limit, offset })
      return { items: items.map(presentEvent), total }
    },
  )
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/audit-events',
      summary: 'What was done by you or to you',
      description: 'In every organization, the newest first.',
      tag: 'Audit',
      query: pagingSchema,
      response: pageOf(auditEventView),
    },
    async (scope, { query }) => {
      authorize(mayReadOwnTrail(scope))
      const { items, total } = await listOwnEvents(scope, query)
      return { items: items.map(presentEvent), total }
    },
  )
}
