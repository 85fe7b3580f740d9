import { encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import { sql } from 'kysely'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { type Recipient, recipientsFor } from '../../recipients/commands.ts'
import { addressesOfRecipientsWhoHold, issuedKeys } from '../queries/known-before.ts'
import { parseContent, type RowContent } from '../schema/read-row.ts'
import type { RowProblemCode, RowState, Stripe } from '../schema/terms.ts'
import { ROWS_AT_ONCE } from '../schema.ts'
import { ownersOf } from './run-batch.ts'

/** A row that waits, and where it lies in its table until somebody changes it. */
export type WaitingRow = Row<'bulkRow'> & { readonly place: string }

/** A row with what was sealed in it. */
export interface OpenRow {
  readonly row: WaitingRow
  readonly content: RowContent
}

/** A row and to whom it goes. */
export interface AddressedRow extends OpenRow {
  readonly recipient: Recipient
}

/** How a row ends that is not issued. */
export interface Ending {
  readonly row: WaitingRow
  readonly state: Extract<RowState, 'held' | 'unchanged' | 'failed' | 'repeated'>
  readonly problem?: RowProblemCode
  readonly credentialId?: string | null
}

export const failed = (row: WaitingRow, problem: RowProblemCode): Ending => ({
  row,
  state: 'failed',
  problem,
})

/**
 * The next rows of a stripe that wait, from a number on. Nothing is locked: whoever issues them looks again ({@link lockRows}). The first is
 * asked for by itself, and the others by the numbers behind it: asked for the first of many, the planner reads the whole file and sorts it.
 */
export function nextRows(
  { db, orgId }: OrgScope,
  batch: Pick<Row<'bulkBatch'>, 'id' | 'rowCount'>,
  stripe: Stripe | undefined,
  from: number,
): Promise<readonly WaitingRow[]> {
  const { begin, end } = numbersOf(batch, stripe)
  const waiting = db
    .selectFrom('bulkRow')
    .where('orgId', '=', orgId)
    .where('batchId', '=', batch.id)
    .where('state', '=', 'ready')
  const first = waiting
    .select('number')
    .where('number', '>=', Math.max(begin, from))
    .where('number', '<', end)
    .orderBy('number')
    .limit(1)
  return waiting
    .selectAll()
    .select(sql<string>`ctid`.as('place'))
    .where('number', '>=', first)
    .where('number', '<', sql<number>`least(${end}::integer, (${first}) + ${ROWS_AT_ONCE}::integer)`)
    .orderBy('number')
    .execute()
}

/** No file has so many lines. */
const BEYOND = 2 ** 31 - 1

/**
 * The numbers of a stripe's rows, from `begin` to the one before `end`. Rows are numbered from 1; a file with empty lines leaves some numbers
 * out, and its last stripe goes on to the largest.
 */
function numbersOf(
  { rowCount }: Pick<Row<'bulkBatch'>, 'rowCount'>,
  { number, of }: Stripe = { number: 0, of: 1 },
): { readonly begin: number; readonly end: number } {
  const beginOf = (part: number) => 1 + Math.floor((rowCount * part) / of)
  return { begin: beginOf(number), end: number + 1 === of ? BEYOND : beginOf(number + 1) }
}

/**
 * Locks those of the rows that wait still, and answers their ids. They are found by where they lie: for a table without statistics the
 * planner takes all rows of an organization for one, and would compare each with each.
 */
export async function lockRows({ db }: OrgScope, rows: readonly WaitingRow[]): Promise<ReadonlySet<string>> {
  const ids = new Set(rows.map(({ id }) => id))
  const locked = await db
    .selectFrom('bulkRow')
    .select('id')
    .where(sql<boolean>`ctid = ANY(${placesLiteral(rows)}::tid[])`)
    .where('state', '=', 'ready')
    .forUpdate()
    .execute()
  return new Set(locked.flatMap(({ id }) => (ids.has(id) ? [id] : [])))
}

/** Where rows lie, as an array. */
export const placesLiteral = (rows: readonly WaitingRow[]): string =>
  `{${rows.map(({ place }) => `"${place}"`).join(',')}}`

/** The rows that can still be opened, and those whose key was destroyed since the file was read. */
export async function openRows(scope: OrgScope, rows: readonly WaitingRow[]) {
  const keys = await openDataKeys(
    scope,
    rows.flatMap(({ dataKeyId }) => dataKeyId ?? []),
  )
  const opened: OpenRow[] = []
  const erased: WaitingRow[] = []
  for (const row of rows) {
    const key = row.dataKeyId === null ? undefined : keys.get(row.dataKeyId)
    if (key === undefined || row.sealed === null) erased.push(row)
    else {
      const text = new TextDecoder().decode(open(key, row.sealed, encodeUtf8(`bulk_row:${row.id}:content`)))
      opened.push({ row, content: parseContent(text) })
    }
  }
  return { opened, erased }
}

/** To whom the rows go; people who are not known yet are made. */
export async function addressRows(
  scope: OrgScope,
  opened: readonly OpenRow[],
): Promise<readonly AddressedRow[]> {
  const recipients = await recipientsFor(
    scope,
    opened.map(({ content: { address, name, language } }) => ({ address, name, locale: language })),
  )
  return opened.map((one, at) => {
    const recipient = recipients[at]
    if (recipient === undefined) throw new Error('a row has no recipient')
    return { ...one, recipient }
  })
}

/** Which rows are issued, and how the others end: what was true in the preview may not be any more. */
export async function sortOut(
  scope: OrgScope,
  batch: Row<'bulkBatch'>,
  rows: readonly AddressedRow[],
): Promise<{ readonly good: readonly AddressedRow[]; readonly endings: readonly Ending[] }> {
  const keys = await issuedKeys(
    scope,
    rows.flatMap(({ row }) => row.key ?? []),
  )
  const holders = await addressesOfRecipientsWhoHold(
    scope,
    batch.achievementVersionId,
    rows.map(({ recipient }) => recipient.id),
    rows.map(({ content }) => content.address),
  )
  const own = await ownersOf(scope, batch)
  const good: AddressedRow[] = []
  const endings: Ending[] = []
  for (const one of rows) {
    const { row, content, recipient } = one
    const before = row.key === null ? undefined : keys.get(row.key)
    if (own.includes(recipient.personId)) endings.push(failed(row, 'own'))
    else if (before !== undefined)
      endings.push(
        before.personId === recipient.personId && before.achievementVersionId === batch.achievementVersionId
          ? { row, state: 'unchanged', credentialId: before.credentialId }
          : failed(row, 'key_used'),
      )
    else if (holders.has(content.address)) endings.push({ row, state: 'held' })
    else good.push(one)
  }
  return { good, endings }
}
