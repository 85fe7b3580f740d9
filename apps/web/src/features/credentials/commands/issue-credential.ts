import { encodeUtf8 } from '@assay/core'
import { createProof } from '@assay/credentials'
import { inOrg } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { dutiesChanged } from '../../../jobs/duties-changed.ts'
import { canonicalizerOf } from './canonicalizer.ts'
import { type OpenOrder, openOrders } from './open-orders.ts'
import { type SignedOrder, storeSigned } from './store-signed.ts'

/** The organization's own work, without a person. */
const asJob = (orgId: string) => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' } as const,
})

export interface IssueOptions {
  /** When those who were awarded by address are told. Default: at once. */
  readonly tellAt?: Date | undefined
}

/** Signs one ordered credential; see {@link issueCredentials}. */
export async function issueCredential(deps: Deps, orgId: string, credentialId: string): Promise<void> {
  await issueCredentials(deps, orgId, [credentialId])
  await inOrg(deps, asJob(orgId), dutiesChanged)
}

/**
 * Signs ordered credentials: opens what was frozen, signs outside any transaction, then stores the bytes with the pending log rows, the
 * backpack entries and the letters in one. Run twice, or again after a crash at any point, it leaves exactly one of each: the first
 * writer wins, and a later run finds it.
 */
export async function issueCredentials(
  deps: Deps,
  orgId: string,
  credentialIds: readonly string[],
  { tellAt }: IssueOptions = {},
): Promise<void> {
  if (credentialIds.length === 0) return
  const orders = await inOrg(deps, asJob(orgId), (scope) => openOrders(scope, credentialIds))
  if (orders.length === 0) return
  const signed: SignedOrder[] = []
  for (const order of orders) signed.push({ ...order, bytes: await sign(deps, order) })
  await inOrg(deps, asJob(orgId), (scope) => storeSigned(scope, signed, tellAt))
}

async function sign(deps: Deps, order: OpenOrder): Promise<Uint8Array> {
  const signed = await createProof({
    document: order.document,
    verificationMethod: order.verificationMethod,
    created: order.proofCreated.getTime(),
    signer: order.signer,
    canonicalize: canonicalizerOf(deps),
    crypto: deps.crypto,
  })
  return encodeUtf8(JSON.stringify(signed))
}
