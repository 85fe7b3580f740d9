import { randomBytes, randomUUID } from 'node:crypto'
import type { JsonObject } from '@assay/core'
import { among } from '../../../db/among.ts'
import { type ColumnTypes, insertMany } from '../../../db/insert-many.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { freezeVersion } from '../../achievements/commands.ts'
import { recordEvents } from '../../audit/commands.ts'
import { type DataKey, dataKeysOf, sealDocument, sealWith } from '../../data-keys/commands.ts'
import { findRenewed } from '../queries/renewals.ts'
import type { CredentialOrder } from '../schema.ts'
import { type DocumentText, wholeText } from './document-text.ts'
import { gatherRecipients, gatherShared, ownFacts, type SharedFacts, wholeSecond } from './gather-facts.ts'
import { reserveStatuses, type StatusPlace } from './reserve-statuses.ts'
import { composeAlike } from './same-award.ts'

/**
 * Orders one credential and its signing. Called twice for one decision, it finds the first order. Errors: as {@link orderCredentials}.
 */
export async function orderCredential(
  scope: OrgScope,
  order: CredentialOrder,
): Promise<{ readonly credentialId: string }> {
  const [known] = await findOrders(scope, [order])
  if (known !== undefined) return { credentialId: known.id }
  const [ordered] = await orderCredentials(scope, [order])
  if (ordered === undefined) throw new Error('an order was made and has no credential')
  await orderSigning(scope, ordered.id)
  return { credentialId: ordered.id }
}

const orderSigning = (scope: OrgScope, credentialId: string): Promise<void> =>
  enqueue(scope, 'issue_credential', { orgId: scope.orgId, credentialId }, { key: `issue:${credentialId}` })

/**
 * Freezes what decisions award: id, address, dates, proof time, salt, status index, key, issuer document and every word of each
 * credential. Runs in the transaction that wrote the decisions; the caller has them signed (`issueCredentials`). Answers them in the order
 * of `orders`; those ordered before are found again, by their ids alone. Errors: `not_found` for a decision that is no award in this
 * organization; `wrong_state` for an organization that left; `too_large`.
 */
export async function orderCredentials(
  scope: OrgScope,
  orders: readonly CredentialOrder[],
): Promise<readonly OrderedCredential[]> {
  const known = new Map<string, OrderedCredential>(
    (await findOrders(scope, orders)).map(({ decisionId, id }) => [decisionId, { id, frozen: undefined }]),
  )
  const fresh = orders.filter(({ decisionId }) => !known.has(decisionId))
  for (const versionId of new Set(fresh.map(({ achievementVersionId }) => achievementVersionId))) {
    const ofVersion = fresh.filter(({ achievementVersionId }) => achievementVersionId === versionId)
    const rows = await freezeOrders(scope, await gatherShared(scope, versionId), ofVersion)
    for (const frozen of rows) known.set(frozen.decisionId, { id: frozen.id, frozen })
    await freezeVersion(scope, versionId)
  }
  return orders.map(({ decisionId }) => {
    const ordered = known.get(decisionId)
    if (ordered === undefined) throw new Error(`the decision ${decisionId} was left without a credential`)
    return ordered
  })
}

/** What was ordered; `frozen` only where this call froze it. */
export interface OrderedCredential {
  readonly id: string
  readonly frozen: SealedCredential | undefined
}

async function findOrders({ db, orgId }: OrgScope, orders: readonly CredentialOrder[]) {
  if (orders.length === 0) return []
  return db
    .selectFrom('credential')
    .select(['id', 'decisionId'])
    .where('orgId', '=', orgId)
    .where(
      among(
        'decisionId',
        orders.map(({ decisionId }) => decisionId),
      ),
    )
    .where('supersededAt', 'is', null)
    .execute()
}

/** Stores orders of one version. */
async function freezeOrders(
  scope: OrgScope,
  shared: SharedFacts,
  orders: readonly CredentialOrder[],
): Promise<readonly SealedCredential[]> {
  const recipientOf = await gatherRecipients(scope, orders)
  // Last, because the lists' counter stays locked until the transaction ends.
  const places = await reserveStatuses(scope, shared.origin, orders.length)
  const compose = composeAlike()
  const frozen = orders.map((order, at) => {
    const status = places[at]
    if (status === undefined) throw new Error('an order has no place')
    return freeze(
      scope,
      order,
      { ...shared, ...ownFacts(shared, order, recipientOf(order)), status },
      compose,
    )
  })
  return placeOrders(scope, frozen)
}

interface FactsOfOrder extends SharedFacts, ReturnType<typeof ownFacts> {
  readonly status: StatusPlace
}

/** One credential with every word that will be signed. */
function freeze(
  { deps }: OrgScope,
  order: CredentialOrder,
  facts: FactsOfOrder,
  compose: ReturnType<typeof composeAlike>,
): FrozenCredential {
  const id = randomUUID()
  const url = `${facts.origin}/credentials/${id}`
  return {
    ...facts,
    id,
    url,
    ...compose({ ...facts, order, url, crypto: deps.crypto }),
    decisionId: order.decisionId,
    personId: order.personId,
    recipientId: order.recipientId ?? null,
  }
}

/** A credential with every word that will be signed. */
export interface FrozenCredential
  extends Pick<
    Row<'credential'>,
    | 'id'
    | 'url'
    | 'decisionId'
    | 'personId'
    | 'recipientId'
    | 'achievementId'
    | 'achievementVersionId'
    | 'subjectId'
    | 'validFrom'
    | 'signingKeyId'
    | 'issuerDocumentDigest'
  > {
  readonly validUntil: Date | undefined
  readonly document: JsonObject
  /** The document as JSON. */
  readonly text: DocumentText
  /** URL of the key that signs it. */
  readonly verificationMethod: string
  readonly status: StatusPlace
}

/** Writes the order of a credential, sealed for its holder, and the job that signs it. */
export async function placeOrder(scope: OrgScope, frozen: FrozenCredential): Promise<void> {
  await placeOrders(scope, [frozen])
  await orderSigning(scope, frozen.id)
}

/** A credential as it was ordered, with what it was sealed with. */
export interface SealedCredential extends FrozenCredential {
  readonly dataKey: DataKey
  /** Of its row in the log. */
  readonly salt: Uint8Array
  readonly proofCreated: Date
}

async function placeOrders(
  scope: OrgScope,
  frozen: readonly FrozenCredential[],
): Promise<readonly SealedCredential[]> {
  const renewed = await findRenewed(
    scope,
    frozen.map(({ validUntil, ...one }) => ({ ...one, validUntil: validUntil ?? null })),
  )
  const dataKeys = await dataKeysOf(
    scope,
    frozen.map(({ personId }) => personId),
  )
  const now = scope.deps.now()
  const salts = randomBytes(frozen.length * SALT_BYTES)
  const sealed = frozen.map((one, at): SealedCredential => {
    const dataKey = dataKeys.get(one.personId)
    if (dataKey === undefined) throw new Error('a holder has no data key')
    const salt = new Uint8Array(salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES))
    return { ...one, dataKey, salt, proofCreated: wholeSecond(now) }
  })
  await insertMany(
    scope.db,
    'credential',
    COLUMNS,
    sealed.map((one, at) => ({ ...rowOf(scope, one, now), renewsId: renewed[at] ?? null })),
  )
  await recordEvents(
    scope,
    frozen.map(({ id, personId, decisionId, achievementVersionId }) => ({
      action: 'credential.ordered',
      recordType: 'credential',
      recordId: id,
      personId,
      data: { decisionId, achievementVersionId },
    })),
  )
  return sealed
}

/** Of rows in the log. */
const SALT_BYTES = 32

const COLUMNS: ColumnTypes<'credential'> = {
  orgId: 'uuid',
  id: 'uuid',
  decisionId: 'uuid',
  personId: 'uuid',
  recipientId: 'uuid',
  achievementId: 'uuid',
  achievementVersionId: 'uuid',
  url: 'text',
  subjectId: 'text',
  unsignedSealed: 'bytea',
  saltSealed: 'bytea',
  dataKeyId: 'uuid',
  validFrom: 'timestamptz',
  validUntil: 'timestamptz',
  proofCreated: 'timestamptz',
  signingKeyId: 'uuid',
  issuerDocumentDigest: 'bytea',
  statusGroupId: 'uuid',
  statusIndex: 'integer',
  orderedAt: 'timestamptz',
  renewsId: 'uuid',
}

function rowOf(
  { orgId }: OrgScope,
  sealed: SealedCredential,
  orderedAt: Date,
): Omit<Row<'credential'>, 'renewsId'> {
  const { id, status, dataKey } = sealed
  return {
    orgId,
    id,
    decisionId: sealed.decisionId,
    personId: sealed.personId,
    recipientId: sealed.recipientId,
    achievementId: sealed.achievementId,
    achievementVersionId: sealed.achievementVersionId,
    url: sealed.url,
    subjectId: sealed.subjectId,
    unsignedSealed: sealDocument(dataKey, wholeText(sealed.text), `credential:${id}:unsigned`).sealed,
    saltSealed: sealWith(dataKey, sealed.salt, `credential:${id}:salt`).sealed,
    dataKeyId: dataKey.id,
    validFrom: sealed.validFrom,
    validUntil: sealed.validUntil ?? null,
    proofCreated: sealed.proofCreated,
    signingKeyId: sealed.signingKeyId,
    issuerDocumentDigest: sealed.issuerDocumentDigest,
    statusGroupId: status.groupId,
    statusIndex: status.index,
    revokedAt: null,
    suspendedAt: null,
    supersededAt: null,
    orderedAt,
    issuedAt: null,
  }
}
