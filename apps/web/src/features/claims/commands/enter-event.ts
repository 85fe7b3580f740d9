import { randomUUID } from 'node:crypto'
import { AppError, forbidden } from '../../../app-error.ts'
import { countUse } from '../../../db/lookups.ts'
import { inOrg, inSystem, type OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { Deps } from '../../../deps.ts'
import { standsInFor } from '../../absence/queries.ts'
import { recipientFor } from '../../recipients/commands.ts'
import { findEvent } from '../queries/find-event.ts'
import { type EntryInput, eventStateOf } from '../schema/events.ts'
import { awardOnce, lockEvent } from './events.ts'

/** Tries that one client makes in an hour: a whole hall may sit behind one address. */
const TRIES_OF_CLIENT = 300
/** Tries for one address in an hour. */
const TRIES_OF_ADDRESS = 5

/**
 * Somebody was there and asks for the badge: it is awarded in the name of who made the event, or waits for approval. Coming again
 * changes nothing and gets the same answer, so that nobody learns here who was there or who holds the badge. Errors: `not_found`;
 * `gone` with why (`event_full`, `event_over`, `event_early`, `event_closed`); `forbidden` for who made the event; `rate_limited`.
 */
export async function enterEvent(
  deps: Deps,
  clientAddress: string,
  token: string,
  guest: EntryInput,
): Promise<void> {
  await countTry(deps, clientAddress, guest.address)
  const { id, orgId, createdBy, held } = await inSystem(deps, (system) => findEvent(system, token))
  // Who may not award any more gives no badges through an event either.
  if (!held) throw over('closed')
  const actor = { kind: 'person', personId: createdBy } as const
  await inOrg(deps, { orgId, personId: createdBy, roles: ['program_manager'], actor }, (scope) =>
    enter(scope, id, guest),
  )
}

async function enter(scope: OrgScope, eventId: string, guest: EntryInput): Promise<void> {
  const event = await lockEvent(scope, eventId)
  const state = eventStateOf(event, scope.deps.now())
  if (state !== 'open' && state !== 'full') throw over(state)
  const recipient = await recipientFor(scope, guest)
  const own = [event.createdBy, ...(await standsInFor(scope, event.createdBy, scope.deps.now()))]
  if (own.includes(recipient.personId))
    throw forbidden('Nobody awards themselves, or whoever they stand in for.')
  if (await hasEntered(scope, event, recipient)) return
  if (state === 'full') throw over(state)
  const credentialId = event.needsApproval ? undefined : await awardOnce(scope, event, guest)
  if (credentialId === undefined && !event.needsApproval) return
  await scope.db
    .insertInto('eventEntry')
    .values({
      orgId: scope.orgId,
      id: randomUUID(),
      eventId,
      recipientId: recipient.id,
      personId: recipient.personId,
      state: credentialId === undefined ? 'waiting' : 'awarded',
      credentialId: credentialId ?? null,
      createdAt: scope.deps.now(),
    })
    .execute()
  await scope.db
    .updateTable('eventClaim')
    .set((eb) => ({ taken: eb('taken', '+', 1) }))
    .where('orgId', '=', scope.orgId)
    .where('id', '=', eventId)
    .execute()
}

async function hasEntered(
  { db, orgId }: OrgScope,
  { id }: Row<'eventClaim'>,
  recipient: { readonly id: string; readonly personId: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('eventEntry')
    .select('id')
    .where('orgId', '=', orgId)
    .where('eventId', '=', id)
    .where((eb) => eb.or([eb('recipientId', '=', recipient.id), eb('personId', '=', recipient.personId)]))
    .executeTakeFirst()
  return row !== undefined
}

const over = (state: 'full' | 'over' | 'early' | 'closed'): AppError =>
  new AppError('gone', 'This event gives no badge now.', { text: `event_${state}` })

async function countTry(deps: Deps, clientAddress: string, address: string): Promise<void> {
  const [ofClient, ofAddress] = await inSystem(
    deps,
    async (scope) =>
      [
        await countUse(scope, `event-from:${clientAddress}`, 3600),
        await countUse(scope, `event-for:${address.toLowerCase()}`, 3600),
      ] as const,
  )
  if (ofClient > TRIES_OF_CLIENT || ofAddress > TRIES_OF_ADDRESS)
    throw new AppError('rate_limited', 'Too many tries; wait an hour.', { retryAfter: 3600 })
}
