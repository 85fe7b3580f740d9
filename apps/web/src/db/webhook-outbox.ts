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
const PRIVATE_AREAS: readonly string[] = [
  'address',
  'password',
  'session',
  'badge',
  'passkey',
  'factor',
  'recovery',
  'accounts',
  'app',
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
const impersonalFacts = (data: Readonly<Record<string, unknown>>): Record<string, unknown> =>
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

/** Writes events for every webhook that asked for their types, and the jobs that deliver them, in the transaction of the changes. */
export async function publishEvents(scope: AnyScope, events: readonly PublishedEvent[]): Promise<void> {
  const published = events
    .filter(({ type }) => isPublished(type))
    .map((event) => ({ id: randomUUID(), event }))
  if (published.length === 0 || !(await isAnyAsked(scope, events))) return
  const column = <T>(of: (one: (typeof published)[number]) => T) => published.map(of)
  await sql`SELECT graphile_worker.assay_enqueue('deliver_webhook',
      json_build_object('orgId', published.org, 'deliveryId', published.delivery), 'webhook:' || published.delivery, NULL)
    FROM (
      SELECT event.org, webhook_publish(event.org, event.id, event.type, event.body, event.at) AS delivery
      FROM unnest(${column(({ event }) => event.orgId)}::uuid[], ${column(({ id }) => id)}::uuid[],
        ${column(({ event }) => event.type)}::text[], ${column(({ id, event }) => bodyOf(id, event))}::text[],
        ${column(({ event }) => event.at)}::timestamptz[]) AS event (org, id, type, body, at)
    ) published`.execute(scope.db)
}

/** From this many events on it is asked first whether anybody is told of them: a body for each costs more than the question. */
const WORTH_ASKING = 10

async function isAnyAsked({ db }: AnyScope, events: readonly PublishedEvent[]): Promise<boolean> {
  if (events.length < WORTH_ASKING) return true
  const organizations = [...new Set(events.map(({ orgId }) => orgId))]
  const types = [...new Set(events.map(({ type }) => type))]
  const { rows } = await sql<{ readonly asked: boolean }>`
    SELECT webhook_is_asked(${organizations}::uuid[], ${types}::text[]) AS asked`.execute(db)
  return rows[0]?.asked ?? true
}
