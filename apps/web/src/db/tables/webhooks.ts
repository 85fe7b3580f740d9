import type { Generated } from 'kysely'
import type { Bytes } from './column-types.ts'

/** Who is told of events, and what they answered. */
export interface WebhooksTables {
  webhookEndpoint: WebhookEndpointTable
  webhookEvent: WebhookEventTable
  webhookDelivery: WebhookDeliveryTable
  webhookAttempt: WebhookAttemptTable
}

interface WebhookEndpointTable {
  orgId: string
  id: string
  url: string
  description: Generated<string>
  /** Null: every type. */
  events: string[] | null
  secretSealed: Bytes
  previousSecretSealed: Bytes | null
  previousUntil: Date | null
  enabled: Generated<boolean>
  disabledFor: 'asked' | 'gone' | 'failing' | null
  failingSince: Date | null
  revision: Generated<number>
  createdBy: string
  createdAt: Date
}

interface WebhookEventTable {
  orgId: string
  id: string
  type: string
  body: string
  createdAt: Date
}

interface WebhookDeliveryTable {
  orgId: string
  id: string
  endpointId: string
  eventId: string
  state: 'waiting' | 'delivered' | 'failed'
  attempts: Generated<number>
  tries: Generated<number>
  nextAt: Date | null
  createdAt: Date
  endedAt: Date | null
}

interface WebhookAttemptTable {
  orgId: string
  deliveryId: string
  number: number
  at: Date
  status: number | null
  answer: Generated<string>
  error: string | null
  milliseconds: number
}
