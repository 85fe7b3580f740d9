import { z } from 'zod'
import type { getWebhook, listDeliveries } from './queries.ts'
import { DELIVERY_STATES } from './schema.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export const webhookView = z
  .object({
    id: z.uuid(),
    url: z.string(),
    description: z.string(),
    /** Null: every type. */
    events: z.array(z.string()).nullable(),
    enabled: z.boolean(),
    disabledFor: z.enum(['asked', 'gone', 'failing']).nullable(),
    /** Since when nothing was delivered. */
    failingSince: z.iso.datetime().nullable(),
    /** Until then the replaced secret signs as well. */
    previousUntil: z.iso.datetime().nullable(),
    revision: z.number().int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' })

export const presentWebhook = (row: Awaited<ReturnType<typeof getWebhook>>): z.input<typeof webhookView> => ({
  ...row,
  failingSince: iso(row.failingSince),
  previousUntil: iso(row.previousUntil),
  createdAt: row.createdAt.toISOString(),
})

export const madeSecretView = z
  .object({
    id: z.uuid(),
    /** `whsec_…`: told this once. */
    secret: z.string(),
  })
  .meta({ id: 'WebhookSecret' })

export const deliveryView = z
  .object({
    id: z.uuid(),
    /** The `webhook-id` of the message. */
    eventId: z.uuid(),
    type: z.string(),
    /** What is sent. */
    body: z.string(),
    state: z.enum(DELIVERY_STATES),
    nextAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    attempts: z.array(
      z.object({
        number: z.number().int(),
        at: z.iso.datetime(),
        /** Null: there was no answer. */
        status: z.number().int().nullable(),
        /** The first 2 KiB. */
        answer: z.string(),
        error: z.string().nullable(),
        milliseconds: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'WebhookDelivery' })

export const presentDelivery = (
  row: Awaited<ReturnType<typeof listDeliveries>>['items'][number],
): z.input<typeof deliveryView> => ({
  ...row,
  nextAt: iso(row.nextAt),
  createdAt: row.createdAt.toISOString(),
  endedAt: iso(row.endedAt),
  attempts: row.attempts.map(({ deliveryId: _of, ...attempt }) => ({
    ...attempt,
    at: attempt.at.toISOString(),
  })),
})
