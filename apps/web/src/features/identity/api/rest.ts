import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../../app.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import { personRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { changeAddressRights } from '../commands/address-rights.ts'
import { addAddress, confirmAddress, makeAddressPrimary, removeAddress } from '../commands/addresses.ts'
import { changeProfile } from '../commands/profile.ts'
import { requireFresh } from '../commands/proof.ts'
import { endOtherSessions, endSession } from '../commands/sessions.ts'
import { mayChangeOwn, mayReadOwn, maySecureOwn } from '../policy.ts'
import { addressView, presentAddress, presentSession, profileView, sessionView } from '../present.ts'
import { getProfile, listAddresses, listSessions } from '../queries.ts'
import { addressOnlySchema, addressRightsSchema, linkTokenSchema, profilePatchSchema } from '../schema.ts'
import { secondStepApi } from './second-step.ts'
import { securityApi } from './security.ts'
import { signInApi } from './sign-in.ts'

type Api = OpenAPIHono<AppEnvironment>

const tag = 'You'
const byId = z.object({ id: z.uuid() })
const nothing = z.object({})

export function identityApi(api: Api): void {
  profileRoutes(api)
  addressRoutes(api)
  sessionRoutes(api)
  signInApi(api)
  securityApi(api)
  secondStepApi(api)
}

function profileRoutes(api: Api): void {
  personRoute(
    api,
    { method: 'get', path: '/me', summary: 'Your profile', tag, response: profileView },
    async (scope) => {
      authorize(mayReadOwn(scope))
      return getProfile(scope)
    },
  )
  personRoute(
    api,
    {
      method: 'patch',
      path: '/me',
      summary: 'Change your profile',
      description: 'Members that are left out stay as they are.',
      tag,
      body: profilePatchSchema,
      response: profileView,
    },
    async (scope, { body }) => {
      authorize(mayChangeOwn(scope))
      await changeProfile(scope, body)
      return getProfile(scope)
    },
  )
}

function addressRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/addresses',
      summary: 'Your e-mail addresses',
      tag,
      response: z.object({ items: z.array(addressView) }),
    },
    async (scope) => {
      authorize(mayReadOwn(scope))
      return { items: (await listAddresses(scope)).map(presentAddress) }
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/addresses',
      summary: 'Add an e-mail address',
      description:
        'A letter with a link goes to it; the address counts once the link was used. Not with an API key.',
      tag,
      body: addressOnlySchema,
      status: 202,
      response: nothing,
    },
    async (scope, { body }) => {
      authorize(maySecureOwn(scope))
      await addAddress(scope, body.email)
      return {}
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/addresses/confirm',
      summary: 'Prove an address by the token that was mailed to it',
      description: 'Not with an API key.',
      tag,
      body: linkTokenSchema,
      status: 204,
      response: nothing,
    },
    async (scope, { body }) => {
      authorize(maySecureOwn(scope))
      await confirmAddress(scope, body.token)
      return {}
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/addresses/{id}/primary',
      summary: 'Make a proven address the primary one',
      description:
        'You then sign in with it, and organizations see it. Not with an API key, and only within 15 minutes of signing in or of POST /me/proof.',
      tag,
      params: byId,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(maySecureOwn(scope))
      requireFresh(scope)
      await makeAddressPrimary(scope, params.id)
      return {}
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/addresses/{id}',
      summary: 'Remove an address',
      description:
        'The primary one cannot be removed. Not with an API key, and only within 15 minutes of signing in or of POST /me/proof.',
      tag,
      params: byId,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(maySecureOwn(scope))
      requireFresh(scope)
      await removeAddress(scope, params.id)
      return {}
    },
  )
  rightsRoute(api)
}

function rightsRoute(api: Api): void {
  personRoute(
    api,
    {
      method: 'patch',
      path: '/me/addresses/{id}',
      summary: 'Change what an address may do',
      description:
        'Whether links mailed to it open the account, whether letters about badges go to it too, and that a mailbox is your own. Not with an API key, and only within 15 minutes of signing in or of POST /me/proof.',
      tag,
      params: byId,
      body: addressRightsSchema,
      status: 204,
      response: nothing,
    },
    async (scope, { params, body }) => {
      authorize(maySecureOwn(scope))
      requireFresh(scope)
      await changeAddressRights(scope, params.id, body)
      return {}
    },
  )
}

function sessionRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/sessions',
      summary: 'Where you are signed in',
      description: 'Not with an API key.',
      tag,
      response: z.object({ items: z.array(sessionView) }),
    },
    async (scope) => {
      authorize(maySecureOwn(scope))
      const own = ownSession(scope)
      return { items: (await listSessions(scope)).map((row) => presentSession(row, own?.id)) }
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/sessions/{id}',
      summary: 'End a session',
      description: 'Not with an API key.',
      tag,
      params: z.object({ id: z.string().max(100) }),
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(maySecureOwn(scope))
      await endSession(scope, params.id)
      return {}
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/sessions',
      summary: 'End all your sessions, or all but this one',
      description: 'With `others=true` the one that asks goes on. Not with an API key.',
      tag,
      query: z.object({ others: z.enum(['true', 'false']).default('false') }),
      response: z.object({ ended: z.number().int() }),
    },
    async (scope, { query }) => {
      authorize(maySecureOwn(scope))
      return endOtherSessions(scope, query.others === 'true' ? ownSession(scope)?.token : undefined)
    },
  )
}

const ownSession = ({ actor }: PersonScope) => (actor.kind === 'person' ? actor.session : undefined)
