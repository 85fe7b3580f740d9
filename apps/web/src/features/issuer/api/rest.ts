import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../../app.ts'
import { orgRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { revokeKey, rotateKey } from '../commands.ts'
import { mayManageKeys, maySeeIssuer } from '../policy.ts'
import { issuerView, keyView, presentKey } from '../present.ts'
import { getIssuer, getKey, listKeys } from '../queries.ts'
import { compromiseSchema, rotationSchema } from '../schema.ts'

export function issuerApi(api: OpenAPIHono<AppEnvironment>): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/issuer',
      summary: 'The issuer: its addresses and keys',
      tag: 'Issuer',
      response: issuerView,
    },
    async (scope) => {
      authorize(maySeeIssuer(scope))
      const { url, didWeb, logOrigin } = await getIssuer(scope)
      return { url, didWeb, logOrigin, keys: (await listKeys(scope)).map(presentKey) }
    },
  )

  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/issuer/keys',
      summary: 'Replace a signing key by a new one',
      description: 'The old key signs no more and stays published, so that what it signed still verifies.',
      tag: 'Issuer',
      body: rotationSchema,
      response: keyView,
      status: 201,
    },
    async (scope, { body }) => {
      authorize(mayManageKeys(scope))
      const { keyId } = await rotateKey(scope, body.purpose)
      return presentKey(await getKey(scope, keyId))
    },
  )

  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/issuer/keys/{key}/revoke',
      summary: 'Mark a signing key as compromised',
      description: 'What the key signed no longer verifies. If it was in use, a new one takes its place.',
      tag: 'Issuer',
      params: z.object({ key: z.uuid() }),
      body: compromiseSchema,
      response: keyView,
    },
    async (scope, { params, body }) => {
      authorize(mayManageKeys(scope))
      await revokeKey(scope, params.key, body.reason)
      return presentKey(await getKey(scope, params.key))
    },
  )
}
