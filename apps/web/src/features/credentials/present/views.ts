import { z } from 'zod'
import type { CredentialFacts } from '../queries.ts'
import { CREDENTIAL_STATES } from '../schema/terms.ts'
import { CHANGES_TOLD, stateOf } from '../schema.ts'

const listed = {
  id: z.uuid(),
  /** The credential's own address, which stands in it. */
  url: z.string(),
  achievementId: z.uuid(),
  achievementVersionId: z.uuid(),
  achievementName: z.string(),
  version: z.number().int(),
  /** Null where it was awarded to an address: whose that is, is not told. */
  personId: z.uuid().nullable(),
  state: z.enum(CREDENTIAL_STATES),
  validFrom: z.iso.datetime(),
  validUntil: z.iso.datetime().nullable(),
  issuedAt: z.iso.datetime().nullable(),
  /** The older credential of the same holder that it renews. */
  renewsId: z.uuid().nullable(),
  /** The newer one that renews it, unless that was revoked. */
  renewedById: z.uuid().nullable(),
}

export const credentialView = z.object(listed).meta({ id: 'Credential' })
export const heldCredentialView = z
  .object({
    ...listed,
    holderName: z.string(),
    /** The address that it was awarded to; null for a member. */
    holderAddress: z.string().nullable(),
  })
  .meta({ id: 'HeldCredential' })

export const credentialDetailView = z
  .object({
    ...listed,
    /** SHA-256 of the signed bytes, in hex; null while it is being signed. */
    digest: z.string().nullable(),
    history: z.array(
      z.object({
        kind: z.enum(CHANGES_TOLD),
        reason: z.string(),
        changedAt: z.iso.datetime(),
        changedBy: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'CredentialDetail' })

type ListedRow = Pick<
  CredentialFacts,
  | 'id'
  | 'url'
  | 'achievementId'
  | 'achievementVersionId'
  | 'achievementName'
  | 'versionNumber'
  | 'personId'
  | 'recipientId'
  | 'validFrom'
  | 'validUntil'
  | 'issuedAt'
  | 'revokedAt'
  | 'suspendedAt'
  | 'renewsId'
  | 'renewedById'
>

export function presentCredential(row: ListedRow, now: Date): z.input<typeof credentialView> {
  return {
    id: row.id,
    url: row.url,
    achievementId: row.achievementId,
    achievementVersionId: row.achievementVersionId,
    achievementName: row.achievementName,
    version: row.versionNumber,
    personId: row.recipientId === null ? row.personId : null,
    state: stateOf(row, now),
    validFrom: row.validFrom.toISOString(),
    validUntil: row.validUntil?.toISOString() ?? null,
    issuedAt: row.issuedAt?.toISOString() ?? null,
    renewsId: row.renewsId,
    renewedById: row.renewedById,
  }
}

export function presentDetail(facts: CredentialFacts, now: Date): z.input<typeof credentialDetailView> {
  return {
    ...presentCredential(facts, now),
    digest: facts.form?.digest.toString('hex') ?? null,
    history: facts.history.map(({ kind, reason, changedAt, changedByName }) => ({
      kind,
      reason,
      changedAt: changedAt.toISOString(),
      changedBy: changedByName,
    })),
  }
}
