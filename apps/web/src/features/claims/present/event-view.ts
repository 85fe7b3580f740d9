import { z } from 'zod'
import type { EntryRow, EventRow } from '../queries/events.ts'
import { ENTRY_STATES, EVENT_STATES } from '../schema/event-terms.ts'
import { eventStateOf } from '../schema/events.ts'

const time = z.iso.datetime()

export const eventView = z
  .object({
    id: z.uuid(),
    title: z.string(),
    reason: z.string(),
    achievementVersionId: z.uuid(),
    achievementName: z.string(),
    state: z.enum(EVENT_STATES),
    places: z.number().int(),
    /** Awarded, or waiting for approval. */
    taken: z.number().int(),
    opensAt: time,
    closesAt: time,
    closedAt: time.nullable(),
    needsApproval: z.boolean(),
  })
  .meta({ id: 'Event' })

export const eventWithCodeView = eventView
  .extend({
    /** What the code says: whoever has it may enter. */
    url: z.string(),
  })
  .meta({ id: 'EventWithCode' })

export const entryView = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    address: z.string(),
    state: z.enum(ENTRY_STATES),
    credentialId: z.uuid().nullable(),
    createdAt: time,
  })
  .meta({ id: 'EventEntry' })

export function presentEvent(row: EventRow, now: Date): z.input<typeof eventView> {
  return {
    id: row.id,
    title: row.title,
    reason: row.reason,
    achievementVersionId: row.achievementVersionId,
    achievementName: row.achievementName,
    state: eventStateOf(row, now),
    places: row.places,
    taken: row.taken,
    opensAt: row.opensAt.toISOString(),
    closesAt: row.closesAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    needsApproval: row.needsApproval,
  }
}

export const presentEntry = ({ createdAt, ...row }: EntryRow): z.input<typeof entryView> => ({
  ...row,
  createdAt: createdAt.toISOString(),
})
