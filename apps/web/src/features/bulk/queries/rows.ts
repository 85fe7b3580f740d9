import { encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import { among } from '../../../db/among.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
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
  // The page is found by the index alone; what is shown of its rows is read after that, from the first of them to the last.
  const page = await query
    .select('bulkRow.number')
    .orderBy('bulkRow.number')
    .limit(limit)
    .offset(offset)
    .execute()
  const [first, last] = [page.at(0), page.at(-1)]
  if (first === undefined || last === undefined) return { items: [], total }
  const rows = await query
    .where('bulkRow.number', '>=', first.number)
    .where('bulkRow.number', '<=', last.number)
    .select(ROW_COLUMNS)
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
    const rows = await scope.db
      .selectFrom('bulkRow')
      .select(ROW_COLUMNS)
      .where('bulkRow.orgId', '=', scope.orgId)
      .where('batchId', '=', batchId)
      .where('number', '>', after)
      .orderBy('number')
      .limit(STEP)
      .execute()
    if (rows.length === 0) return
    yield await openRows(scope, rows)
    after = rows.at(-1)?.number ?? after
  }
}

const ROW_COLUMNS = [
  'bulkRow.id',
  'bulkRow.number',
  'bulkRow.key',
  'bulkRow.state',
  'bulkRow.problems',
  'bulkRow.sealed',
  'bulkRow.dataKeyId',
  'bulkRow.credentialId',
] as const

type StoredRow = Pick<
  Row<'bulkRow'>,
  'id' | 'number' | 'key' | 'state' | 'problems' | 'sealed' | 'dataKeyId' | 'credentialId'
>

/**
 * The credential of each row's decision, which a correction may have replaced; else the one that the row points to. Asked for by ids:
 * joined to the rows, each of them looked through all credentials of an organization that had just awarded thousands (no statistics yet).
 */
async function credentialsOf({ db, orgId }: OrgScope, rows: readonly StoredRow[]) {
  const credentials = db
    .selectFrom('credential')
    .select(['id', 'url', 'decisionId'])
    .where('orgId', '=', orgId)
  const decided = await credentials
    .where('supersededAt', 'is', null)
    .where(
      among(
        'decisionId',
        rows.map(({ id }) => id),
      ),
    )
    .execute()
  const byDecision = new Map(decided.map((one) => [one.decisionId, one]))
  const others = rows.flatMap(({ id, credentialId }) => (byDecision.has(id) ? [] : (credentialId ?? [])))
  const named = others.length === 0 ? [] : await credentials.where(among('id', others)).execute()
  const byId = new Map(named.map((one) => [one.id, one]))
  return ({ id, credentialId }: StoredRow) => byDecision.get(id) ?? byId.get(credentialId ?? '')
}

async function openRows(scope: OrgScope, rows: readonly StoredRow[]): Promise<readonly BatchRow[]> {
  const keys = await openDataKeys(
    scope,
    rows.flatMap(({ dataKeyId }) => dataKeyId ?? []),
  )
  const credentialOf = await credentialsOf(scope, rows)
  return rows.map((row) => {
    const credential = credentialOf(row)
    return {
      number: row.number,
      key: row.key,
      state: row.state,
      problems: row.problems as readonly RowProblem[],
      content: contentOf(row, row.dataKeyId === null ? undefined : keys.get(row.dataKeyId)),
      credential: credential === undefined ? undefined : { id: credential.id, url: credential.url },
    }
  })
}

function contentOf({ id, sealed }: StoredRow, key: Uint8Array | undefined): RowContent | undefined {
  if (key === undefined || sealed === null) return undefined
  return parseContent(new TextDecoder().decode(open(key, sealed, encodeUtf8(`bulk_row:${id}:content`))))
}
