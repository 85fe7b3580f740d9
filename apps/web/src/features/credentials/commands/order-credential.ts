import { randomBytes, randomUUID } from 'node:crypto'
import type { JsonObject } from '@assay/core'
import { buildOpenBadge } from '@assay/credentials'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { freezeVersion } from '../../achievements/commands.ts'
import { recordEvents } from '../../audit/commands.ts'
import { type DataKey, dataKeysOf, sealWith } from '../../data-keys/commands.ts'
import { findRenewed } from '../queries/renewals.ts'
import type { CredentialOrder } from '../schema.ts'
import { composeCredential } from './compose-credential.ts'
import { gatherRecipients, gatherShared, ownFacts, type SharedFacts, wholeSecond } from './gather-facts.ts'
import { reserveStatuses, type StatusPlace } from './reserve-statuses.ts'

/**
 * Orders one credential and its signing. Called twice for one decision, it finds the first order. Errors: as {@link orderCredentials}.
 */
export async function orderCredential(
  scope: OrgScope,
  order: CredentialOrder,
): Promise<{ readonly credentialId: string }> {
  const [known] = await findOrders(scope, [order])
  if (known !== undefined) return { credentialId: known.id }
  const [credentialId] = await orderCredentials(scope, [order])
  if (credentialId === undefined) throw new Error('an order was made and has no credential')
  await orderSigning(scope, credentialId)
  return { credentialId }
}

const orderSigning = (scope: OrgScope, credentialId: string): Promise<void> =>
  enqueue(scope, 'issue_credential', { orgId: scope.orgId, credentialId }, { key: `issue:${credentialId}` })

/**
 * Freezes what decisions award: id, address, dates, proof time, salt, status index, key, issuer document and every word of each
 * credential. Runs in the transaction that wrote the decisions; the caller has them signed (`issueCredentials`). Answers the credentials'
 * ids in the order of `orders`; those ordered before are found again. Errors: `not_found` for a decision that is no award in this
 * organization; `wrong_state` for an organization that left; `too_large`.
 */
export async function orderCredentials(
  scope: OrgScope,
  orders: readonly CredentialOrder[],
): Promise<readonly string[]> {
  const ids = new Map((await findOrders(scope, orders)).map(({ decisionId, id }) => [decisionId, id]))
  const fresh = orders.filter(({ decisionId }) => !ids.has(decisionId))
  for (const versionId of new Set(fresh.map(({ achievementVersionId }) => achievementVersionId))) {
    const ofVersion = fresh.filter(({ achievementVersionId }) => achievementVersionId === versionId)
    const rows = await freezeOrders(scope, await gatherShared(scope, versionId), ofVersion)
    for (const { decisionId, id } of rows) ids.set(decisionId, id)
    await freezeVersion(scope, versionId)
  }
  return orders.map(({ decisionId }) => {
    const id = ids.get(decisionId)
    if (id === undefined) throw new Error(`the decision ${decisionId} was left without a credential`)
    return id
  })
}

async function findOrders({ db, orgId }: OrgScope, orders: readonly CredentialOrder[]) {
  if (orders.length === 0) return []
  return db
    .selectFrom('credential')
    .select(['id', 'decisionId'])
    .where('orgId', '=', orgId)
    .where(
      'decisionId',
      'in',
      orders.map(({ decisionId }) => decisionId),
    )
    .where('supersededAt', 'is', null)
    .execute()
}

/** Stores orders of one version. */
async function freezeOrders(
  scope: OrgScope,
  shared: SharedFacts,
  orders: readonly CredentialOrder[],
): Promise<readonly FrozenCredential[]> {
  const recipientOf = await gatherRecipients(scope, orders)
  // Last, because the lists' counter stays locked until the transaction ends.
  const places = await reserveStatuses(scope, shared.origin, orders.length)
  const frozen = orders.map((order, at) => {
    const status = places[at]
    if (status === undefined) throw new Error('an order has no place')
    return freeze(scope, order, { ...shared, ...ownFacts(shared, order, recipientOf(order)), status })
  })
  await placeOrders(scope, frozen)
  return frozen
}

interface FactsOfOrder extends SharedFacts, ReturnType<typeof ownFacts> {
  readonly status: StatusPlace
}

/** One credential with every word that will be signed. */
function freeze({ deps }: OrgScope, order: CredentialOrder, facts: FactsOfOrder): FrozenCredential {
  const id = randomUUID()
  const url = `${facts.origin}/credentials/${id}`
  return {
    ...facts,
    id,
    url,
    document: buildOpenBadge(composeCredential({ ...facts, order, url, crypto: deps.crypto })),
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
  readonly status: StatusPlace
}

/** Writes the order of a credential, sealed for its holder, and the job that signs it. */
export async function placeOrder(scope: OrgScope, frozen: FrozenCredential): Promise<void> {
  await placeOrders(scope, [frozen])
  await orderSigning(scope, frozen.id)
}

async function placeOrders(scope: OrgScope, frozen: readonly FrozenCredential[]): Promise<void> {
  const renewed = await findRenewed(
    scope,
    frozen.map(({ validUntil, ...one }) => ({ ...one, validUntil: validUntil ?? null })),
  )
  const dataKeys = await dataKeysOf(
    scope,
    frozen.map(({ personId }) => personId),
  )
  await scope.db
    .insertInto('credential')
    .values(
      frozen.map((one, at) => ({
        ...sealedRow(scope, one, dataKeys.get(one.personId)),
        renewsId: renewed[at] ?? null,
      })),
    )
    .execute()
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
}

function sealedRow(
  { orgId, deps }: OrgScope,
  frozen: FrozenCredential,
  dataKey: DataKey | undefined,
): Omit<Row<'credential'>, 'renewsId'> {
  if (dataKey === undefined) throw new Error('a holder has no data key')
  const { id, status } = frozen
  return {
    orgId,
    id,
    decisionId: frozen.decisionId,
    personId: frozen.personId,
    recipientId: frozen.recipientId,
    achievementId: frozen.achievementId,
    achievementVersionId: frozen.achievementVersionId,
    url: frozen.url,
    subjectId: frozen.subjectId,
    unsignedSealed: sealWith(dataKey, JSON.stringify(frozen.document), `credential:${id}:unsigned`).sealed,
    saltSealed: sealWith(dataKey, new Uint8Array(randomBytes(32)), `credential:${id}:salt`).sealed,
    dataKeyId: dataKey.id,
    validFrom: frozen.validFrom,
    validUntil: frozen.validUntil ?? null,
    proofCreated: wholeSecond(deps.now()),
    signingKeyId: frozen.signingKeyId,
    issuerDocumentDigest: frozen.issuerDocumentDigest,
    statusGroupId: status.groupId,
    statusIndex: status.index,
    revokedAt: null,
    suspendedAt: null,
    supersededAt: null,
    orderedAt: deps.now(),
    issuedAt: null,
  }
}
