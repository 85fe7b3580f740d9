import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, notFound } from '../../../app-error.ts'
import { asSystem, inPerson, inSystem, type PersonScope, type SystemScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { Visitor } from '../../../http/visitor.ts'
import { recordEvent } from '../../audit/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import { listOpeningAddresses } from './address-rights.ts'
import { requirePending } from './enter-factor.ts'
import { linkSpent } from './library-answers.ts'
import { endSessionsOf } from './proof.ts'
import { dropFactor } from './second-factor.ts'
import { mailEveryAddress, tellEveryAddress } from './tell.ts'
import { makeToken, spendToken } from './tokens.ts'
import { countSignInTry, evenly } from './tries.ts'

// A second factor that is lost, and its recovery codes too. Whoever asks has shown the first factor, and shows a second mailbox of the
// person; then a waiting time begins in which every address is told, and each can stop it (docs/adr/0018).

/** Hours between the proof of another address and the end of the second factor. */
export const RECOVERY_WAIT_HOURS = 72

/** Hours after the waiting time in which it must be finished; later it begins anew. */
const RECOVERY_OPEN_HOURS = 7 * 24

const LINK_MINUTES = 60

/**
 * Asks to give up a lost second factor: a letter goes to `address`, if it is one of the person's that may open the account and is not
 * itself what opened this sign-in. The same answer if not. Errors: `not_signed_in`, `rate_limited`.
 */
export async function askForRecovery(
  { deps, headers, clientAddress }: Visitor,
  address: string,
): Promise<void> {
  const { personId, linkAddress } = await requirePending(deps, headers)
  await countSignInTry(deps, `recover:${personId}`, clientAddress)
  await evenly(() =>
    inSystem(deps, async (scope) => {
      const { locale, passwordBy } = await scope.db
        .selectFrom('person')
        .select(['locale', 'passwordBy'])
        .where('id', '=', personId)
        .executeTakeFirstOrThrow()
      const first = linkAddress ?? passwordBy
      const others = (await listOpeningAddresses(scope, personId)).filter(
        (own) => own !== first?.toLowerCase(),
      )
      if (!others.includes(address)) return
      const { token } = await makeToken(scope, {
        purpose: 'recover_link',
        personId,
        minutes: LINK_MINUTES,
        data: { address },
      })
      await queueLetter(scope, {
        template: 'factor_recovery_link',
        to: address,
        language: locale,
        values: { address, hours: String(RECOVERY_WAIT_HOURS) },
        link: `${deps.config.publicUrl}/sign-in/recover?token=${token}`,
        personId,
      })
    }),
  )
}

/** Begins the waiting time by the link that was mailed to another address; every address is told and can stop it. Error `gone`. */
export async function beginRecovery({ deps, clientAddress }: Visitor, token: string): Promise<void> {
  await countSignInTry(deps, token, clientAddress)
  await inSystem(deps, async (scope) => {
    const found = await spendToken(scope, 'recover_link', token)
    if (found?.personId == null) throw linkSpent()
    const { personId } = found
    const address = found.data.address ?? ''
    // Taken out of the account, or kept from opening it, since the letter went out: it speaks for the person no longer.
    if (!(await listOpeningAddresses(scope, personId)).includes(address)) throw linkSpent()
    await closeStale(scope, personId)
    const now = scope.deps.now()
    const begun = await scope.db
      .insertInto('factorRecovery')
      .values({
        personId,
        id: randomUUID(),
        address,
        startedAt: now,
        ripensAt: hoursAfter(now, RECOVERY_WAIT_HOURS),
        expiresAt: hoursAfter(now, RECOVERY_WAIT_HOURS + RECOVERY_OPEN_HOURS),
        stoppedAt: null,
        usedAt: null,
      })
      // Asked twice: the first goes on.
      .onConflict((oc) => oc.doNothing())
      .executeTakeFirst()
    if (begun.numInsertedOrUpdatedRows === 0n) return
    await recordEvent(scope, { action: 'recovery.begun', recordType: 'person', recordId: personId, personId })
    await tellBegun(scope, personId)
  })
}

const hoursAfter = (from: Date, hours: number) => new Date(from.getTime() + hours * 3_600_000)

/** What was not finished in time is over, and another may begin. */
async function closeStale(scope: SystemScope, personId: string): Promise<void> {
  const now = scope.deps.now()
  await scope.db
    .updateTable('factorRecovery')
    .set({ stoppedAt: now })
    .where('personId', '=', personId)
    .where('stoppedAt', 'is', null)
    .where('usedAt', 'is', null)
    .where('expiresAt', '<=', now)
    .execute()
}

async function tellBegun(scope: SystemScope, personId: string): Promise<void> {
  const minutes = (RECOVERY_WAIT_HOURS + RECOVERY_OPEN_HOURS) * 60
  const { token } = await makeToken(scope, { purpose: 'stop_link', personId, minutes })
  await mailEveryAddress(scope, personId, () => ({
    template: 'factor_recovery_started',
    values: { hours: String(RECOVERY_WAIT_HOURS) },
    link: `${scope.deps.config.publicUrl}/sign-in/stop-recovery?token=${token}`,
  }))
}

/** Stops a recovery by the link of the letter that told of it; nobody needs to sign in for that. Error `gone`. */
export async function stopRecovery({ deps, clientAddress }: Visitor, token: string): Promise<void> {
  await countSignInTry(deps, token, clientAddress)
  await inSystem(deps, async (scope) => {
    const found = await spendToken(scope, 'stop_link', token)
    if (found?.personId == null || !(await stop(scope, found.personId))) throw linkSpent()
  })
}

/** Stops a recovery as the person who is signed in. Error `not_found` when none is under way. */
export async function stopOwnRecovery(scope: PersonScope): Promise<void> {
  if (!(await stop(scope, scope.personId))) throw notFound('recovery')
}

async function stop(scope: PersonScope | SystemScope, personId: string): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('factorRecovery')
    .set({ stoppedAt: scope.deps.now() })
    .where('personId', '=', personId)
    .where('stoppedAt', 'is', null)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  await recordEvent(scope, { action: 'recovery.stopped', recordType: 'person', recordId: personId, personId })
  await tellEveryAddress(scope, personId, 'recovery_stopped')
  return true
}

export interface OpenRecovery {
  readonly startedAt: Date
  readonly ripensAt: Date
}

/** The recovery that is under way. */
export function findRecovery(
  scope: PersonScope | SystemScope,
  personId: string,
): Promise<OpenRecovery | undefined> {
  return scope.db
    .selectFrom('factorRecovery')
    .select(['startedAt', 'ripensAt'])
    .where('personId', '=', personId)
    .where('stoppedAt', 'is', null)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', scope.deps.now())
    .executeTakeFirst()
}

/**
 * Gives the lost second factor up, after the waiting time, in a sign-in whose first factor was right; that sign-in then counts, and every
 * other session ends. Errors: `not_signed_in`; `wrong_state` before the time is over, or when it was stopped.
 */
export async function finishRecovery({ deps, headers }: Visitor): Promise<void> {
  const { personId, session } = await requirePending(deps, headers)
  await inPerson(deps, { kind: 'person', personId }, async (scope) => {
    const now = scope.deps.now()
    const opening = await asSystem(scope, (system) => listOpeningAddresses(system, personId))
    const { numUpdatedRows } = await scope.db
      .updateTable('factorRecovery')
      .set({ usedAt: now })
      .where('personId', '=', personId)
      .where('stoppedAt', 'is', null)
      .where('usedAt', 'is', null)
      .where('ripensAt', '<=', now)
      .where('expiresAt', '>', now)
      // Begun from an address that its owner has taken away since: whoever reads it is not them.
      .where('address', '=', sql<string>`any(${opening}::text[])`)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n)
      throw new AppError('wrong_state', 'The waiting time is not over, or it was stopped.', {
        text: 'recovery_waits',
      })
    await dropFactor(scope, personId)
    await endSessionsOf(scope, { except: session.token })
    await recordEvent(scope, { action: 'factor.recovered', recordType: 'person', recordId: personId })
    await tellEveryAddress(scope, personId, 'factor_recovered')
  })
}

/** The recovery of who has shown their first factor; undefined when none is under way. */
export async function findPendingRecovery(deps: Deps, personId: string): Promise<OpenRecovery | undefined> {
  return inSystem(deps, (scope) => findRecovery(scope, personId))
}
