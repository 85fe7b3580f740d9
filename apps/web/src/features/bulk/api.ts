import { limits } from '@assay/core'
import { z } from 'zod'
import type { OrgScope } from '../../db/scopes.ts'
import { type Api, orgRoute, pageOf } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { bodyRoute, downloadRoute } from '../../http/file-route.ts'
import { translateIn } from '../../i18n/server.ts'
import { createBatch, rulesFor } from './commands/create-batch.ts'
import { revokeBatch } from './commands/revoke-batch.ts'
import { discardBatch, pauseBatch, resumeBatch, startBatch } from './commands/run-batch.ts'
import { mayIssueInBulk, maySeeBatches, mayTakeBack } from './policy.ts'
import { resultAsNdjson } from './present/result-file.ts'
import {
  batchDetailView,
  batchView,
  presentBatch,
  presentDetail,
  presentRow,
  rowView,
} from './present/views.ts'
import { listRows } from './queries/rows.ts'
import { getBatch, listBatches } from './queries.ts'
import { readRows } from './schema/read-rows.ts'
import {
  batchesQuerySchema,
  newBatchSchema,
  revokeBatchSchema,
  rowsQuerySchema,
  startBatchSchema,
} from './schema.ts'

const tag = 'Bulk issue'
const BATCHES = '/organizations/{org}/bulk'
const BATCH = `${BATCHES}/{batch}`
const params = z.object({ batch: z.uuid() })

export function bulkApi(api: Api): void {
  readRoutes(api)
  bringRoute(api)
  stateRoutes(api)
}

/** Rows whose problems the answer to an upload names; all of them are under `rows`. */
const MOST_TOLD = 1_000

const broughtView = batchDetailView.extend({ wrongRows: z.array(rowView) }).meta({ id: 'BroughtBulkBatch' })

function bringRoute(api: Api): void {
  bodyRoute(
    api,
    {
      path: BATCHES,
      summary: 'Bring rows to issue',
      description: `\`application/x-ndjson\`: an object a line with \`email\`, \`name\` and, if wanted, \`awardedOn\` (a day), \`reason\`, \`language\`, \`levels\` (\`{"criterion.row": level}\`) and \`key\`. A row whose \`key\` was issued before is answered \`unchanged\` and never issued again. \`text/csv\`: as on the page. Nothing is issued before the batch is started; the answer tells which rows are wrong, by line.`,
      tag,
      maxBytes: limits.csv.bytes,
      mediaTypes: { 'application/x-ndjson': 'ndjson', 'text/csv': 'csv' },
      query: newBatchSchema,
      response: broughtView,
    },
    async (scope) => authorize(mayIssueInBulk(scope)),
    async ({ run, query }, bytes, format) => {
      const rules = await run((scope) => rulesFor(scope, query.achievementVersionId))
      const file = await readRows(bytes, format, rules)
      return run(async (scope) => {
        const { batchId } = await createBatch(scope, query, { format, file })
        const wrong = await listRows(scope, batchId, { state: ['wrong'], limit: MOST_TOLD, offset: 0 })
        const t = translateIn('en')
        return { ...(await detail(scope, batchId)), wrongRows: wrong.items.map((row) => presentRow(t, row)) }
      })
    },
  )
}

function readRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: BATCHES,
      summary: 'Batches, the newest first',
      tag,
      query: batchesQuerySchema,
      response: pageOf(batchView),
    },
    async (scope, { query }) => {
      authorize(maySeeBatches(scope))
      const { items, total } = await listBatches(scope, query)
      return { total, items: items.map((batch) => presentBatch(batch, scope.deps.now())) }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: BATCH,
      summary: 'How far a batch is',
      tag,
      params,
      response: batchDetailView,
    },
    async (scope, { params: { batch } }) => {
      authorize(maySeeBatches(scope))
      return detail(scope, batch)
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: `${BATCH}/rows`,
      summary: 'Rows of a batch, in the order of the file',
      tag,
      params,
      query: rowsQuerySchema,
      response: pageOf(rowView),
    },
    async (scope, { params: { batch }, query }) => {
      authorize(maySeeBatches(scope))
      await getBatch(scope, batch)
      const { items, total } = await listRows(scope, batch, query)
      const t = translateIn('en')
      return { total, items: items.map((row) => presentRow(t, row)) }
    },
  )
  downloadRoute(
    api,
    {
      path: `${BATCH}/result`,
      summary: 'What became of each row',
      description: 'Newline-delimited JSON, an object a row, as under `rows`.',
      tag,
      mediaType: 'application/x-ndjson',
    },
    async (scope, { batch = '' }) => {
      authorize(maySeeBatches(scope))
      await getBatch(scope, batch)
      return new Response(await resultAsNdjson(scope, translateIn('en'), batch), {
        headers: {
          'content-type': 'application/x-ndjson',
          'content-disposition': `attachment; filename="bulk-${batch}.ndjson"`,
          'cache-control': 'private, no-store',
        },
      })
    },
  )
}

function stateRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: `${BATCH}/start`,
      summary: 'Start to issue',
      description: 'With wrong rows only if `rows` is `good`: then the others are issued.',
      tag,
      params,
      body: startBatchSchema,
      response: batchDetailView,
      status: 202,
    },
    async (scope, { params: { batch }, body }) => {
      authorize(mayIssueInBulk(scope))
      await startBatch(scope, batch, body)
      return detail(scope, batch)
    },
  )
  for (const [verb, summary, change] of [
    ['pause', 'Pause a batch', pauseBatch],
    ['resume', 'Go on with a paused batch', resumeBatch],
    ['discard', 'Give up a batch that was not started', discardBatch],
  ] as const)
    orgRoute(
      api,
      { method: 'post', path: `${BATCH}/${verb}`, summary, tag, params, response: batchDetailView },
      async (scope, { params: { batch } }) => {
        authorize(mayIssueInBulk(scope))
        await change(scope, batch)
        return detail(scope, batch)
      },
    )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${BATCH}/revoke`,
      summary: 'Take a whole batch back',
      description:
        'Until a day after it is done. Every credential of it is revoked, for good; the reason is shown to whoever verifies one.',
      tag,
      params,
      body: revokeBatchSchema,
      response: batchDetailView,
      status: 202,
    },
    async (scope, { params: { batch }, body }) => {
      authorize(mayTakeBack(scope))
      await revokeBatch(scope, batch, body.reason)
      return detail(scope, batch)
    },
  )
}

const detail = async (scope: OrgScope, batchId: string) =>
  presentDetail(await getBatch(scope, batchId), scope.deps.now())
