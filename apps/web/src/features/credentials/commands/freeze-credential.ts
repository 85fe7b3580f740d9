import { randomBytes, randomUUID } from 'node:crypto'
import type { Crypto, JsonObject } from '@assay/core'
import type { Row } from '../../../db/tables.ts'
import type { DataKey } from '../../data-keys/commands.ts'
import type { CredentialOrder } from '../schema.ts'
import type { DocumentText } from './document-text.ts'
import { ownFacts, type Recipient, type SharedFacts, wholeSecond } from './gather-facts.ts'
import type { StatusPlace } from './reserve-statuses.ts'
import { composeAlike } from './same-award.ts'

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

/** A credential as it will be signed and stored, with what it is sealed with. */
export interface SealedCredential extends FrozenCredential {
  readonly dataKey: DataKey
  /** Of its row in the log. */
  readonly salt: Uint8Array
  readonly proofCreated: Date
}

/** What credentials of one version are made of: the facts they share, to whom each goes, and its place in the status lists. */
export interface ToFreeze {
  readonly shared: SharedFacts
  readonly recipientOf: (order: CredentialOrder) => Recipient
  readonly places: readonly StatusPlace[]
}

/** Writes every word of each credential. */
export function freezeCredentials(
  crypto: Crypto,
  orders: readonly CredentialOrder[],
  { shared, recipientOf, places }: ToFreeze,
): readonly FrozenCredential[] {
  const compose = composeAlike()
  return orders.map((order, at): FrozenCredential => {
    const status = places[at]
    if (status === undefined) throw new Error('an order has no place')
    const facts = { ...shared, ...ownFacts(shared, order, recipientOf(order)), status }
    const id = randomUUID()
    const url = `${facts.origin}/credentials/${id}`
    return {
      ...facts,
      id,
      url,
      ...compose({ ...facts, order, url, crypto }),
      decisionId: order.decisionId,
      personId: order.personId,
      recipientId: order.recipientId ?? null,
    }
  })
}

/** With the key of each holder, a salt, and `now` as the time of the proof. */
export function withKeys(
  frozen: readonly FrozenCredential[],
  dataKeys: ReadonlyMap<string, DataKey>,
  now: Date,
): readonly SealedCredential[] {
  const salts = randomBytes(frozen.length * SALT_BYTES)
  return frozen.map((one, at) => {
    const dataKey = dataKeys.get(one.personId)
    if (dataKey === undefined) throw new Error('a holder has no data key')
    const salt = new Uint8Array(salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES))
    return { ...one, dataKey, salt, proofCreated: wholeSecond(now) }
  })
}

/** Of rows in the log. */
const SALT_BYTES = 32
