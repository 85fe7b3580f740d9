import { AppError, notFound } from '../../../app-error.ts'
import { hashSecret, isSecretOf } from '../../../db/lookups.ts'
import type { SystemScope } from '../../../db/scopes.ts'
import type { ClaimState } from '../../recipients/schema/terms.ts'
import { claimStateOf } from '../../recipients/schema.ts'

/** A claim by one of its two secrets, with what whoever has it may know. */
export type FoundClaim = Awaited<ReturnType<typeof findByToken>>

/** The claim behind a mailed link, or behind one that the organization handed over (`proves`: the mailed one). Error `not_found`. */
export async function findByToken({ db }: SystemScope, token: string) {
  const hash = hashSecret(token)
  const row = await db
    .selectFrom('claim')
    .innerJoin('credential', 'credential.id', 'claim.credentialId')
    .innerJoin('decision', 'decision.id', 'credential.decisionId')
    .innerJoin('recipient', 'recipient.id', 'claim.recipientId')
    .innerJoin('organization', 'organization.id', 'claim.orgId')
    .select([
      'claim.id',
      'claim.orgId',
      'claim.credentialId',
      'claim.recipientId',
      'claim.tokenHash',
      'claim.tokenSealed',
      'claimedAt',
      'endedAt',
      'bouncedAt',
      'openedAt',
      'expiresAt',
      'revokedAt',
      'credential.personId',
      'decision.decidedBy',
      'recipient.address',
      'recipient.locale',
      'organization.name as issuer',
      'organization.mark',
    ])
    .where((eb) => eb.or([eb('tokenHash', '=', hash), eb('linkHash', '=', hash)]))
    .forUpdate('claim')
    .executeTakeFirst()
  if (row === undefined) throw notFound('claim')
  return { ...row, proves: isSecretOf(token, row.tokenHash) }
}

/** Why a claim in this state cannot be taken, or undefined. */
const OVER: Partial<Record<ClaimState, string>> = {
  claimed: 'claim_used',
  ended: 'claim_ended',
  expired: 'claim_expired',
}

/** Refuses a claim that was used, taken back or is too old. Error `gone`. A letter that came back and was found all the same counts. */
export function refuseOver(claim: FoundClaim, now: Date): void {
  const text = OVER[claimStateOf({ ...claim, bouncedAt: null }, now)]
  if (text !== undefined)
    throw new AppError('gone', 'This link was used, taken back, or is too old.', { text })
}
