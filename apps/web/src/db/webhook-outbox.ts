import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { AnyScope } from './scopes.ts'

/** What an event tells: which record changed, and facts that name nobody. Receivers read the rest through the API. */
export interface PublishedEvent {
  readonly orgId: string
  /** `area.action`, the name of the audit event. */
  readonly type: string
  readonly recordType: string
  readonly recordId: string
  readonly data: Readonly<Record<string, unknown>>
  readonly at: Date
}

/** Areas of what belongs to a person and not to an organization, and of what nobody may cause on purpose. */
export const PRIVATE_AREAS: readonly string[] = [
  'address',
  'password',
  'session',
  'badge',
  'request',
  'webhook',
]

export const isPublished = (type: string): boolean => !PRIVATE_AREAS.includes(type.split('.')[0] ?? '')

/** Ids, numbers and codes of few letters; names, addresses and sentences of people are none of these. */
const FACT = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z][a-z_]{1,39})$/
/** Facts that people write themselves. */
const WRITTEN: readonly string[] = [
  'name',
  'reason',
  'title',
  'description',
  'note',
  'comment',
  'url',
  'address',
]

/** The facts of an audit event that name nobody. */
export const impersonalFacts = (data: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).filter(
      ([name, value]) =>
        !WRITTEN.includes(name) &&
        (typeof value === 'number' ||
          typeof value === 'boolean' ||
          (typeof value === 'string' && FACT.test(value))),
    ),
  )

/** The body that is signed and sent, by the form of Standard Webhooks: type, timestamp, data. */
export function bodyOf(id: string, event: PublishedEvent): string {
  return JSON.stringify({
    type: event.type,
    timestamp: event.at.toISOString(),
    data: {
      id,
      organization: event.orgId,
      record: { type: event.recordType, id: event.recordId },
      facts: impersonalFacts(event.data),
    },
  })
}

/** Writes an event for every webhook that asked for its type, and the jobs that deliver it, in the transaction of the change. */
export async function publishEvent(scope: AnyScope, event: PublishedEvent): Promise<void> {
  if (!isPublished(event.type)) return
  const id = randomUUID()
  const { rows } = await sql<{
    delivery: string
  }>`SELECT webhook_publish(${event.orgId}, ${id}, ${event.type}, ${bodyOf(id, event)}, ${event.at}) AS delivery`.execute(
    scope.db,
  )
  for (const { delivery } of rows) {
    const payload = JSON.stringify({ orgId: event.orgId, deliveryId: delivery })
    await sql`SELECT graphile_worker.assay_enqueue('deliver_webhook', ${payload}::json, ${`webhook:${delivery}`}, NULL)`.execute(
      scope.db,
    )
  }
}
