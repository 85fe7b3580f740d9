import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { isId } from '../../credentials/schema.ts'
import { eventPlace } from '../commands/events.ts'
import { openToken } from '../commands/secrets.ts'
import type { EntriesQuery } from '../schema/events.ts'

const eventsOf = ({ db, orgId }: OrgScope) =>
  db
    .selectFrom('eventClaim')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'eventClaim.achievementVersionId')
    .where('eventClaim.orgId', '=', orgId)

const COLUMNS = [
  'eventClaim.id',
  'eventClaim.achievementVersionId',
  'achievementVersion.name as achievementName',
  'title',
  'reason',
  'places',
  'taken',
  'opensAt',
  'closesAt',
  'closedAt',
  'needsApproval',
  'eventClaim.createdAt',
] as const

/** The organization's events, newest first; `total` counts all. */
export async function listEvents(
  scope: OrgScope,
  { limit, offset }: { readonly limit: number; readonly offset: number },
) {
  const { total } = await eventsOf(scope)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const items = await eventsOf(scope)
    .select(COLUMNS)
    .orderBy('eventClaim.createdAt', 'desc')
    .orderBy('eventClaim.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}
export type EventRow = Awaited<ReturnType<typeof listEvents>>['items'][number]

/** One event with the address behind its code. Error `not_found`. */
export async function getEvent(scope: OrgScope, eventId: string) {
  if (!isId(eventId)) throw notFound('event')
  const row = await eventsOf(scope)
    .select(COLUMNS)
    .select('tokenSealed')
    .where('eventClaim.id', '=', eventId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('event')
  const { tokenSealed, ...event } = row
  const token = openToken(scope.deps, tokenSealed, eventPlace(eventId))
  return { ...event, url: `${scope.deps.config.publicUrl}/events/${token}` }
}

/** Who came, in the order in which they came. */
export async function listEntries(
  { db, orgId }: OrgScope,
  eventId: string,
  { state, limit, offset }: EntriesQuery,
) {
  if (!isId(eventId)) throw notFound('event')
  let matching = db
    .selectFrom('eventEntry')
    .innerJoin('recipient', 'recipient.id', 'eventEntry.recipientId')
    .where('eventEntry.orgId', '=', orgId)
    .where('eventId', '=', eventId)
  if (state !== undefined) matching = matching.where('state', '=', state)
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const items = await matching
    .select([
      'eventEntry.id',
      'recipient.name',
      'recipient.address',
      'state',
      'credentialId',
      'eventEntry.createdAt',
    ])
    .orderBy('eventEntry.createdAt')
    .orderBy('eventEntry.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}
export type EntryRow = Awaited<ReturnType<typeof listEntries>>['items'][number]
