import { notFound } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { isId } from '../credentials/schema.ts'
import type { RowState } from './schema/terms.ts'
import type { BatchesQuery } from './schema.ts'

/** Batches with what they award and who brought them, the newest first; what was discarded is not listed. */
export async function listBatches(scope: OrgScope, { limit, offset }: BatchesQuery) {
  const listed = batches(scope).where('bulkBatch.state', '!=', 'discarded')
  const { total } = await listed
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const items = await listed
    .orderBy('bulkBatch.createdAt', 'desc')
    .orderBy('bulkBatch.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}

/** One batch, with how many of its rows are in which state. Error `not_found`. */
export async function getBatch(scope: OrgScope, batchId: string) {
  if (!isId(batchId)) throw notFound('batch')
  const batch = await batches(scope).where('bulkBatch.id', '=', batchId).executeTakeFirst()
  if (batch === undefined) throw notFound('batch')
  return { ...batch, counts: await countRows(scope, batchId) }
}
export type BatchFacts = Awaited<ReturnType<typeof getBatch>>

export type RowCounts = Readonly<Partial<Record<RowState, number>>>

async function countRows({ db, orgId }: OrgScope, batchId: string): Promise<RowCounts> {
  const rows = await db
    .selectFrom('bulkRow')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('orgId', '=', orgId)
    .where('batchId', '=', batchId)
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

function batches({ db, orgId }: OrgScope) {
  return db
    .selectFrom('bulkBatch')
    .innerJoin('achievementVersion', (join) =>
      join
        .onRef('achievementVersion.orgId', '=', 'bulkBatch.orgId')
        .onRef('achievementVersion.id', '=', 'achievementVersionId'),
    )
    .leftJoin('person', 'person.id', 'bulkBatch.createdBy')
    .selectAll('bulkBatch')
    .select([
      'achievementVersion.name as achievementName',
      'achievementVersion.number as versionNumber',
      'person.name as createdByName',
    ])
    .where('bulkBatch.orgId', '=', orgId)
}
