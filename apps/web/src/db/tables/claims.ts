import type { Generated } from 'kysely'
import type { Bytes } from './column-types.ts'

/** Badges that wait for people without an account, and the events where they are handed out. */
export interface ClaimsTables {
  recipient: RecipientTable
  claim: ClaimTable
  eventClaim: EventClaimTable
  eventEntry: EventEntryTable
}

interface RecipientTable {
  orgId: string
  id: string
  personId: string
  address: string
  name: string | null
  nameShown: Generated<boolean>
  locale: string
  createdAt: Date
  updatedAt: Date
}

interface ClaimTable {
  orgId: string
  id: string
  credentialId: string
  recipientId: string
  tokenHash: Bytes
  tokenSealed: Bytes
  linkHash: Bytes
  linkSealed: Bytes
  createdAt: Date
  expiresAt: Date
  sentAt: Date
  letters: Generated<number>
  mailId: string
  reminders: Generated<number>
  remindAt: Date | null
  bouncedAt: Date | null
  bounceReason: string | null
  openedAt: Date | null
  claimedAt: Date | null
  endedAt: Date | null
}

interface EventClaimTable {
  orgId: string
  id: string
  achievementVersionId: string
  title: string
  reason: string
  tokenHash: Bytes
  tokenSealed: Bytes
  places: number
  taken: Generated<number>
  opensAt: Date
  closesAt: Date
  needsApproval: boolean
  createdBy: string
  createdAt: Date
  closedAt: Date | null
}

interface EventEntryTable {
  orgId: string
  id: string
  eventId: string
  recipientId: string
  personId: string
  state: 'waiting' | 'awarded' | 'refused'
  credentialId: string | null
  createdAt: Date
  decidedAt: Date | null
  decidedBy: string | null
}
