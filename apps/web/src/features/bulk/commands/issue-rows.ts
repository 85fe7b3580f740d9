import { analyzeGrown } from '../../../db/analyze-grown.ts'
import { inOrg, type OrgIdentity, type OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { Deps } from '../../../deps.ts'
import { translateIn } from '../../../i18n/server.ts'
import { getVersion } from '../../achievements/queries.ts'
import { type PreparedAwards, prepareAwards, signAwards } from '../../credentials/commands/award-at-once.ts'
import type { CredentialOrder } from '../../credentials/schema.ts'
import type { Stripe } from '../schema/terms.ts'
import { CHUNKS_A_JOB } from '../schema.ts'
import { asPersonOf, findBatch } from './batch-scope.ts'
import {
  type AddressedRow,
  addressRows,
  type Ending,
  failed,
  nextRows,
  openRows,
  sortOut,
  type WaitingRow,
} from './choose-rows.ts'
import { finishWhenHandled } from './finish-batch.ts'
import { goOnIssuing, holdBatch } from './run-batch.ts'
import { storeRows } from './store-rows.ts'

/**
 * Issues the next rows of a batch, or of one of its stripes, some chunks of them, and leaves the rest to the next job. A chunk is read and
 * prepared in one transaction, signed outside any, and decided and stored in another. Killed at any point and run again, or run twice at
 * once, it issues no row twice and loses none: a row waits until its credential is stored, and is locked while that happens.
 */
export async function issueNextRows(
  deps: Deps,
  orgId: string,
  batchId: string,
  stripe?: Stripe,
  chunks: number = CHUNKS_A_JOB,
): Promise<void> {
  const batch = await findBatch(deps, orgId, batchId)
  if (batch?.state !== 'running' || batch.startedBy === null) return
  const by = asPersonOf(orgId, batch.startedBy)
  await inOrg(deps, by, analyzeGrown)
  let from = 0
  for (let at = 1; at <= chunks; at += 1) {
    const chunk = await inOrg(deps, by, (scope) => prepareChunk(scope, batchId, stripe, from))
    if (chunk === 'paused') return
    // Rows that changed while they were signed were left behind.
    if (chunk === 'none' && from > 0) from = 0
    else if (chunk === 'none') return inOrg(deps, by, (scope) => finishWhenHandled(scope, batchId))
    else {
      await issueChunk(deps, by, batchId, chunk)
      from = chunk.next
    }
  }
  await inOrg(deps, by, async (scope) => {
    const { state } = await holdBatch(scope, batchId)
    if (state === 'running') await goOnIssuing(scope, batchId, stripe)
  })
}

/** Rows that are issued together. */
interface Chunk {
  readonly good: readonly AddressedRow[]
  readonly awards: PreparedAwards | undefined
  readonly endings: readonly Ending[]
  readonly decidedAt: Date
  /** The number from which the rows after these begin. */
  readonly next: number
}

/**
 * Reads the next rows of a stripe, in the name of who started the batch, and prepares their credentials. `paused` when the batch does not
 * run, `none` when the stripe has no row left.
 */
async function prepareChunk(
  scope: OrgScope,
  batchId: string,
  stripe: Stripe | undefined,
  from: number,
): Promise<Chunk | 'paused' | 'none'> {
  const batch = await holdBatch(scope, batchId)
  if (batch.state !== 'running') return 'paused'
  const rows = await nextRows(scope, batch, stripe, from)
  const last = rows.at(-1)
  if (last === undefined) return 'none'
  const version = await getVersion(scope, batch.achievementVersionId)
  const decidedAt = scope.deps.now()
  const common = { decidedAt, next: last.number + 1 }
  if (version.state === 'retired') {
    const endings = rows.map((row) => failed(row, 'version_retired'))
    return { ...common, good: [], awards: undefined, endings }
  }
  const { opened, erased } = await openRows(scope, rows)
  const { good, endings } = await sortOut(scope, batch, await addressRows(scope, opened))
  const ended = [...erased.map((row: WaitingRow) => failed(row, 'erased')), ...endings]
  if (good.length === 0) return { ...common, good, awards: undefined, endings: ended }
  const t = translateIn(version.definition.language)
  const capacity = String(t('credentials:capacity.program_manager'))
  const awards = await prepareAwards(scope, {
    ...{ achievementVersionId: batch.achievementVersionId, basis: 'bulk', decidedAt },
    orders: good.map((one) => orderOf(batch, one, capacity, decidedAt)),
  })
  return { ...common, good, awards, endings: ended }
}

function orderOf(
  batch: Row<'bulkBatch'>,
  { row, content, recipient }: AddressedRow,
  capacity: string,
  now: Date,
): CredentialOrder {
  const awardedAt = dayOf(content.awardedOn, now)
  return {
    decisionId: row.id,
    personId: recipient.personId,
    recipientId: recipient.id,
    achievementVersionId: batch.achievementVersionId,
    results: content.levels,
    assessors: { count: 1, capacity },
    assessedAt: awardedAt,
    awardedAt,
    evidence: [],
    reason: content.reason ?? batch.reason,
  }
}

/** The beginning of the day in Greenwich; of a day that has begun only further east, now. */
function dayOf(day: string | undefined, now: Date): Date {
  if (day === undefined) return now
  const begin = new Date(`${day}T00:00:00Z`)
  return begin < now ? begin : now
}

async function issueChunk(
  deps: Deps,
  by: OrgIdentity,
  batchId: string,
  { good, awards, endings, decidedAt }: Chunk,
): Promise<void> {
  const signed = awards === undefined ? [] : await signAwards(deps, awards)
  const byRow = new Map(signed.map((award) => [award.decisionId, award]))
  await inOrg(deps, by, async (scope) => {
    const batch = await holdBatch(scope, batchId)
    await storeRows(scope, batch, decidedAt, {
      signed: good.map((one) => {
        const award = byRow.get(one.row.id)
        if (award === undefined) throw new Error('a row was signed and has no credential')
        return { ...one, award, reason: one.content.reason ?? batch.reason }
      }),
      endings,
    })
  })
}
