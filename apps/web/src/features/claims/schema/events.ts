import { z } from 'zod'
import { addressSchema } from '../../identity/schema.ts'
import { ENTRY_STATES, type EventState } from './event-terms.ts'

/** Places of one event: more than any hall has. */
const MOST_PLACES = 10_000
/** An event's code works for a month at most, so that a forgotten one does not give badges for ever. */
const MOST_DAYS_OPEN = 31

const moment = z.coerce.date({ error: 'errors.required' })

export const eventSchema = z
  .strictObject({
    achievementVersionId: z.uuid({ error: 'errors.choose_one' }),
    title: z.string().trim().min(1).max(200),
    /** Why it is awarded; stands in each credential. */
    reason: z
      .string({ error: 'errors.reason_short' })
      .trim()
      .min(3, { error: 'errors.reason_short' })
      .max(1000),
    places: z.coerce.number().int().min(1).max(MOST_PLACES),
    opensAt: moment,
    closesAt: moment,
    /** A program manager looks at each before it is awarded. */
    needsApproval: z.preprocess((value) => value === true || value === 'yes', z.boolean()).default(false),
  })
  .refine(({ opensAt, closesAt }) => closesAt > opensAt, { error: 'errors.event_window', path: ['closesAt'] })
  .refine(({ opensAt, closesAt }) => closesAt.getTime() - opensAt.getTime() <= MOST_DAYS_OPEN * 86_400_000, {
    error: 'errors.event_long',
    path: ['closesAt'],
  })
export type EventInput = z.output<typeof eventSchema>

/** Who came: what stands on the badge, and where the link goes. */
export const entrySchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  address: addressSchema,
})
export type EntryInput = z.output<typeof entrySchema>

/** People decided on at once: a page of them. */
const DECIDED_AT_ONCE = 200

export const decideSchema = z.strictObject({
  outcome: z.enum(['approve', 'refuse']),
  entries: z.array(z.uuid()).min(1, { error: 'errors.choose_one' }).max(DECIDED_AT_ONCE),
})
export type EntriesDecision = z.output<typeof decideSchema>

export const entriesQuerySchema = z.object({
  state: z.enum(ENTRY_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type EntriesQuery = z.output<typeof entriesQuerySchema>

interface EventFacts {
  readonly opensAt: Date
  readonly closesAt: Date
  readonly closedAt: Date | null
  readonly places: number
  readonly taken: number
}

/** The state of an event at `now`. */
export function eventStateOf(event: EventFacts, now: Date): EventState {
  if (event.closedAt !== null) return 'closed'
  if (event.closesAt <= now) return 'over'
  if (event.opensAt > now) return 'early'
  return event.taken >= event.places ? 'full' : 'open'
}
