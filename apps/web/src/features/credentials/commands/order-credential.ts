import type { OrgScope } from '../../../db/scopes.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { freezeVersion } from '../../achievements/commands.ts'
import { recordEvent } from '../../audit/commands.ts'
import { dataKeysOf } from '../../data-keys/commands.ts'
import type { CredentialOrder } from '../schema.ts'
import { type FrozenCredential, freezeCredentials, withKeys } from './freeze-credential.ts'
import { gatherRecipients, gatherShared, type SharedFacts } from './gather-facts.ts'
import { insertCredentials } from './insert-credentials.ts'
import { reserveStatuses } from './reserve-statuses.ts'

/**
 * Orders one credential and its signing: freezes id, address, dates, proof time, salt, status index, key, issuer document and every word
 * of it, in the transaction that wrote the decision. Called twice for one decision, it finds the first order. Errors: `not_found` for a
 * decision that is no award in this organization; `wrong_state` for an organization that left; `too_large`.
 */
export async function orderCredential(
  scope: OrgScope,
  order: CredentialOrder,
): Promise<{ readonly credentialId: string }> {
  const known = await findOrder(scope, order)
  if (known !== undefined) return { credentialId: known.id }
  const shared = await gatherShared(scope, order.achievementVersionId)
  const frozen = await freezeOrder(scope, shared, order)
  await placeOrder(scope, frozen)
  await freezeVersion(scope, order.achievementVersionId)
  return { credentialId: frozen.id }
}

function findOrder({ db, orgId }: OrgScope, { decisionId }: CredentialOrder) {
  return db
    .selectFrom('credential')
    .select('id')
    .where('orgId', '=', orgId)
    .where('decisionId', '=', decisionId)
    .where('supersededAt', 'is', null)
    .executeTakeFirst()
}

async function freezeOrder(
  scope: OrgScope,
  shared: SharedFacts,
  order: CredentialOrder,
): Promise<FrozenCredential> {
  const recipientOf = await gatherRecipients(scope, [order])
  // Last, because the lists' counter stays locked until the transaction ends.
  const places = await reserveStatuses(scope, shared.origin, 1)
  const [frozen] = freezeCredentials(scope.deps.crypto, [order], { shared, recipientOf, places })
  if (frozen === undefined) throw new Error('an order was frozen and is not there')
  return frozen
}

/** Writes the order of a credential, sealed for its holder, and the job that signs it. */
export async function placeOrder(scope: OrgScope, frozen: FrozenCredential): Promise<void> {
  const { id: credentialId, personId, decisionId, achievementVersionId } = frozen
  await insertCredentials(
    scope,
    withKeys([frozen], await dataKeysOf(scope, [personId]), scope.deps.now()),
    'ordered',
  )
  await recordEvent(scope, {
    action: 'credential.ordered',
    recordType: 'credential',
    recordId: credentialId,
    personId,
    data: { decisionId, achievementVersionId },
  })
  await enqueue(
    scope,
    'issue_credential',
    { orgId: scope.orgId, credentialId },
    { key: `issue:${credentialId}` },
  )
}
