import { setImmediate } from 'node:timers/promises'
import { memberOf } from '@assay/core'
import { attachProof, type PreparedProof, prepareProofs } from '@assay/credentials'
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

/**
 * Signs an ordered credential: opens what was frozen, signs outside any transaction, then stores the bytes with the pending log row, the
 * backpack entry and the letter in one. Run twice, or again after a crash at any point, it leaves exactly one of each: the first writer
 * wins, and a later run finds it.
 */
export async function issueCredential(deps: Deps, orgId: string, credentialId: string): Promise<void> {
  const orders = await inOrg(deps, asJob(orgId), (scope) => openOrders(scope, [credentialId]))
  if (orders.length > 0) {
    const signed = await signOrders(deps, orders)
    await inOrg(deps, asJob(orgId), (scope) => storeSigned(scope, signed))
  }
  await inOrg(deps, asJob(orgId), dutiesChanged)
}

/** How many are signed before something else has its turn: some ten milliseconds. */
const AT_ONCE = 50

/**
 * Signs what was frozen, outside any transaction: together what proofs of one key and moment are made for. Other work of the process has
 * its turn in between.
 */
export async function signOrders<Order extends OpenOrder>(
  deps: Deps,
  orders: readonly Order[],
): Promise<readonly (Order & SignedOrder)[]> {
  const canonicalize = canonicalizerOf(deps)
  const signed: (Order & SignedOrder)[] = []
  for (const own of alikeOf(orders)) {
    const [{ signer, verificationMethod, proofCreated }] = own
    if (signed.length > 0) await setImmediate()
    const proofs = await prepareProofs(
      own.map(({ document }) => document),
      {
        ...{ verificationMethod, created: proofCreated.getTime(), publicKey: signer.publicKey },
        ...{ canonicalize, crypto: deps.crypto },
      },
    )
    const signatures = await signer.sign(proofs.map(({ bytes }) => bytes))
    own.forEach((order, at) => {
      const text = signedBy(order, proofs[at], signatures[at])
      signed.push({ ...order, text, bytes: bytesOf(text) })
    })
  }
  return signed
}

/** Orders whose proofs say the same of themselves, {@link AT_ONCE} together. */
function alikeOf<Order extends OpenOrder>(orders: readonly Order[]): readonly [Order, ...Order[]][] {
  const groups: [Order, ...Order[]][] = []
  const last = new Map<string, [Order, ...Order[]]>()
  for (const order of orders) {
    const name = `${order.signingKeyId} ${order.proofCreated.getTime()} ${order.verificationMethod}`
    const known = last.get(name)
    if (known !== undefined && known.length < AT_ONCE) known.push(order)
    else {
      const group: [Order, ...Order[]] = [order]
      last.set(name, group)
      groups.push(group)
    }
  }
  return groups
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
