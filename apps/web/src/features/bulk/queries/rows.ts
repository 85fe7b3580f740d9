import { encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import type { OrgScope } from '../../../db/scopes.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { parseContent, type RowContent } from '../schema/read-row.ts'
import type { RowProblem, RowState } from '../schema/terms.ts'
import type { RowsQuery } from '../schema.ts'

/** A row of a batch, opened. */
export interface BatchRow {
  readonly number: number
  readonly key: string | null
  readonly state: RowState
  readonly problems: readonly RowProblem[]
  /** Undefined once it was removed or erased. Of an issued row only the address is there. */
  readonly content: RowContent | undefined
  /** The credential that stands for the row now. */
  readonly credential: { readonly id: string; readonly url: string } | undefined
}

/** Rows of a batch in the order of the file; `total` counts all that match. */
export async function listRows(scope: OrgScope, batchId: string, { state, limit, offset }: RowsQuery) {
  let query = scope.db
    .selectFrom('bulkRow')
    .where('bulkRow.orgId', '=', scope.orgId)
    .where('batchId', '=', batchId)
  if (state !== undefined) query = query.where('bulkRow.state', 'in', state)
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  // The page is found by the index alone; what is shown of its rows is read after that.
  const numbers = query.select('bulkRow.number').orderBy('bulkRow.number').limit(limit).offset(offset)
  const rows = await rowsWithCredentials(query.where('bulkRow.number', 'in', numbers))
    .orderBy('bulkRow.number')
    .execute()
  return { items: await openRows(scope, rows), total }
}

/** Rows that a walk reads at a time. */
const STEP = 1_000

/** Every row of a batch, a thousand at a time. */
export async function* walkRows(scope: OrgScope, batchId: string): AsyncIterable<readonly BatchRow[]> {
  let after = 0
  for (;;) {
    const rows = await rowsWithCredentials(
      scope.db
        .selectFrom('bulkRow')
        .where('bulkRow.orgId', '=', scope.orgId)
        .where('batchId', '=', batchId)
        .where('number', '>', after),
    )
      .orderBy('number')
      .limit(STEP)
      .execute()
    if (rows.length === 0) return
    yield await openRows(scope, rows)
    after = rows.at(-1)?.number ?? after
  }
}

/** The credential of the row's decision, which a correction may have replaced; else the one that the row points to. */
function rowsWithCredentials(query: ReturnType<typeof fromRows>) {
  return query
    .leftJoin('credential as decided', (join) =>
      join
        .onRef('decided.orgId', '=', 'bulkRow.orgId')
        .onRef('decided.decisionId', '=', 'bulkRow.id')
        .on('decided.supersededAt', 'is', null),
    )
    .leftJoin('credential as named', (join) =>
      join.onRef('named.orgId', '=', 'bulkRow.orgId').onRef('named.id', '=', 'bulkRow.credentialId'),
    )
    .select((eb) => [
      'bulkRow.id',
      'bulkRow.number',
      'bulkRow.key',
      'bulkRow.state',
      'bulkRow.problems',
      'bulkRow.sealed',
      'bulkRow.dataKeyId',
      eb.fn.coalesce('decided.id', 'named.id').as('credentialId'),
      eb.fn.coalesce('decided.url', 'named.url').as('credentialUrl'),
    ])
}
const fromRows = ({ db }: OrgScope) => db.selectFrom('bulkRow')

type StoredRow = Awaited<ReturnType<ReturnType<typeof rowsWithCredentials>['execute']>>[number]

async function openRows(scope: OrgScope, rows: readonly StoredRow[]): Promise<readonly BatchRow[]> {
  const keys = await openDataKeys(
    scope,
    rows.flatMap(({ dataKeyId }) => dataKeyId ?? []),
  )
  return rows.map((row) => ({
    number: row.number,
    key: row.key,
    state: row.state,
    problems: row.problems as readonly RowProblem[],
    content: contentOf(row, row.dataKeyId === null ? undefined : keys.get(row.dataKeyId)),
    credential:
      row.credentialId === null || row.credentialUrl === null
        ? undefined
        : { id: row.credentialId, url: row.credentialUrl },
  }))
}

function contentOf({ id, sealed }: StoredRow, key: Uint8Array | undefined): RowContent | undefined {
  if (key === undefined || sealed === null) return undefined
  return parseContent(new TextDecoder().decode(open(key, sealed, encodeUtf8(`bulk_row:${id}:content`))))
}
