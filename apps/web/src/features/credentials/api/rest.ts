import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../../app.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { orgRoute, pageOf, personRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { changeStatus } from '../commands/change-status.ts'
import { directAward } from '../commands/direct-award.ts'
import { mayAward, mayChangeStatus, maySeeCredentials, maySeeOwnCredentials } from '../policy.ts'
import {
  credentialDetailView,
  credentialView,
  heldCredentialView,
  presentCredential,
  presentDetail,
} from '../present/views.ts'
import { credentialFacts, getCredentialJson, listCredentials, listCredentialsOf } from '../queries.ts'
import { credentialsQuerySchema, directAwardSchema, STATUS_CHANGES, statusChangeSchema } from '../schema.ts'
import { credentialFilesApi } from './files.ts'
import { partFilesApi } from './part-files.ts'

const TAG = 'Credentials'
const params = z.object({ credential: z.uuid() })
/** The credential as JSON; for its exact bytes ask its own address. */
const documentView = z.record(z.string(), z.unknown()).meta({ id: 'SignedCredential' })

export function credentialsApi(api: OpenAPIHono<AppEnvironment>): void {
  readRoutes(api)
  ownRoutes(api)
  credentialFilesApi(api)
  partFilesApi(api)
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/credentials',
      summary: 'Award a micro-credential directly, for a reason that the credential states',
      description: 'It is signed within seconds; until then its state is `signing`.',
      tag: TAG,
      body: directAwardSchema,
      response: credentialDetailView,
      status: 202,
    },
    async (scope, { body }) => {
      authorize(mayAward(scope))
      const { credentialId } = await directAward(scope, body)
      return detail(scope, credentialId)
    },
  )
  for (const kind of STATUS_CHANGES)
    orgRoute(
      api,
      {
        method: 'post',
        path: `/organizations/{org}/credentials/{credential}/${kind}`,
        summary: {
          revoke: 'Revoke a credential, for good',
          suspend: 'Suspend a credential',
          reinstate: 'Reinstate a suspended credential',
        }[kind],
        description: 'The reason is shown to whoever verifies the credential.',
        tag: TAG,
        params,
        body: statusChangeSchema,
        response: credentialDetailView,
      },
      async (scope, { params: { credential }, body }) => {
        authorize(mayChangeStatus(scope))
        await changeStatus(scope, credential, kind, body.reason)
        return detail(scope, credential)
      },
    )
}

function readRoutes(api: OpenAPIHono<AppEnvironment>): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/credentials',
      summary: 'Credentials that the organization issued',
      tag: TAG,
      query: credentialsQuerySchema,
      response: pageOf(heldCredentialView),
    },
    async (scope, { query }) => {
      authorize(maySeeCredentials(scope))
      const { items, ...counted } = await listCredentials(scope, query)
      const now = scope.deps.now()
      return {
        ...counted,
        items: items.map((row) => ({
          ...presentCredential(row, now),
          holderName: row.holderName,
          holderAddress: row.holderAddress,
        })),
      }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/credentials/{credential}',
      summary: 'One credential: state, dates, history',
      tag: TAG,
      params,
      response: credentialDetailView,
    },
    async (scope, { params: { credential } }) => {
      authorize(maySeeCredentials(scope))
      return detail(scope, credential)
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/credentials/{credential}/document',
      summary: 'The signed credential',
      tag: TAG,
      params,
      response: documentView,
    },
    async (scope, { params: { credential } }) => {
      authorize(maySeeCredentials(scope))
      return parse(await getCredentialJson(scope, credential))
    },
  )
}

function ownRoutes(api: OpenAPIHono<AppEnvironment>): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/credentials',
      summary: 'Credentials that were issued to you here, by any organization',
      tag: TAG,
      response: pageOf(credentialView),
    },
    async (scope) => {
      authorize(maySeeOwnCredentials(scope))
      const items = await listCredentialsOf(scope, scope.personId)
      const now = scope.deps.now()
      return { total: items.length, items: items.map((row) => presentCredential(row, now)) }
    },
  )
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/credentials/{credential}/document',
      summary: 'A signed credential of yours',
      tag: TAG,
      params,
      response: documentView,
    },
    async (scope, { params: { credential } }) => {
      authorize(maySeeOwnCredentials(scope))
      return parse(await getCredentialJson(scope, credential))
    },
  )
}

async function detail(scope: OrgScope, credentialId: string) {
  return presentDetail(await credentialFacts(scope, credentialId), scope.deps.now())
}

const parse = (bytes: Uint8Array) =>
  JSON.parse(new TextDecoder().decode(bytes)) as z.input<typeof documentView>
