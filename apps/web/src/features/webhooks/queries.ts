import { notFound } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { isPublished } from '../../db/webhook-outbox.ts'
import { translatorFor } from '../../i18n/server.ts'
import type { DeliveryState } from './schema.ts'

/** Areas of two words; of every other action the first word is its area. */
const AREAS_OF_TWO_WORDS = ['api_key']

/** Every type of event, in the order of the alphabet: the names of the audit events, from the one list of their sentences. */
export function eventTypes(): readonly string[] {
  const { actions } = translatorFor('en').getResourceBundle('en', 'audit') as {
    actions: Record<string, string>
  }
  return Object.keys(actions).map(typeOf).filter(isPublished).sort()
}

function typeOf(key: string): string {
  const area = AREAS_OF_TWO_WORDS.find((name) => key.startsWith(`${name}_`)) ?? key.split('_')[0] ?? ''
  return `${area}.${key.slice(area.length + 1)}`
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const FACTS = [
  'id',
  'url',
  'description',
  'events',
  'enabled',
  'disabledFor',
  'failingSince',
  'previousUntil',
  'revision',
  'createdAt',
] as const

/** The organization's webhooks, the newest first; no secrets. */
export function listWebhooks(scope: OrgScope) {
  return scope.db
    .selectFrom('webhookEndpoint')
    .select(FACTS)
    .where('orgId', '=', scope.orgId)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute()
}

/** One webhook. Error: `not_found`. */
export async function getWebhook(scope: OrgScope, id: string) {
  const row = UUID.test(id)
    ? await scope.db
        .selectFrom('webhookEndpoint')
        .select(FACTS)
        .where('orgId', '=', scope.orgId)
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined
  if (row === undefined) throw notFound('webhook')
  return row
}

export interface DeliveriesQuery {
  readonly state?: DeliveryState | undefined
  readonly limit: number
  readonly offset: number
}

/** Deliveries of a webhook, the newest first, each with its attempts; `total` counts all that match. */
export async function listDeliveries(scope: OrgScope, endpointId: string, query: DeliveriesQuery) {
  let matching = scope.db
    .selectFrom('webhookDelivery')
    .innerJoin('webhookEvent', (join) =>
      join
        .onRef('webhookEvent.orgId', '=', 'webhookDelivery.orgId')
        .onRef('webhookEvent.id', '=', 'webhookDelivery.eventId'),
    )
    .where('webhookDelivery.orgId', '=', scope.orgId)
    .where('endpointId', '=', endpointId)
  if (query.state !== undefined) matching = matching.where('state', '=', query.state)
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await matching
    .select([
      'webhookDelivery.id',
      'eventId',
      'type',
      'body',
      'state',
      'nextAt',
      'webhookDelivery.createdAt',
      'endedAt',
    ])
    .orderBy('webhookDelivery.createdAt', 'desc')
    .orderBy('webhookDelivery.id')
    .limit(query.limit)
    .offset(query.offset)
    .execute()
  const attempts = await attemptsOf(
    scope,
    rows.map(({ id }) => id),
  )
  return {
    items: rows.map((row) => ({
      ...row,
      attempts: attempts.filter(({ deliveryId }) => deliveryId === row.id),
    })),
    total,
  }
}

async function attemptsOf(scope: OrgScope, deliveries: readonly string[]) {
  if (deliveries.length === 0) return []
  return scope.db
    .selectFrom('webhookAttempt')
    .select(['deliveryId', 'number', 'at', 'status', 'answer', 'error', 'milliseconds'])
    .where('orgId', '=', scope.orgId)
    .where('deliveryId', 'in', deliveries)
    .orderBy('number')
    .execute()
}
