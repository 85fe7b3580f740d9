import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, forbidden, invalidField } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { recordEvent } from '../audit/commands.ts'
import { ownRoles } from './policy.ts'
import { getDelegation } from './queries.ts'
import { DAYS_AHEAD, type DelegationInput, MOST_DAYS, MOST_OPEN } from './schema.ts'

/**
 * Lets another member act with chosen roles of one's own for a while. Errors: `forbidden` for a role that one was not given oneself;
 * `invalid_input` for who is no member, or a period that is over, too long or too far ahead; `quota_exceeded`.
 */
export async function delegate(scope: OrgScope, input: DelegationInput): Promise<{ readonly id: string }> {
  const delegatorId = scope.personId
  if (delegatorId === undefined) throw new TypeError('a job delegates nothing')
  const own = ownRoles(scope)
  if (!input.roles.every((role) => own.includes(role)))
    throw forbidden('Only roles that you were given yourself can be delegated.')
  const period = await periodOf(scope, delegatorId, input)
  const delegateId = await findDelegate(scope, input.address)
  if (delegateId === delegatorId)
    throw invalidField('address', 'delegate_self', 'Choose somebody else: this is your own address.')
  await refuseTooMany(scope, delegatorId)
  const id = randomUUID()
  const now = scope.deps.now()
  const { roles, reason } = input
  await scope.db
    .insertInto('delegation')
    .values({ orgId: scope.orgId, id, delegatorId, delegateId, roles, reason, ...period, createdAt: now })
    .execute()
  // Without the reason, which may tell of an illness.
  await recordEvent(scope, {
    action: 'delegation.made',
    recordType: 'delegation',
    recordId: id,
    personId: delegateId,
    data: { roles, from: input.from, to: input.until },
  })
  return { id }
}

/** Ends a delegation at once. Errors: `not_found`; `wrong_state` for one that is over. */
export async function endDelegation(scope: OrgScope, id: string): Promise<void> {
  const delegation = await getDelegation(scope, id)
  if (scope.personId === undefined) throw new TypeError('a job ends no delegation')
  const ended = await scope.db
    .updateTable('delegation')
    .set({ revokedAt: scope.deps.now(), revokedBy: scope.personId })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .where('endsAt', '>', scope.deps.now())
    .executeTakeFirst()
  if (ended.numUpdatedRows === 0n) throw new AppError('wrong_state', 'This delegation is over.')
  const { delegatorId, delegateId } = delegation
  await recordEvent(scope, {
    action: 'delegation.ended',
    recordType: 'delegation',
    recordId: id,
    personId: scope.personId === delegateId ? delegatorId : delegateId,
    data: { roles: delegation.roles },
  })
}

interface Period {
  readonly startsAt: Date
  readonly endsAt: Date
}

/** The days as moments; one that begins today begins now. */
async function periodOf(
  scope: OrgScope,
  personId: string,
  { from, until }: DelegationInput,
): Promise<Period> {
  const days = (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1
  if (days < 1) throw invalidField('until', 'period_backwards', 'The last day is before the first.')
  if (days > MOST_DAYS)
    throw invalidField('until', 'period_long', `A delegation lasts at most ${MOST_DAYS} days.`)
  const { startsAt, endsAt } = await scope.db
    .selectFrom('person')
    .select([
      sql<Date>`${from}::date::timestamp AT TIME ZONE time_zone`.as('startsAt'),
      sql<Date>`(${until}::date + 1)::timestamp AT TIME ZONE time_zone`.as('endsAt'),
    ])
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  const now = scope.deps.now()
  if (endsAt <= now) throw invalidField('until', 'period_over', 'This period is over.')
  if (startsAt.getTime() > now.getTime() + DAYS_AHEAD * 86_400_000)
    throw invalidField('from', 'period_far', `A delegation begins at most ${DAYS_AHEAD} days from now.`)
  return { startsAt: new Date(Math.max(startsAt.getTime(), now.getTime())), endsAt }
}

async function findDelegate(scope: OrgScope, address: string): Promise<string> {
  const row = await scope.db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.personId')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select('person.id')
    .where('orgId', '=', scope.orgId)
    .where('leftAt', 'is', null)
    .where('userId', 'is not', null)
    .where('isPrimary', '=', true)
    .where(sql`lower(address)`, '=', address.toLowerCase())
    .executeTakeFirst()
  if (row === undefined)
    throw invalidField('address', 'delegate_unknown', 'No member with an account has this address.')
  return row.id
}

async function refuseTooMany(scope: OrgScope, delegatorId: string): Promise<void> {
  const { open } = await scope.db
    .selectFrom('delegation')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('orgId', '=', scope.orgId)
    .where('delegatorId', '=', delegatorId)
    .where('revokedAt', 'is', null)
    .where('endsAt', '>', scope.deps.now())
    .executeTakeFirstOrThrow()
  if (open >= MOST_OPEN) throw new AppError('quota_exceeded', `At most ${MOST_OPEN} delegations at a time.`)
}
