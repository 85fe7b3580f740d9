import { encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import { sql } from 'kysely'
import { arrayLiteral, idsLiteral } from '../../../db/array-literal.ts'
import { type ColumnTypes, insertMany } from '../../../db/insert-many.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { translateIn } from '../../../i18n/server.ts'
import { getVersion } from '../../achievements/queries.ts'
import type { Definition } from '../../achievements/schema.ts'
import { recordEvents } from '../../audit/commands.ts'
import { type OpenOrder, readyOrders } from '../../credentials/commands/open-orders.ts'
import { orderCredentials } from '../../credentials/commands/order-credential.ts'
import type { CredentialOrder } from '../../credentials/schema.ts'
import { dataKeysOf, sealWith } from '../../data-keys/commands.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { type Recipient, recipientsFor } from '../../recipients/commands.ts'
import { addressesOfRecipientsWhoHold, issuedKeys } from '../queries/known-before.ts'
import { parseContent, type RowContent } from '../schema/read-row.ts'
import type { RowProblemCode, RowState, Stripe } from '../schema/terms.ts'
import { ROWS_AT_ONCE } from '../schema.ts'
import { countHandled, goOnIssuing, holdBatch, ownersOf, personOf } from './run-batch.ts'

/** A row with what was sealed in it. */
interface OpenRow {
  readonly row: Row<'bulkRow'>
  readonly content: RowContent
}

/** A row and to whom it goes. */
interface AddressedRow extends OpenRow {
  readonly recipient: Recipient
}

/** How a row ends that is not issued. */
interface Ending {
  readonly row: Row<'bulkRow'>
  readonly state: Extract<RowState, 'held' | 'unchanged' | 'failed' | 'repeated'>
  readonly problem?: RowProblemCode
  readonly credentialId?: string | null
}

/** What is to be signed next. */
export interface NextRows {
  readonly credentialIds: readonly string[]
  /** Those of them that were ordered just now: they need not be opened again. */
  readonly orders: readonly OpenOrder[]
}

/**
 * Orders the credentials of the next rows of a stripe, in the name of who started the batch, and answers what to sign. Rows that were
 * ordered and not signed, because a process died, come first. `paused` when the batch does not run, `none` when the stripe has no row left.
 */
export async function orderNextRows(
  scope: OrgScope,
  batchId: string,
  stripe: Stripe | undefined,
): Promise<NextRows | 'paused' | 'none'> {
  const batch = await holdBatch(scope, batchId)
  if (batch.state !== 'running') return 'paused'
  const interrupted = await nextRows(scope, batchId, stripe, 'ordered')
  if (interrupted.length > 0)
    return { credentialIds: interrupted.flatMap(({ credentialId }) => credentialId ?? []), orders: [] }
  const rows = await nextRows(scope, batchId, stripe, 'ready')
  if (rows.length === 0) return 'none'
  const version = await getVersion(scope, batch.achievementVersionId)
  const { good, endings } =
    version.state === 'retired'
      ? { good: [], endings: rows.map((row) => failed(row, 'version_retired')) }
      : await sortOut(scope, batch, rows)
  const ordered = await orderRows(scope, batch, version.definition, good)
  // Last, because jobs of the batch's other stripes count in the same row.
  await endRows(scope, batch, endings)
  // Nothing to sign: the next rows are for the next job.
  if (good.length === 0) await goOnIssuing(scope, batchId, stripe)
  return ordered
}

/** Locked: should two jobs take one stripe after all, the second waits, and finds them ordered. */
function nextRows(
  { db, orgId }: OrgScope,
  batchId: string,
  stripe: Stripe | undefined,
  state: 'ordered' | 'ready',
) {
  const query = db
    .selectFrom('bulkRow')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('batchId', '=', batchId)
    .where('state', '=', state)
    .orderBy('number')
    .limit(ROWS_AT_ONCE)
    .forUpdate()
  if (stripe === undefined) return query.execute()
  return query.where(sql<boolean>`number % ${stripe.of} = ${stripe.number}`).execute()
}

const failed = (row: Row<'bulkRow'>, problem: RowProblemCode): Ending => ({ row, state: 'failed', problem })

/** Which rows are issued, and how the others end: what was true in the preview may not be any more. */
async function sortOut(scope: OrgScope, batch: Row<'bulkBatch'>, rows: readonly Row<'bulkRow'>[]) {
  const { opened, erased } = await openRows(scope, rows)
  const recipients = await recipientsFor(
    scope,
    opened.map(({ content: { address, name, language } }) => ({ address, name, locale: language })),
  )
  const rowKeys = rows.flatMap(({ key }) => key ?? [])
  await lockAwards(scope, batch, recipients, rowKeys)
  const keys = await issuedKeys(scope, rowKeys)
  const holders = await addressesOfRecipientsWhoHold(
    scope,
    batch.achievementVersionId,
    recipients.map(({ id }) => id),
    opened.map(({ content }) => content.address),
  )
  const own = await ownersOf(scope, batch)
  const endings: Ending[] = erased.map((row) => failed(row, 'erased'))
  const good: AddressedRow[] = []
  opened.forEach(({ row, content }, at) => {
    const recipient = recipients[at]
    if (recipient === undefined) throw new Error('a row has no recipient')
    const before = row.key === null ? undefined : keys.get(row.key)
    if (own.includes(recipient.personId)) endings.push(failed(row, 'own'))
    else if (before !== undefined)
      endings.push(
        before.personId === recipient.personId && before.achievementVersionId === batch.achievementVersionId
          ? { row, state: 'unchanged', credentialId: before.credentialId }
          : failed(row, 'key_used'),
      )
    else if (holders.has(content.address)) endings.push({ row, state: 'held' })
    else good.push({ row, content, recipient })
  })
  return { good, endings }
}

/** The rows that can still be opened, and those whose key was destroyed since the file was read. */
async function openRows(scope: OrgScope, rows: readonly Row<'bulkRow'>[]) {
  const keys = await openDataKeys(
    scope,
    rows.flatMap(({ dataKeyId }) => dataKeyId ?? []),
  )
  const opened: OpenRow[] = []
  const erased: Row<'bulkRow'>[] = []
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

/** The same locks as a single award takes, and one a row key, in one order: two awards to one person take turns, and two of one key. */
async function lockAwards(
  { db, orgId }: OrgScope,
  { achievementVersionId }: Row<'bulkBatch'>,
  recipients: readonly Recipient[],
  rowKeys: readonly string[],
): Promise<void> {
  const names = [
    ...new Set([
      ...recipients.map(({ personId }) => `award:${personId}:${achievementVersionId}`),
      ...rowKeys.map((key) => `row key:${orgId}:${key}`),
    ]),
  ].sort()
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM unnest(${arrayLiteral(names)}::text[]) WITH ORDINALITY AS l (name, place) ORDER BY place`.execute(db)
}

async function endRows(scope: OrgScope, batch: Row<'bulkBatch'>, endings: readonly Ending[]): Promise<void> {
  for (const { row, state, problem, credentialId = null } of endings)
    await scope.db
      .updateTable('bulkRow')
      .set({
        state,
        credentialId,
        ...(problem === undefined ? {} : { problems: JSON.stringify([{ field: '', code: problem }]) }),
      })
      .where('orgId', '=', scope.orgId)
      .where('id', '=', row.id)
      .execute()
  await countHandled(scope, batch.id, endings.length)
}

/** Decides on the rows and orders their credentials. The decision has the row's id, so that no row is decided twice. */
async function orderRows(
  scope: OrgScope,
  batch: Row<'bulkBatch'>,
  definition: Definition,
  rows: readonly AddressedRow[],
): Promise<NextRows> {
  if (rows.length === 0) return { credentialIds: [], orders: [] }
  const now = scope.deps.now()
  const decidedBy = personOf(scope)
  const reasonOf = ({ content }: AddressedRow) => content.reason ?? batch.reason
  await insertMany(
    scope.db,
    'decision',
    DECISION_COLUMNS,
    rows.map((one) => ({
      ...{ orgId: scope.orgId, id: one.row.id, enrollmentId: null, submissionId: null },
      ...{ personId: one.recipient.personId, recipientId: one.recipient.id },
      achievementVersionId: batch.achievementVersionId,
      ...{ outcome: 'awarded' as const, basis: 'bulk' as const, reason: reasonOf(one) },
      ...{ decidedBy, decidedAt: now },
    })),
  )
  await recordEvents(
    scope,
    rows.map((one) => ({
      action: 'decision.awarded',
      recordType: 'decision',
      recordId: one.row.id,
      personId: one.recipient.personId,
      data: {
        basis: 'bulk',
        batchId: batch.id,
        achievementVersionId: batch.achievementVersionId,
        reason: reasonOf(one),
      },
    })),
  )
  const t = translateIn(definition.language)
  const capacity = String(t('credentials:capacity.program_manager'))
  const ordered = await orderCredentials(
    scope,
    rows.map((one): CredentialOrder => {
      const awardedAt = dayOf(one.content.awardedOn, now)
      return {
        decisionId: one.row.id,
        personId: one.recipient.personId,
        recipientId: one.recipient.id,
        achievementVersionId: batch.achievementVersionId,
        results: one.content.levels,
        assessors: { count: 1, capacity },
        assessedAt: awardedAt,
        awardedAt,
        evidence: [],
        reason: reasonOf(one),
      }
    }),
  )
  const credentialIds = ordered.map(({ id }) => id)
  await markOrdered(scope, rows, credentialIds)
  const orders = await readyOrders(
    scope,
    ordered.flatMap(({ frozen }) => frozen ?? []),
  )
  return { credentialIds, orders }
}

const DECISION_COLUMNS: ColumnTypes<'decision'> = {
  orgId: 'uuid',
  id: 'uuid',
  personId: 'uuid',
  recipientId: 'uuid',
  achievementVersionId: 'uuid',
  outcome: 'text',
  basis: 'text',
  reason: 'text',
  decidedBy: 'uuid',
  decidedAt: 'timestamptz',
}

/** The beginning of the day in Greenwich; of a day that has begun only further east, now. */
function dayOf(day: string | undefined, now: Date): Date {
  if (day === undefined) return now
  const begin = new Date(`${day}T00:00:00Z`)
  return begin < now ? begin : now
}

/** From here on the row keeps the address alone, sealed for whose it is: erasing that person erases it. */
async function markOrdered(
  scope: OrgScope,
  rows: readonly AddressedRow[],
  credentialIds: readonly string[],
): Promise<void> {
  const dataKeys = await dataKeysOf(
    scope,
    rows.map(({ recipient }) => recipient.personId),
  )
  const sealed = rows.map(({ row, content, recipient }) => {
    const dataKey = dataKeys.get(recipient.personId)
    if (dataKey === undefined) throw new Error('a recipient has no data key')
    const kept = { address: content.address, name: '', levels: [] } satisfies RowContent
    return sealWith(dataKey, JSON.stringify(kept), `bulk_row:${row.id}:content`)
  })
  await sql`UPDATE bulk_row b SET state = 'ordered', credential_id = n.credential_id, person_id = n.person_id,
      sealed = n.sealed, data_key_id = n.data_key_id
    FROM unnest(${idsLiteral(rows.map(({ row }) => row.id))}::uuid[], ${idsLiteral(credentialIds)}::uuid[],
      ${idsLiteral(rows.map(({ recipient }) => recipient.personId))}::uuid[],
      ${arrayLiteral(sealed.map((s) => s.sealed))}::bytea[], ${idsLiteral(sealed.map((s) => s.dataKeyId))}::uuid[]) AS n (id, credential_id, person_id, sealed, data_key_id)
    WHERE b.org_id = ${scope.orgId} AND b.id = n.id`.execute(scope.db)
}
