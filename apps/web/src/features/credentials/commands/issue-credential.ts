import { memberOf } from '@assay/core'
import { attachProof, type PreparedProof, prepareProof } from '@assay/credentials'
import { inOrg } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { dutiesChanged } from '../../../jobs/duties-changed.ts'
import { canonicalizerOf } from './canonicalizer.ts'
import { bytesOf, type DocumentText, signedText } from './document-text.ts'
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
  const signed = await signOrders(deps, orders)
  await inOrg(deps, asJob(orgId), (scope) => storeSigned(scope, signed, tellAt))
}

/** Signs what was frozen, outside any transaction: one batch a key. */
export async function signOrders(deps: Deps, orders: readonly OpenOrder[]): Promise<readonly SignedOrder[]> {
  const canonicalize = canonicalizerOf(deps)
  const signed: SignedOrder[] = []
  for (const signer of new Set(orders.map((order) => order.signer))) {
    const own = orders.filter((order) => order.signer === signer)
    const proofs: PreparedProof[] = []
    for (const { document, verificationMethod, proofCreated } of own)
      proofs.push(
        await prepareProof({
          ...{ document, verificationMethod, created: proofCreated.getTime() },
          ...{ publicKey: signer.publicKey, canonicalize, crypto: deps.crypto },
        }),
      )
    const signatures = await signer.sign(proofs.map(({ bytes }) => bytes))
    own.forEach((order, at) => {
      const text = signedBy(order, proofs[at], signatures[at])
      signed.push({ ...order, text, bytes: bytesOf(text) })
    })
  }
  return signed
}

/** The same bytes as of the signed document's JSON, of which all but the proof was written when it was frozen. */
function signedBy(
  { document, text, signer }: OpenOrder,
  proof: PreparedProof | undefined,
  signature: Uint8Array | undefined,
): DocumentText {
  if (proof === undefined || signature === undefined) throw new Error('the signer answered no signature')
  return signedText(
    text,
    memberOf(attachProof(document, proof, signature, signer.publicKey), 'proof') ?? null,
  )
}
