import { sql } from 'kysely'
import { arrayLiteral, idsLiteral } from '../../../db/array-literal.ts'
import { type ColumnTypes, insertMany } from '../../../db/insert-many.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { type SignedAward, stillStorable, storeAwards } from '../../credentials/commands/award-at-once.ts'
import { sealWith } from '../../data-keys/commands.ts'
import { holdRecipients } from '../../recipients/commands.ts'
import type { RowContent } from '../schema/read-row.ts'
import { type AddressedRow, type Ending, lockRows, placesLiteral, sortOut } from './choose-rows.ts'
import { countHandled, personOf } from './run-batch.ts'

/** A row and the credential that was signed for it. */
export interface SignedRow extends AddressedRow {
  readonly award: SignedAward
  readonly reason: string
}

/** What becomes of rows: those that were signed are issued, and the others end. */
export interface RowsToStore {
  readonly signed: readonly SignedRow[]
  readonly endings: readonly Ending[]
}

/**
 * Decides on rows whose credentials are signed, and stores both, all or nothing; the decision has the row's id, so that no row is decided
 * twice. What was true when they were signed is looked at again under the locks that single awards take too. What changed since is left
 * to the next round, with its signature thrown away.
 */
export async function storeRows(
  scope: OrgScope,
  batch: Row<'bulkBatch'>,
  decidedAt: Date,
  { signed, endings }: RowsToStore,
): Promise<void> {
  const waiting = await lockRows(
    scope,
    [...signed, ...endings].map(({ row }) => row),
  )
  const same = await holdRecipients(
    scope,
    signed.map(({ recipient }) => recipient),
  )
  const locked = signed.filter(({ row, recipient }) => waiting.has(row.id) && same.has(recipient.id))
  await lockAwards(scope, batch, locked)
  const good = new Set((await sortOut(scope, batch, locked)).good.map(({ row }) => row.id))
  const open = new Set(
    await stillStorable(
      scope,
      locked.map(({ award }) => award),
    ),
  )
  const rows = locked.filter(({ row, award }) => good.has(row.id) && open.has(award))
  const ending = endings.filter(({ row }) => waiting.has(row.id))
  await decide(scope, batch, decidedAt, rows)
  const reasons = new Map(rows.map(({ row, reason }) => [row.id, reason]))
  await storeAwards(
    scope,
    rows.map(({ award }) => award),
    {
      tellAt: batch.tellAt ?? undefined,
      factsOf: ({ decisionId, achievementVersionId }) => ({
        ...{ basis: 'bulk', batchId: batch.id, achievementVersionId },
        ...{ decisionId, reason: reasons.get(decisionId) },
      }),
    },
  )
  await markIssued(scope, rows)
  await endRows(scope, ending)
  // Last, because jobs of the batch's other stripes count in the same row.
  await countHandled(scope, batch.id, rows.length + ending.length)
}

/** The same locks as a single award takes, and one a row key, in one order: two awards to one person take turns, and two of one key. */
async function lockAwards(
  { db, orgId }: OrgScope,
  { achievementVersionId }: Row<'bulkBatch'>,
  rows: readonly AddressedRow[],
): Promise<void> {
  const names = [
    ...new Set([
      ...rows.map(({ recipient }) => `award:${recipient.personId}:${achievementVersionId}`),
      ...rows.flatMap(({ row }) => (row.key === null ? [] : [`row key:${orgId}:${row.key}`])),
    ]),
  ].sort()
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM unnest(${arrayLiteral(names)}::text[]) WITH ORDINALITY AS l (name, place) ORDER BY place`.execute(db)
}

async function decide(
  scope: OrgScope,
  batch: Row<'bulkBatch'>,
  decidedAt: Date,
  rows: readonly SignedRow[],
): Promise<void> {
  const { achievementVersionId } = batch
  const decidedBy = personOf(scope)
  await insertMany(
    scope.db,
    'decision',
    DECISION_COLUMNS,
    rows.map(({ row, recipient, reason }) => ({
      ...{ orgId: scope.orgId, id: row.id, enrollmentId: null, submissionId: null },
      ...{ personId: recipient.personId, recipientId: recipient.id, achievementVersionId },
      ...{ outcome: 'awarded' as const, basis: 'bulk' as const, reason, decidedBy, decidedAt },
    })),
  )
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

/** From here on the row keeps the address alone, sealed for whose it is: erasing that person erases it. */
async function markIssued(scope: OrgScope, rows: readonly SignedRow[]): Promise<void> {
  if (rows.length === 0) return
  const sealed = rows.map(({ row, content, award: { dataKey } }) => {
    const kept = { address: content.address, name: '', levels: [] } satisfies RowContent
    return sealWith(dataKey, JSON.stringify(kept), `bulk_row:${row.id}:content`)
  })
  await sql`UPDATE bulk_row b SET state = 'issued', credential_id = n.credential_id, person_id = n.person_id,
      sealed = n.sealed, data_key_id = n.data_key_id
    FROM unnest(${placesLiteral(rows.map(({ row }) => row))}::tid[], ${idsLiteral(rows.map(({ award }) => award.id))}::uuid[],
      ${idsLiteral(rows.map(({ recipient }) => recipient.personId))}::uuid[],
      ${arrayLiteral(sealed.map((s) => s.sealed))}::bytea[], ${idsLiteral(sealed.map((s) => s.dataKeyId))}::uuid[])
      AS n (place, credential_id, person_id, sealed, data_key_id)
    WHERE b.ctid = n.place`.execute(scope.db)
}

async function endRows(scope: OrgScope, endings: readonly Ending[]): Promise<void> {
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
}
