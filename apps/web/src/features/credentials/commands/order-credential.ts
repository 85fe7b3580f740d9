import { randomBytes, randomUUID } from 'node:crypto'
import { buildOpenBadge } from '@assay/credentials'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { freezeVersion } from '../../achievements/commands.ts'
import { recordEvents } from '../../audit/commands.ts'
import { type DataKey, dataKeysOf, sealWith } from '../../data-keys/commands.ts'
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
  await enqueue(
    scope,
    'issue_credential',
    { orgId: scope.orgId, credentialId },
    { key: `issue:${credentialId}` },
  )
  return { credentialId }
}

/**
 * Freezes what decisions award: id, address, dates, proof time, salt, status index, key, issuer document and every word of each
 * credential. Runs in the transaction that wrote the decisions; the caller has them signed (`issueCredentials`). Answers the credentials'
 * ids in the order of `orders`; those ordered before are found again. Errors: `not_found` for a decision that is no award in this
 * organization; `too_large`.
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
): Promise<readonly Row<'credential'>[]> {
  const recipientOf = await gatherRecipients(scope, orders)
  const dataKeys = await dataKeysOf(
    scope,
    orders.map(({ personId }) => personId),
  )
  // Last, because the lists' counter stays locked until the transaction ends.
  const places = await reserveStatuses(scope, shared.origin, orders.length)
  const rows = orders.map((order, at) => {
    const [dataKey, status] = [dataKeys.get(order.personId), places[at]]
    if (dataKey === undefined || status === undefined) throw new Error('an order has no key or no place')
    const own = ownFacts(shared, order, recipientOf(order))
    return credentialRow(scope, { ...shared, ...own, order, status, dataKey })
  })
  await scope.db.insertInto('credential').values(rows).execute()
  await recordEvents(
    scope,
    rows.map(({ id, personId, decisionId, achievementVersionId }) => ({
      action: 'credential.ordered',
      recordType: 'credential',
      recordId: id,
      personId,
      data: { decisionId, achievementVersionId },
    })),
  )
  return rows
}

interface OrderedFacts extends SharedFacts, ReturnType<typeof ownFacts> {
  readonly order: CredentialOrder
  readonly status: StatusPlace
  readonly dataKey: DataKey
}

/** One credential, frozen. */
function credentialRow({ orgId, deps }: OrgScope, facts: OrderedFacts): Row<'credential'> {
  const { order, dataKey, status } = facts
  const id = randomUUID()
  const url = `${facts.origin}/credentials/${id}`
  const document = buildOpenBadge(composeCredential({ ...facts, url, crypto: deps.crypto }))
  return {
    orgId,
    id,
    decisionId: order.decisionId,
    personId: order.personId,
    achievementId: facts.achievementId,
    achievementVersionId: order.achievementVersionId,
    url,
    subjectId: facts.subjectId,
    unsignedSealed: sealWith(dataKey, JSON.stringify(document), `credential:${id}:unsigned`).sealed,
    saltSealed: sealWith(dataKey, new Uint8Array(randomBytes(32)), `credential:${id}:salt`).sealed,
    dataKeyId: dataKey.id,
    validFrom: facts.validFrom,
    validUntil: facts.validUntil ?? null,
    proofCreated: wholeSecond(deps.now()),
    signingKeyId: facts.signingKeyId,
    issuerDocumentDigest: facts.issuerDocumentDigest,
    statusGroupId: status.groupId,
    statusIndex: status.index,
    revokedAt: null,
    suspendedAt: null,
    orderedAt: deps.now(),
    issuedAt: null,
    recipientId: order.recipientId ?? null,
    supersededAt: null,
  }
}
