import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../app.ts'
import { orgRoute, personRoute } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { createKey, revokeKey } from './commands.ts'
import { mayManageOrganizationKeys, mayManageOwnKeys } from './policy.ts'
import { keyView, madeKeyView, presentKey } from './present.ts'
import { listKeys } from './queries.ts'
import { organizationKeySchema, personalKeySchema } from './schema.ts'

const tag = 'API keys'
const list = z.object({ items: z.array(keyView) })
const byId = z.object({ id: z.uuid() })
const nothing = z.object({})
const bySession = 'Needs a session; a key cannot handle keys.'

export function apiKeysApi(api: OpenAPIHono<AppEnvironment>): void {
  const ofOrganization = '/organizations/{org}/api-keys'
  orgRoute(
    api,
    {
      method: 'get',
      path: ofOrganization,
      summary: 'Keys of an organization',
      description: bySession,
      tag,
      response: list,
    },
    async (scope) => {
      authorize(mayManageOrganizationKeys(scope))
      return { items: (await listKeys(scope)).map(presentKey) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: ofOrganization,
      summary: 'Make a key of an organization',
      description: `It acts as its maker, within its scopes, for as long as they are a member. ${bySession}`,
      tag,
      body: organizationKeySchema,
      status: 201,
      tellsSecret: true,
      response: madeKeyView,
    },
    async (scope, { body }) => {
      authorize(mayManageOrganizationKeys(scope))
      return createKey(scope, body)
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: `${ofOrganization}/{id}`,
      summary: 'Revoke a key of an organization',
      description: bySession,
      tag,
      params: byId,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManageOrganizationKeys(scope))
      await revokeKey(scope, params.id)
      return {}
    },
  )
  personalRoutes(api)
}

function personalRoutes(api: OpenAPIHono<AppEnvironment>): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/api-keys',
      summary: 'Your own keys',
      description: bySession,
      tag,
      response: list,
    },
    async (scope) => {
      authorize(mayManageOwnKeys(scope))
      return { items: (await listKeys(scope)).map(presentKey) }
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/api-keys',
      summary: 'Make a key of your own',
      description: `It reaches what is yours as a person, within its scopes. ${bySession}`,
      tag,
      body: personalKeySchema,
      status: 201,
      tellsSecret: true,
      response: madeKeyView,
    },
    async (scope, { body }) => {
      authorize(mayManageOwnKeys(scope))
      return createKey(scope, body)
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/api-keys/{id}',
      summary: 'Revoke one of your keys',
      description: bySession,
      tag,
      params: byId,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManageOwnKeys(scope))
      await revokeKey(scope, params.id)
      return {}
    },
  )
}
