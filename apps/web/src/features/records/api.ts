import { z } from '@hono/zod-openapi'
import { notFound } from '../../app-error.ts'
import { type Api, orgRoute, personCallRoute, personRoute } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { issueClr } from './commands/issue-clr.ts'
import { removeRecord, revokeRecord } from './commands.ts'
import { mayMakeRecords, mayRevokeRecords, maySeeRecords, maySeeSignedRecords } from './policy.ts'
import { presentRecord, presentSignedRecord, recordView, signedRecordView } from './present.ts'
import { listRecords, listSignedRecords, openRecord } from './queries.ts'
import { makeRecordSchema, revokeRecordSchema } from './schema.ts'

const tag = 'Learner records'
const byId = z.object({ record: z.uuid() })
const documentView = z.record(z.string(), z.unknown()).meta({ id: 'LearnerRecordDocument' })

export function recordsApi(api: Api): void {
  ownRoutes(api)
  organizationRoutes(api)
}

function ownRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/records',
      summary: 'Your learner records, newest first',
      tag,
      response: z.object({ items: z.array(recordView) }),
    },
    async (scope) => {
      authorize(maySeeRecords(scope))
      return { items: (await listRecords(scope)).map(presentRecord) }
    },
  )
  personCallRoute(
    api,
    {
      method: 'post',
      path: '/me/records',
      summary: 'Put badges into one learner record (CLR 2.0)',
      description:
        'The organization that signs issued a badge among those chosen. Every badge is verified anew; one that is not valid now, a token, ' +
        'and Open Badges 2.0 are refused.',
      tag,
      body: makeRecordSchema,
      response: recordView,
      status: 201,
    },
    async (deps, run, { body }) => {
      await run(async (scope) => authorize(mayMakeRecords(scope)))
      const { recordId } = await issueClr(deps, run, body)
      const made = await run(async (scope) => (await listRecords(scope)).find(({ id }) => id === recordId))
      if (made === undefined) throw notFound('record')
      return presentRecord(made)
    },
  )
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/records/{record}/document',
      summary: 'The signed record',
      tag,
      params: byId,
      response: documentView,
    },
    async (scope, { params }) => {
      authorize(maySeeRecords(scope))
      return JSON.parse(new TextDecoder().decode(await openRecord(scope, params.record))) as z.input<
        typeof documentView
      >
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/records/{record}',
      summary: 'Remove one of your records',
      description: 'The file is deleted here; copies that were given away can still be verified.',
      tag,
      params: byId,
      status: 204,
      response: z.object({}),
    },
    async (scope, { params }) => {
      authorize(mayMakeRecords(scope))
      await removeRecord(scope, params.record)
      return {}
    },
  )
}

function organizationRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/records',
      summary: 'Learner records that the organization signed, without their content',
      tag,
      response: z.object({ items: z.array(signedRecordView) }),
    },
    async (scope) => {
      authorize(maySeeSignedRecords(scope))
      return { items: (await listSignedRecords(scope)).map(presentSignedRecord) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/records/{record}/revoke',
      summary: 'Revoke a learner record for good',
      tag,
      params: byId,
      body: revokeRecordSchema,
      status: 204,
      response: z.object({}),
    },
    async (scope, { params, body }) => {
      authorize(mayRevokeRecords(scope))
      await revokeRecord(scope, params.record, body.reason)
      return {}
    },
  )
}
