import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnvironment } from '../../app.ts'
import { orgRoute, pageOf } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { maySeePeople } from './policy.ts'
import { organizationView, personView, presentOrganization } from './present.ts'
import { getOrganization, listPeople } from './queries.ts'
import { peopleQuerySchema } from './schema.ts'

export function organizationsApi(api: OpenAPIHono<AppEnvironment>): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}',
      summary: 'An organization',
      tag: 'Organizations',
      response: organizationView,
    },
    async (scope) => presentOrganization(await getOrganization(scope)),
  )

  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/people',
      summary: 'The members of an organization',
      tag: 'Organizations',
      query: peopleQuerySchema,
      response: pageOf(personView),
    },
    async (scope, { query }) => {
      authorize(maySeePeople(scope))
      const { items, total } = await listPeople(scope, query)
      return {
        total,
        items: items.map(({ userId, address, joinedAt, ...person }) => ({
          ...person,
          email: address,
          hasAccount: userId !== null,
          joinedAt: joinedAt.toISOString(),
        })),
      }
    },
  )
}
