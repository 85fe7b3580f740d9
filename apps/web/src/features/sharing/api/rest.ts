import { z } from '@hono/zod-openapi'
import type { PersonScope } from '../../../db/scopes.ts'
import { type Api, personRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { collectionUrl, getCollection, listCollections } from '../../backpack/queries/collections.ts'
import { changeCollection, createCollection, deleteCollection, stopAll } from '../commands.ts'
import { mayChangeSharing, maySeeSharing } from '../policy.ts'
import { collectionView, presentCollection, presentShared, sharedThingView } from '../present.ts'
import { listShared } from '../queries.ts'
import { collectionChangeSchema, collectionSchema } from '../schema.ts'
import { waysApi } from './ways.ts'

const tag = 'Sharing'
const byId = z.object({ collection: z.uuid() })

export function sharingApi(api: Api): void {
  readRoutes(api)
  changeRoutes(api)
  waysApi(api)
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/sharing',
      summary: 'Everything of yours that anybody else may see',
      description:
        'Views and verifications are totals in steps of five; a number below five is not told, and nothing is kept of who came.',
      tag,
      response: z.object({ items: z.array(sharedThingView) }),
    },
    async (scope) => {
      authorize(maySeeSharing(scope))
      return { items: (await listShared(scope)).map(presentShared) }
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/sharing',
      summary: 'Stop sharing everything',
      tag,
      response: z.object({ stopped: z.number().int() }),
    },
    async (scope) => {
      authorize(mayChangeSharing(scope))
      return { stopped: await stopAll(scope) }
    },
  )
}

const told = async (scope: PersonScope, id: string) =>
  presentCollection(await getCollection(scope, id), await collectionUrl(scope, id))

function readRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/collections',
      summary: 'Your collections, the latest changed first',
      tag,
      response: z.object({ items: z.array(collectionView) }),
    },
    async (scope) => {
      authorize(maySeeSharing(scope))
      const items = []
      for (const row of await listCollections(scope))
        items.push(presentCollection(row, await collectionUrl(scope, row.id)))
      return { items }
    },
  )
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/collections/{collection}',
      summary: 'One of your collections',
      tag,
      params: byId,
      response: collectionView,
    },
    async (scope, { params }) => {
      authorize(maySeeSharing(scope))
      return told(scope, params.collection)
    },
  )
}

function changeRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/collections',
      summary: 'Make a collection',
      tag,
      body: collectionSchema,
      response: collectionView,
      status: 201,
    },
    async (scope, { body }) => {
      authorize(mayChangeSharing(scope))
      return told(scope, await createCollection(scope, body))
    },
  )
  personRoute(
    api,
    {
      method: 'put',
      path: '/me/collections/{collection}',
      summary: 'Change a collection',
      description: 'Leaving `link`, and renewing it, ends the old link at once.',
      tag,
      params: byId,
      body: collectionChangeSchema,
      response: collectionView,
    },
    async (scope, { params, body }) => {
      authorize(mayChangeSharing(scope))
      await changeCollection(scope, params.collection, body)
      return told(scope, params.collection)
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/collections/{collection}',
      summary: 'Delete a collection',
      description: 'Its badges stay in the backpack.',
      tag,
      params: byId,
      status: 204,
      response: z.object({}),
    },
    async (scope, { params }) => {
      authorize(mayChangeSharing(scope))
      await deleteCollection(scope, params.collection)
      return {}
    },
  )
}
