import { randomUUID } from 'node:crypto'
import { AppError, forbidden, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { getVersion } from '../../achievements/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { directAward } from '../../credentials/commands/direct-award.ts'
import { isId } from '../../credentials/schema.ts'
import type { EntriesDecision, EventInput } from '../schema/events.ts'
import { newToken } from './secrets.ts'

export const eventPlace = (eventId: string): string => `event_claim:${eventId}:token`

/** Makes an event at which people claim a badge by a code. Errors: `wrong_state` for a version that is not published. */
export async function createEvent(scope: OrgScope, input: EventInput): Promise<{ readonly eventId: string }> {
  const { db, orgId, deps, actor } = scope
  if (actor.kind === 'system') throw forbidden('An event is held by a person.')
  const { state } = await getVersion(scope, input.achievementVersionId)
  if (state !== 'published')
    throw new AppError('wrong_state', 'Only a published micro-credential can be awarded.', {
      text: 'not_published',
    })
  const id = randomUUID()
  const { hash, sealed } = newToken(deps, eventPlace(id))
  await db
    .insertInto('eventClaim')
    .values({
      orgId,
      id,
      ...input,
      tokenHash: hash,
      tokenSealed: sealed,
      createdBy: actor.personId,
      createdAt: deps.now(),
    })
    .execute()
  await recordEvent(scope, {
    action: 'event.created',
    recordType: 'event',
    recordId: id,
    data: { name: input.title },
  })
  return { eventId: id }
}

/** Ends an event before its time; who waits for approval still can be decided on. Closing twice is closing once. Error `not_found`. */
export async function closeEvent(scope: OrgScope, eventId: string): Promise<void> {
  const event = await lockEvent(scope, eventId)
  if (event.closedAt !== null) return
  await scope.db
    .updateTable('eventClaim')
    .set({ closedAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', eventId)
    .execute()
  await recordEvent(scope, { action: 'event.closed', recordType: 'event', recordId: eventId })
}

/** Everything that changes an event's places holds this lock, so that the last place is given once. Error `not_found`. */
export async function lockEvent({ db, orgId }: OrgScope, eventId: string) {
  if (!isId(eventId)) throw notFound('event')
  const row = await db
    .selectFrom('eventClaim')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', eventId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('event')
  return row
}

/**
 * Awards to, or refuses, several who wait. A refused place is free again. Who was decided on meanwhile, or holds the badge by now, is
 * passed over. Answers how many were awarded. Errors: `not_found`; those of a direct award, which is made by whoever approves.
 */
export async function decideEntries(
  scope: OrgScope,
  eventId: string,
  { outcome, entries }: EntriesDecision,
): Promise<{ readonly awarded: number; readonly refused: number }> {
  const event = await lockEvent(scope, eventId)
  const waiting = await scope.db
    .selectFrom('eventEntry')
    .innerJoin('recipient', 'recipient.id', 'eventEntry.recipientId')
    .select(['eventEntry.id', 'recipient.address', 'recipient.name'])
    .where('eventEntry.orgId', '=', scope.orgId)
    .where('eventId', '=', eventId)
    .where('eventEntry.id', 'in', [...entries])
    .where('state', '=', 'waiting')
    .orderBy('eventEntry.createdAt')
    .execute()
  let awarded = 0
  for (const { id, address, name } of waiting) {
    const credentialId =
      outcome === 'refuse' ? undefined : await awardOnce(scope, event, { address, name: name ?? undefined })
    await settleEntry(scope, id, credentialId)
    if (credentialId !== undefined) awarded += 1
  }
  await freePlaces(scope, eventId, waiting.length - awarded)
  await recordEvent(scope, {
    action: 'event.decided',
    recordType: 'event',
    recordId: eventId,
    data: { awarded, refused: waiting.length - awarded },
  })
  return { awarded, refused: waiting.length - awarded }
}

interface Guest {
  readonly address: string
  readonly name: string | undefined
}

/** Undefined for who holds this badge already. */
export async function awardOnce(
  scope: OrgScope,
  event: { readonly achievementVersionId: string; readonly reason: string },
  guest: Guest,
): Promise<string | undefined> {
  try {
    const { achievementVersionId, reason } = event
    const { credentialId } = await directAward(scope, { recipient: guest, achievementVersionId, reason })
    return credentialId
  } catch (error) {
    if (error instanceof AppError && error.text === 'already_awarded') return undefined
    throw error
  }
}

async function settleEntry(scope: OrgScope, id: string, credentialId: string | undefined): Promise<void> {
  await scope.db
    .updateTable('eventEntry')
    .set({
      state: credentialId === undefined ? 'refused' : 'awarded',
      credentialId: credentialId ?? null,
      decidedAt: scope.deps.now(),
      decidedBy: scope.personId ?? null,
    })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .execute()
}

async function freePlaces({ db, orgId }: OrgScope, eventId: string, count: number): Promise<void> {
  if (count === 0) return
  await db
    .updateTable('eventClaim')
    .set((eb) => ({ taken: eb('taken', '-', count) }))
    .where('orgId', '=', orgId)
    .where('id', '=', eventId)
    .execute()
}
