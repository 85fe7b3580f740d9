import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { z } from 'zod'
import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Page } from '../../../ui/index.ts'
import { revokeBatch } from '../commands/revoke-batch.ts'
import { discardBatch, pauseBatch, resumeBatch, startBatch } from '../commands/run-batch.ts'
import { mayIssueInBulk, maySeeBatches, mayTakeBack } from '../policy.ts'
import { presentPreviewRow } from '../present/preview-rows.ts'
import { presentDetail } from '../present/views.ts'
import { listRows } from '../queries/rows.ts'
import { getBatch } from '../queries.ts'
import type { RowState } from '../schema/terms.ts'
import { revokeBatchSchema, startBatchSchema } from '../schema.ts'
import type { Route } from './+types/batch'
import { Job } from './job.tsx'
import { Preview } from './preview.tsx'

/** Rows of each kind that the page shows; the result file has all. */
const SHOWN = 50
const FIRST = 8

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeBatches(scope))
    const batch = await getBatch(scope, args.params.batch)
    const shown = async (state: readonly RowState[], limit: number) => {
      const { items } = await listRows(scope, batch.id, { state: [...state], limit, offset: 0 })
      return items.map(presentPreviewRow)
    }
    const preview = batch.state === 'preview'
    return {
      batch: presentDetail(batch, scope.deps.now()),
      first: preview ? await shown(['ready'], FIRST) : [],
      wrong: await shown(preview ? ['wrong'] : ['failed', 'kept'], SHOWN),
      others: preview ? await shown(['repeated', 'held', 'unchanged'], SHOWN) : [],
      mayIssue: mayIssueInBulk(scope),
      mayStart: mayIssueInBulk(scope) && batch.createdBy === scope.personId,
      mayTakeBack: mayTakeBack(scope),
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}
export type BatchPageData = Route.ComponentProps['loaderData']

const intentSchema = z.enum(['start', 'pause', 'resume', 'discard', 'revoke'])

export function action(args: Route.ActionArgs) {
  const { org, batch } = args.params
  return formAction(args, async ({ intent, ...fields }) => {
    const { language } = contextOf(args)
    const verb = parseInput(intentSchema, intent, language)
    await inOrganization(args, (scope) => ACTIONS[verb](scope, batch, fields))
    throw redirect(verb === 'discard' ? `/o/${org}/bulk` : `/o/${org}/bulk/${batch}`)
  })
}

type Act = (scope: OrgScope, batchId: string, fields: Record<string, unknown>) => Promise<void>

const ACTIONS: Record<z.output<typeof intentSchema>, Act> = {
  start: (scope, batchId, fields) => {
    authorize(mayIssueInBulk(scope))
    return startBatch(scope, batchId, parseInput(startBatchSchema, fields))
  },
  pause: (scope, batchId) => {
    authorize(mayIssueInBulk(scope))
    return pauseBatch(scope, batchId)
  },
  resume: (scope, batchId) => {
    authorize(mayIssueInBulk(scope))
    return resumeBatch(scope, batchId)
  },
  discard: (scope, batchId) => {
    authorize(mayIssueInBulk(scope))
    return discardBatch(scope, batchId)
  },
  revoke: (scope, batchId, fields) => {
    authorize(mayTakeBack(scope))
    return revokeBatch(scope, batchId, parseInput(revokeBatchSchema, fields).reason)
  },
}

export default function Batch({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation('bulk')
  const base = `/o/${params.org}/bulk`
  const crumbs = { label: t('bulk:job.crumbs'), items: [{ to: base, label: t('bulk:list.title') }] }
  const Shown = loaderData.batch.state === 'preview' ? Preview : Job
  return (
    <Page>
      <Shown
        data={loaderData}
        actionData={actionData}
        crumbs={crumbs}
        address={`${base}/${loaderData.batch.id}`}
      />
    </Page>
  )
}
