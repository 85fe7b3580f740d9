import { z } from 'zod'
import { addressSchema } from '../identity/schema.ts'
import type { ClaimState } from './schema/terms.ts'

/** Somebody to award to, by their address: a member or not. */
export const recipientSchema = z.strictObject({
  address: addressSchema,
  /** Stands on the credential; without it the credential names nobody. */
  name: z
    .string()
    .trim()
    .max(200)
    .transform((name) => (name === '' ? undefined : name))
    .optional(),
  /** Language of the letters; default: the organization's. */
  locale: z.enum(['en', 'es']).optional(),
})
export type RecipientInput = z.output<typeof recipientSchema>

export interface ClaimFacts {
  readonly claimedAt: Date | null
  readonly endedAt: Date | null
  readonly bouncedAt: Date | null
  readonly openedAt: Date | null
  readonly expiresAt: Date
  /** Of the credential: nobody claims a revoked one. */
  readonly revokedAt: Date | null
}

/** The state of a claim at `now`. */
export function claimStateOf(claim: ClaimFacts, now: Date): ClaimState {
  if (claim.claimedAt !== null) return 'claimed'
  if (claim.endedAt !== null || claim.revokedAt !== null) return 'ended'
  if (claim.bouncedAt !== null) return 'bounced'
  if (claim.expiresAt <= now) return 'expired'
  return claim.openedAt === null ? 'sent' : 'opened'
}
