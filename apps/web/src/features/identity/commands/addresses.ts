import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, invalidField, notFound } from '../../../app-error.ts'
import { countUse, hashSecret } from '../../../db/lookups.ts'
import { asSystem, type PersonScope, type SystemScope } from '../../../db/scopes.ts'
import { currentLanguage } from '../../../i18n/current.ts'
import { recordEvent } from '../../audit/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import { noteMailboxesOf } from './address-rights.ts'
import { linkSpent } from './library-answers.ts'
import { movePersonalThings } from './merge-persons.ts'
import { mailEveryAddress, tellEveryAddress } from './tell.ts'

/** How long the link to prove an added address works. */
const ADDRESS_LINK_HOURS = 24

/** Letters that one person may have sent to addresses of their choice in a day: enough for mistakes, too few to pester anybody. */
const ADDRESS_LETTERS_A_DAY = 10

/** Adds an address to a person, to be proven by the link that is mailed to it; adding it again mails a new link. */
export async function addAddress(scope: PersonScope, address: string): Promise<void> {
  await countAddressLetter(scope)
  const token = randomBytes(32).toString('base64url')
  const existing = await scope.db
    .selectFrom('personEmail')
    .select(['id', 'verifiedAt'])
    .where('personId', '=', scope.personId)
    .where(sql`lower(address)`, '=', address)
    .executeTakeFirst()
  if (existing?.verifiedAt != null)
    throw invalidField('email', 'address_yours', 'This address is yours already.')
  const change = { verifyTokenHash: hashSecret(token), verifySentAt: scope.deps.now() }
  if (existing === undefined)
    await scope.db
      .insertInto('personEmail')
      .values({ personId: scope.personId, address, ...change })
      .execute()
  else await scope.db.updateTable('personEmail').set(change).where('id', '=', existing.id).execute()
  await recordEvent(scope, { action: 'address.added', recordType: 'person', recordId: scope.personId })
  await queueLetter(scope, {
    template: 'address_added',
    to: address,
    language: currentLanguage(),
    values: { address },
    link: `${scope.deps.config.publicUrl}/settings/confirm-address?token=${token}`,
    personId: scope.personId,
  })
}

async function countAddressLetter(scope: PersonScope): Promise<void> {
  const sent = await asSystem(scope, (system) => countUse(system, `address:${scope.personId}`, 86_400))
  if (sent > ADDRESS_LETTERS_A_DAY)
    throw new AppError('rate_limited', 'At most ten letters a day go to addresses that you add.', {
      retryAfter: 86_400,
      text: 'too_many_letters',
    })
}

/** Proves an added address. The person must be signed in: a letter that reaches a stranger gives them nothing. */
export async function confirmAddress(scope: PersonScope, token: string): Promise<void> {
  const now = scope.deps.now()
  const row = await scope.db
    .selectFrom('personEmail')
    .select(['id', 'address', 'verifySentAt'])
    .where('personId', '=', scope.personId)
    .where('verifyTokenHash', '=', hashSecret(token))
    .executeTakeFirst()
  if (
    row?.verifySentAt == null ||
    now.getTime() - row.verifySentAt.getTime() > ADDRESS_LINK_HOURS * 3_600_000
  )
    throw linkSpent()
  await asSystem(scope, async (system) => {
    await takeTurns(system, row.address)
    await refuseHeldAddress(system, row.address, scope.personId)
    await dropUnprovenAccounts(system, row.address)
    await takeWaiting(system, row.address, scope.personId)
  })
  await scope.db
    .updateTable('personEmail')
    .set({ verifiedAt: now, verifyTokenHash: null })
    .where('id', '=', row.id)
    .execute()
  await noteMailboxesOf(scope)
  await recordEvent(scope, { action: 'address.proven', recordType: 'person', recordId: scope.personId })
}

/** Who proves an address at the same moment waits, and then finds it proven. */
async function takeTurns({ db }: SystemScope, address: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('address ' || lower(${address}), 0))`.execute(db)
}

/** An address that another account proved stays there; two accounts become one by their owner's will alone (merge-accounts). */
async function refuseHeldAddress(scope: SystemScope, address: string, personId: string): Promise<void> {
  const held = await scope.db
    .selectFrom('personEmail')
    .select('id')
    .where(sql`lower(address)`, '=', address.toLowerCase())
    .where('personId', '<>', personId)
    .where('verifiedAt', 'is not', null)
    .executeTakeFirst()
  if (held !== undefined)
    throw new AppError('conflict', 'This address belongs to another account.', { text: 'address_taken' })
}

/** Persons without an account whom organizations know by an address turn out to be whoever proves it: what waits for them comes along. */
async function takeWaiting(scope: SystemScope, address: string, personId: string): Promise<void> {
  const waiting = await scope.db
    .selectFrom('personEmail')
    .innerJoin('person', 'person.id', 'personEmail.personId')
    .select('person.id')
    .where(sql`lower(address)`, '=', address.toLowerCase())
    .where('userId', 'is', null)
    .where('mergedInto', 'is', null)
    .execute()
  for (const { id } of waiting) {
    await movePersonalThings(scope, id, personId)
    await recordEvent(scope, {
      action: 'person.recognized',
      recordType: 'person',
      recordId: personId,
      personId,
      data: { from: id },
    })
  }
  if (waiting.length > 0) await takeClaims(scope, personId)
}

/** What waited to be claimed is claimed with the proof of its address, and private from now on, as everything in a backpack begins. */
async function takeClaims({ db, deps }: SystemScope, personId: string): Promise<void> {
  await sql`UPDATE backpack_entry b SET visibility = 'private', share_token_hash = NULL, share_token_sealed = NULL, shared_at = NULL
    FROM claim c JOIN credential k ON k.org_id = c.org_id AND k.id = c.credential_id
    WHERE k.person_id = ${personId} AND b.credential_id = k.id AND c.claimed_at IS NULL AND c.ended_at IS NULL`.execute(
    db,
  )
  await sql`UPDATE claim c SET claimed_at = ${deps.now()}, remind_at = NULL FROM credential k
    WHERE k.org_id = c.org_id AND k.id = c.credential_id AND k.person_id = ${personId}
      AND c.claimed_at IS NULL AND c.ended_at IS NULL`.execute(db)
}

/** Removes accounts that somebody made with an address and never proved: nobody could sign in to them, so they own nothing. */
async function dropUnprovenAccounts(scope: SystemScope, address: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`DELETE FROM auth."user"
    WHERE lower(email) = ${address.toLowerCase()} AND NOT "emailVerified" RETURNING id`.execute(scope.db)
  for (const { id } of rows) await scope.db.deleteFrom('person').where('userId', '=', id).execute()
}

/**
 * Makes an address the person's own and proven: for who has shown by other means than our letter that the mailbox is theirs. Error
 * `conflict` where another account proved it.
 */
export async function proveAddress(scope: SystemScope, personId: string, address: string): Promise<void> {
  const { db, deps } = scope
  await takeTurns(scope, address)
  const proven = await db
    .selectFrom('personEmail')
    .select('personId')
    .where(sql`lower(address)`, '=', address.toLowerCase())
    .where('verifiedAt', 'is not', null)
    .executeTakeFirst()
  if (proven?.personId === personId) return
  if (proven !== undefined)
    throw new AppError('conflict', 'This address belongs to another account.', { text: 'address_taken' })
  await dropUnprovenAccounts(scope, address)
  const verifiedAt = deps.now()
  await db
    .insertInto('personEmail')
    .values({ personId, address, verifiedAt })
    .onConflict((oc) =>
      oc.expression(sql`person_id, lower(address)`).doUpdateSet({ verifiedAt, verifyTokenHash: null }),
    )
    .execute()
  // A proven address ends what others merely claimed.
  await db
    .deleteFrom('personEmail')
    .where(sql`lower(address)`, '=', address.toLowerCase())
    .where('personId', '<>', personId)
    .where('isPrimary', '=', false)
    .execute()
}

/** Removes an address; the primary one stays, because the account signs in with it. A removed address opens nothing any more. */
export async function removeAddress(scope: PersonScope, id: string): Promise<void> {
  await tellEveryAddress(scope, scope.personId, 'address_removed')
  const removed = await scope.db
    .deleteFrom('personEmail')
    .where('personId', '=', scope.personId)
    .where('id', '=', id)
    .where('isPrimary', '=', false)
    .executeTakeFirst()
  if (removed.numDeletedRows === 0n) throw notFound('address')
  await recordEvent(scope, { action: 'address.removed', recordType: 'person', recordId: scope.personId })
}

/**
 * Makes a proven address the primary one: what organizations see and what the account signs in with change together. Links that were
 * mailed to the old address end, and every address is told.
 */
export async function makeAddressPrimary(scope: PersonScope, id: string): Promise<void> {
  const rows = await scope.db
    .selectFrom('personEmail')
    .select(['id', 'address', 'isPrimary'])
    .where('personId', '=', scope.personId)
    .where((eb) => eb.or([eb('id', '=', id), eb('isPrimary', '=', true)]))
    .where('verifiedAt', 'is not', null)
    .forUpdate()
    .execute()
  const chosen = rows.find((row) => row.id === id)
  const former = rows.find((row) => row.isPrimary)
  if (chosen === undefined || former === undefined) throw notFound('address')
  if (chosen.id === former.id) return
  const setPrimary = (row: string, isPrimary: boolean) =>
    scope.db.updateTable('personEmail').set({ isPrimary }).where('id', '=', row).execute()
  await setPrimary(former.id, false)
  await setPrimary(chosen.id, true)
  await asSystem(scope, (system) =>
    changeSignInAddress(system, scope.personId, former.address, chosen.address),
  )
  await recordEvent(scope, { action: 'address.made_primary', recordType: 'person', recordId: scope.personId })
  await mailEveryAddress(scope, scope.personId, () => ({
    template: 'sign_in_address_changed',
    values: { address: former.address, current: chosen.address },
  }))
}

async function changeSignInAddress(
  scope: SystemScope,
  personId: string,
  from: string,
  to: string,
): Promise<void> {
  const { db } = scope
  await dropUnprovenAccounts(scope, to)
  await sql`DELETE FROM auth.verification WHERE value = (SELECT user_id FROM person WHERE id = ${personId})
    OR position(${`"email":${JSON.stringify(from)}`} in value) > 0`.execute(db)
  await sql`UPDATE auth."user" SET email = ${to}, "updatedAt" = now()
    WHERE id = (SELECT user_id FROM person WHERE id = ${personId})`.execute(db)
}
