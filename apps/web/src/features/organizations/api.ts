import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../app.ts'
import { orgRoute, personRoute } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { invitationRoutes } from './api/invitations.ts'
import { peopleRoutes } from './api/people.ts'
import { leaveOrganization } from './commands/people.ts'
import { changeOrganization, changeSignInRules, createOrganization } from './commands.ts'
import {
  mayChangeOwnMembership,
  mayManageOrganization,
  mayReadOwnMemberships,
  maySeeOrganization,
} from './policy.ts'
import { membershipView, organizationView, presentMembership, presentOrganization } from './present.ts'
import { getOrganization, getSignInRules, listMemberships } from './queries.ts'
import { newOrganizationSchema, profileSchema, signInRulesSchema } from './schema.ts'

type Api = OpenAPIHono<AppEnvironment>

const tag = 'Organizations'

export function organizationsApi(api: Api): void {
  organizationRoutes(api)
  membershipRoutes(api)
  peopleRoutes(api)
  invitationRoutes(api)
}

function organizationRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}',
      summary: 'An organization',
      tag,
      response: organizationView,
    },
    async (scope) => {
      authorize(maySeeOrganization(scope))
      return presentOrganization(await getOrganization(scope))
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: '/organizations/{org}',
      summary: 'Change the profile of an organization',
      description: 'Addresses that credentials name, and the short name in them, stay for ever.',
      tag,
      body: profileSchema,
      response: organizationView,
    },
    async (scope, { body }) => {
      authorize(mayManageOrganization(scope))
      await changeOrganization(scope, body)
      return presentOrganization(await getOrganization(scope))
    },
  )
  signInRoutes(api)
  personRoute(
    api,
    {
      method: 'post',
      path: '/organizations',
      summary: 'Make an organization',
      description:
        'You become its administrator. Needs the set-up code of a new installation, unless the operator lets anyone make organizations. Not with an API key.',
      tag,
      body: newOrganizationSchema,
      status: 201,
      response: z.object({ id: z.uuid(), slug: z.string() }),
    },
    async (scope, { body: { setupCode, ...input } }) => {
      authorize(scope.actor.kind === 'person')
      const { orgId } = await createOrganization(
        scope.deps,
        { kind: 'person', personId: scope.personId },
        input,
        { setupCode },
      )
      return { id: orgId, slug: input.slug }
    },
  )
}

function signInRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/sign-in',
      summary: 'What signing in takes of members with duties',
      tag,
      response: signInRulesSchema,
    },
    async (scope) => {
      authorize(mayManageOrganization(scope))
      return getSignInRules(scope)
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: '/organizations/{org}/sign-in',
      summary: 'Ask members with duties for a second factor, or not',
      description:
        'Administrators, program managers and assessors then reach the organization only in sessions that a second factor or a passkey proved. Not with an API key; who turns it on has shown a second factor.',
      tag,
      body: signInRulesSchema,
      response: signInRulesSchema,
    },
    async (scope, { body }) => {
      authorize(mayManageOrganization(scope) && scope.actor.kind === 'person')
      await changeSignInRules(scope, body)
      return getSignInRules(scope)
    },
  )
}

function membershipRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/organizations',
      summary: 'The organizations that you belong to',
      tag: 'You',
      response: z.object({ items: z.array(membershipView) }),
    },
    async (scope) => {
      authorize(mayReadOwnMemberships(scope))
      return { items: (await listMemberships(scope)).map(presentMembership) }
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/organizations/{organizationId}',
      summary: 'Leave an organization',
      description: 'Your account and backpack stay yours. The last administrator cannot leave.',
      tag: 'You',
      params: z.object({ organizationId: z.uuid() }),
      status: 204,
      response: z.object({}),
    },
    async (scope, { params }) => {
      authorize(mayChangeOwnMembership(scope))
      await leaveOrganization(scope, params.organizationId)
      return {}
    },
  )
}
