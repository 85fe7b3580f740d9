import { z } from 'zod'

/** Webhooks that an organization has at most. */
export const WEBHOOKS_AT_MOST = 20
/** How much of an answer is kept. */
export const ANSWER_BYTES = 2048
/** Deliveries are kept for so many days. */
export const KEPT_DAYS = 30
/** For so many hours a replaced secret signs as well. */
export const OVERLAP_HOURS = 24
/** An endpoint that answered nothing well for so many days is disabled. */
export const FAILING_DAYS = 5
/** Failed deliveries that are replayed at one time. */
export const REPLAYED_AT_ONCE = 1000

const SECOND = 1
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Seconds before each try, the first one included: the schedule that Standard Webhooks suggests. */
export const RETRY_AFTER_SECONDS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

const LONGEST_WAIT_SECONDS = 24 * HOUR

/**
 * Seconds to wait after so many failed tries; undefined when it is given up. A receiver that asks for more time (`Retry-After`, in seconds or
 * as a date) gets it, up to a day.
 */
export function waitAfter(tries: number, retryAfter: string | undefined, now: Date): number | undefined {
  const planned = RETRY_AFTER_SECONDS[tries]
  if (planned === undefined) return undefined
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(planned, askedWait(retryAfter, now)))
}

function askedWait(text: string | undefined, now: Date): number {
  if (text === undefined) return 0
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil((at - now.getTime()) / 1000))
}

const eventType = z.string().regex(/^[a-z_]{1,40}\.[a-z_]{1,60}$/, { error: 'errors.webhook_event' })

/** What an administrator says of a webhook. */
export const webhookSchema = z.object({
  url: z.string().trim().min(1).max(2000),
  description: z.string().trim().max(200).default(''),
  /** Types of events; absent or empty: every one. */
  events: z.array(eventType).max(200).default([]),
})
export type WebhookInput = z.output<typeof webhookSchema>

export const webhookChangeSchema = webhookSchema.extend({ revision: z.coerce.number().int().min(1) })

export const replaySchema = z.object({
  /** Failed deliveries of events since then. */
  since: z.iso.datetime({ offset: true, local: true }),
})

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]
