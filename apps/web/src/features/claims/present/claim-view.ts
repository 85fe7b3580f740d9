import { z } from 'zod'
import { CLAIM_STATES } from '../../recipients/schema/terms.ts'
import { claimStateOf } from '../../recipients/schema.ts'
import type { ClaimRow } from '../queries.ts'

const time = z.iso.datetime()

export const claimView = z
  .object({
    id: z.uuid(),
    credentialId: z.uuid(),
    achievementId: z.uuid(),
    achievementName: z.string(),
    /** As the organization typed them; who claimed it is not told. */
    address: z.string(),
    name: z.string().nullable(),
    state: z.enum(CLAIM_STATES),
    createdAt: time,
    /** Of the last letter. */
    sentAt: time,
    letters: z.number().int(),
    reminders: z.number().int(),
    nextReminderAt: time.nullable(),
    openedAt: time.nullable(),
    bouncedAt: time.nullable(),
    bounceReason: z.string().nullable(),
    claimedAt: time.nullable(),
    expiresAt: time,
  })
  .meta({ id: 'Claim' })

export function presentClaim(row: ClaimRow, now: Date): z.input<typeof claimView> {
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return {
    id: row.id,
    credentialId: row.credentialId,
    achievementId: row.achievementId,
    achievementName: row.achievementName,
    address: row.address,
    name: row.name,
    state: claimStateOf(row, now),
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt.toISOString(),
    letters: row.letters,
    reminders: row.reminders,
    nextReminderAt: iso(row.remindAt),
    openedAt: iso(row.openedAt),
    bouncedAt: iso(row.bouncedAt),
    bounceReason: row.bounceReason,
    claimedAt: iso(row.claimedAt),
    expiresAt: row.expiresAt.toISOString(),
  }
}
