import { z } from 'zod'

/** Keys that can be replaced while the issuer stays the same. The log's key is part of the log's name. */
export const ROTATABLE_PURPOSES = ['credential', 'credential_p256', 'credential_jwt'] as const
export type RotatablePurpose = (typeof ROTATABLE_PURPOSES)[number]

/** `current` signs; `retired` signs no more and still verifies; `revoked` is compromised and verifies nothing. */
export const KEY_STATES = ['current', 'retired', 'revoked'] as const
export type KeyState = (typeof KEY_STATES)[number]

export const rotationSchema = z.strictObject({ purpose: z.enum(ROTATABLE_PURPOSES) })

/** Why a key counts as compromised: for the audit trail, where it is read years later. */
export const compromiseSchema = z.strictObject({
  reason: z
    .string({ error: 'errors.reason_short' })
    .trim()
    .min(3, { error: 'errors.reason_short' })
    .max(1000),
})
