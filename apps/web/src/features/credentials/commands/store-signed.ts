import { hash, randomUUID } from 'node:crypto'
import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { among } from '../../../db/among.ts'
import { type ColumnTypes, insertMany } from '../../../db/insert-many.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { recordEvents } from '../../audit/commands.ts'
import { sealDocument } from '../../data-keys/commands.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { copyLetters } from '../../identity/commands/copy-letters.ts'
import { getIssuer, holdUsableKey } from '../../issuer/queries.ts'
import { queueLetters } from '../../mail/commands.ts'
import { lockOrders, type OpenOrder } from './open-orders.ts'
import { storeLogRows } from './store-log-rows.ts'

/** An order with what was signed, whose text and bytes are the same. */
export interface SignedOrder extends OpenOrder {
  readonly bytes: Uint8Array
}

/** A credential that is stored now, and was not before. */
export interface Issued {
  readonly row: Pick<Row<'credential'>, 'id' | 'personId' | 'recipientId' | 'url' | 'validFrom'>
  readonly order: SignedOrder
  /** SHA-256 of the signed JSON. */
  readonly digest: Buffer
  /** What its audit event says besides: by what it was decided, where that is the same act. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/**
 * Stores signed credentials with everything that belongs to them; those that were stored meanwhile, or erased, are left out. Throws when a
 * key was replaced or revoked while it signed: the next try takes the new one.
 */
export async function storeSigned(scope: OrgScope, orders: readonly SignedOrder[]): Promise<void> {
  const issued = await stillToIssue(scope, orders)
  if (issued.length === 0) return
  await scope.db
    .updateTable('credential')
    .set({ issuedAt: scope.deps.now(), unsignedSealed: null })
    .where('orgId', '=', scope.orgId)
    .where(among('id', idsOf(issued)))
    .execute()
  await storeIssued(scope, issued)
}

/**
 * Stores what belongs to credentials that are issued in this transaction: signed forms, pending rows of the log, entries of backpacks,
 * letters and audit events. Throws when a key was revoked while it signed.
 */
export async function storeIssued(
  scope: OrgScope,
  issued: readonly Issued[],
  /** When those who were awarded by address are told. Default: at once. */
  tellAt?: Date,
): Promise<void> {
  for (const keyId of new Set(issued.map(({ order }) => order.signingKeyId)))
    await holdUsableKey(scope, keyId)
  await storeForms(scope, issued)
  await storeLogRows(
    scope,
    issued.map(({ row, order, digest }) => ({
      ...{ credential: row, secret: order.salt, digest },
      event: { kind: 'issued' },
    })),
  )
  await addToBackpacks(scope, issued)
  const accounts = await accountsOf(scope, issued)
  const isTold = ({ row }: Issued) => row.recipientId === null && accounts.has(row.personId)
  await tellMembers(scope, issued.filter(isTold), accounts)
  await tellRecipients(
    scope,
    issued.filter((one) => !isTold(one)),
    tellAt,
  )
  await recordEvents(
    scope,
    issued.map(({ row, order, digest, facts }) => ({
      action: 'credential.issued',
      recordType: 'credential',
      recordId: row.id,
      personId: row.personId,
      data: { ...facts, digest: digest.toString('hex'), verificationMethod: order.verificationMethod },
    })),
  )
}

const idsOf = (issued: readonly Issued[]): string[] => issued.map(({ row }) => row.id)

async function stillToIssue(scope: OrgScope, orders: readonly SignedOrder[]): Promise<readonly Issued[]> {
  const byId = new Map(orders.map((order) => [order.credentialId, order]))
  const rows = (await lockOrders(scope, [...byId.keys()])).filter(({ issuedAt }) => issuedAt === null)
  const dataKeys = await openDataKeys(
    scope,
    rows.map(({ dataKeyId }) => dataKeyId),
    new Map(orders.map(({ dataKey }) => [dataKey.id, dataKey.key])),
  )
  return rows.flatMap((row) => {
    const [order, dataKey] = [byId.get(row.id), dataKeys.get(row.dataKeyId)]
    if (order === undefined || dataKey === undefined) return []
    if (row.signingKeyId !== order.signingKeyId)
      throw new Error('the key was replaced while a credential was signed; the next try takes the new one')
    return [
      {
        row,
        order: { ...order, dataKey: { id: row.dataKeyId, key: dataKey } },
        digest: hash('sha256', order.bytes, 'buffer'),
      },
    ]
  })
}

async function storeForms(scope: OrgScope, issued: readonly Issued[]): Promise<void> {
  const createdAt = scope.deps.now()
  await insertMany(
    scope.db,
    'credentialForm',
    FORM_COLUMNS,
    issued.map(({ row, order, digest }) => ({
      orgId: scope.orgId,
      credentialId: row.id,
      form: 'data_integrity' as const,
      mediaType: 'application/vc+ld+json',
      ...sealDocument(order.dataKey, order.text, `credential_form:${row.id}:data_integrity`),
      digest,
      size: order.bytes.length,
      createdAt,
    })),
    { skipConflicts: true },
  )
}

const FORM_COLUMNS: ColumnTypes<'credentialForm'> = {
  orgId: 'uuid',
  credentialId: 'uuid',
  form: 'text',
  mediaType: 'text',
  sealed: 'bytea',
  dataKeyId: 'uuid',
  digest: 'bytea',
  size: 'integer',
  createdAt: 'timestamptz',
}

async function addToBackpacks(scope: OrgScope, issued: readonly Issued[]): Promise<void> {
  const issuer = await getIssuer(scope)
  const addedAt = scope.deps.now()
  await insertMany(
    scope.db,
    'backpackEntry',
    ENTRY_COLUMNS,
    issued.map(({ row, digest }) => ({
      ...{ personId: row.personId, id: randomUUID(), source: 'issued' as const, orgId: scope.orgId },
      ...{ credentialId: row.id, issuerId: issuer.url, credentialUrl: row.url, digest },
      ...{ validFrom: row.validFrom, addedAt },
    })),
    { skipConflicts: true },
  )
}

const ENTRY_COLUMNS: ColumnTypes<'backpackEntry'> = {
  personId: 'uuid',
  id: 'uuid',
  source: 'text',
  orgId: 'uuid',
  credentialId: 'uuid',
  issuerId: 'text',
  credentialUrl: 'text',
  digest: 'bytea',
  validFrom: 'timestamptz',
  addedAt: 'timestamptz',
}

/**
 * Who was awarded by address, and members without an account, are told by a job, together: a claim is made where nobody has an account
 * with the address.
 */
async function tellRecipients(
  scope: OrgScope,
  issued: readonly Issued[],
  tellAt: Date | undefined,
): Promise<void> {
  if (issued.length === 0) return
  await enqueue(
    scope,
    'tell_recipients',
    { orgId: scope.orgId, credentialIds: idsOf(issued) },
    tellAt === undefined ? {} : { runAt: tellAt },
  )
}

type Accounts = ReadonlyMap<string, { readonly address: string; readonly locale: string }>

/** Where members with an account are written to, by person. */
async function accountsOf(scope: OrgScope, issued: readonly Issued[]): Promise<Accounts> {
  const members = issued.flatMap(({ row }) => (row.recipientId === null ? [row.personId] : []))
  if (members.length === 0) return new Map()
  const rows = await scope.db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['person.id', 'address', 'locale'])
    .where(among('person.id', members))
    .where('userId', 'is not', null)
    .where('isPrimary', '=', true)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function tellMembers(scope: OrgScope, issued: readonly Issued[], accounts: Accounts): Promise<void> {
  const letters = issued.flatMap(({ row, order }) => {
    const holder = accounts.get(row.personId)
    if (holder === undefined) return []
    return [
      {
        template: 'credential_issued' as const,
        to: holder.address,
        language: holder.locale,
        values: wordsOf(order.document),
        link: `${scope.deps.config.publicUrl}/backpack`,
        personId: row.personId,
      },
    ]
  })
  await queueLetters(scope, letters)
  await copyLetters(scope, letters)
}

/** Name of the badge and of its issuer, as they were signed. */
function wordsOf(document: JsonObject): { readonly name: string; readonly issuer: string } {
  const issuer = memberOf(document, 'issuer')
  return {
    name: String(memberOf(document, 'name')),
    issuer: String(isJsonObject(issuer) ? memberOf(issuer, 'name') : ''),
  }
}
