import { hash } from 'node:crypto'
import type { Signer } from '@assay/core'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { freezeVersion } from '../../achievements/commands.ts'
import { type DataKey, dataKeysOf } from '../../data-keys/commands.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import type { CredentialOrder } from '../schema.ts'
import { freezeCredentials, type SealedCredential, type ToFreeze, withKeys } from './freeze-credential.ts'
import { gatherShared, getHolders, holderIn, holdOrganization } from './gather-facts.ts'
import { insertCredentials } from './insert-credentials.ts'
import { signOrders } from './issue-credential.ts'
import { openSigners, signerOf } from './open-orders.ts'
import { reserveStatuses } from './reserve-statuses.ts'
import { type SignedOrder, storeIssued } from './store-signed.ts'

// Awards of which something else keeps the order, such as the rows of a file: they are signed before anything of them is stored, and then
// stored with their decisions at once. Killed in between, they leave unused places in the status lists, and nothing else.

/** Awards of one version, as they will be decided. */
export interface AwardsToCome {
  readonly achievementVersionId: string
  readonly basis: 'bulk'
  readonly decidedAt: Date
  readonly orders: readonly CredentialOrder[]
}

/** What these awards are made of. */
export interface PreparedAwards extends ToFreeze {
  readonly orders: readonly CredentialOrder[]
  readonly dataKeys: ReadonlyMap<string, DataKey>
  readonly signer: Signer
}

/** A credential that is signed, and of which nothing is stored. */
export type SignedAward = SealedCredential & SignedOrder

/** Gathers what the awards say and takes their places in the status lists. Errors: as `orderCredential`. */
export async function prepareAwards(
  scope: OrgScope,
  { achievementVersionId, basis, decidedAt, orders }: AwardsToCome,
): Promise<PreparedAwards> {
  const shared = await gatherShared(scope, achievementVersionId)
  const holders = await getHolders(scope, orders)
  const dataKeys = await dataKeysOf(
    scope,
    orders.map(({ personId }) => personId),
  )
  const { signer } = signerOf(await openSigners(scope, [shared.signingKeyId]), shared.signingKeyId)
  const recipientOf = (order: CredentialOrder) => ({
    decision: { basis, decidedAt },
    holder: holderIn(holders, order),
  })
  // Last, because the lists' counter stays locked until the transaction ends.
  const places = await reserveStatuses(scope, shared.origin, orders.length)
  return { orders, shared, recipientOf, places, dataKeys, signer }
}

/** Writes and signs them, outside any transaction. */
export async function signAwards(deps: Deps, prepared: PreparedAwards): Promise<readonly SignedAward[]> {
  const { orders, dataKeys, signer } = prepared
  const sealed = withKeys(freezeCredentials(deps.crypto, orders, prepared), dataKeys, deps.now())
  return signOrders(
    deps,
    sealed.map((one) => ({ ...one, credentialId: one.id, signer })),
  )
}

/** Those whose holders were not erased meanwhile: without their key nothing of theirs can be stored. */
export async function stillStorable(
  scope: OrgScope,
  awards: readonly SignedAward[],
): Promise<readonly SignedAward[]> {
  const known = new Map(awards.map(({ dataKey }) => [dataKey.id, dataKey.key]))
  const keys = await openDataKeys(scope, [...known.keys()], known)
  return awards.filter(({ dataKey }) => keys.has(dataKey.id))
}

export interface StoreOptions {
  /** When those who were awarded by address are told. Default: at once. */
  readonly tellAt: Date | undefined
  /** What the audit event of each says of its decision: one event tells of both. */
  readonly factsOf: (award: SignedAward) => Readonly<Record<string, unknown>>
}

/**
 * Stores signed credentials with everything that belongs to them, in the transaction that writes their decisions. Errors: `wrong_state`
 * for an organization that left. Throws when the key was revoked while it signed: the next try takes the new one.
 */
export async function storeAwards(
  scope: OrgScope,
  awards: readonly SignedAward[],
  { tellAt, factsOf }: StoreOptions,
): Promise<void> {
  if (awards.length === 0) return
  await holdOrganization(scope)
  await insertCredentials(scope, awards, 'issued')
  for (const versionId of new Set(awards.map(({ achievementVersionId }) => achievementVersionId)))
    await freezeVersion(scope, versionId)
  const issued = awards.map((award) => ({
    ...{ row: award, order: award, facts: factsOf(award) },
    digest: hash('sha256', award.bytes, 'buffer'),
  }))
  await storeIssued(scope, issued, tellAt)
}
