import { sql } from 'kysely'
import type { SystemScope } from '../../../db/scopes.ts'

/** Who is behind an address: the account that proved it, or a person without an account. */
export interface PersonOfAddress {
  readonly personId: string
  readonly hasAccount: boolean
  /** Whether the person, who has an account, wants to be named on credentials; true without an account. */
  readonly nameOnCredentials: boolean
}

export interface AddressOwner {
  readonly address: string
  /** Absent: the person is called by the address until somebody says otherwise. */
  readonly name?: string | undefined
  readonly locale: string
}

/**
 * The person who proved an address; else the one without an account whom somebody entered with it; else a new one without an account,
 * which becomes whoever proves the address (ADR 0005). An account that never proved the address is only a claim. Two at once for one
 * address take turns.
 */
export async function findOrMakePerson(
  scope: SystemScope,
  { address, name, locale }: AddressOwner,
): Promise<PersonOfAddress> {
  const found = await findPersonOfAddress(scope, address)
  if (found !== undefined) return found
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`address:${address.toLowerCase()}`}, 0))`.execute(
    scope.db,
  )
  const meanwhile = await findPersonOfAddress(scope, address)
  if (meanwhile !== undefined) return meanwhile
  const { id } = await scope.db
    .insertInto('person')
    .values({ name: name ?? address.slice(0, 200), locale, userId: null, createdAt: scope.deps.now() })
    .returning('id')
    .executeTakeFirstOrThrow()
  await scope.db.insertInto('personEmail').values({ personId: id, address, isPrimary: true }).execute()
  return { personId: id, hasAccount: false, nameOnCredentials: true }
}

async function findPersonOfAddress(
  scope: SystemScope,
  address: string,
): Promise<PersonOfAddress | undefined> {
  const holders = await scope.db
    .selectFrom('personEmail')
    .innerJoin('person', 'person.id', 'personEmail.personId')
    .select(['person.id', 'userId', 'verifiedAt', 'nameOnCredentials'])
    .where(sql`lower(address)`, '=', address.toLowerCase())
    .where('mergedInto', 'is', null)
    .orderBy('personEmail.createdAt')
    .execute()
  const proven = holders.find(({ userId, verifiedAt }) => userId !== null && verifiedAt !== null)
  if (proven !== undefined)
    return { personId: proven.id, hasAccount: true, nameOnCredentials: proven.nameOnCredentials }
  const entered = holders.find(({ userId }) => userId === null)
  return entered === undefined
    ? undefined
    : { personId: entered.id, hasAccount: false, nameOnCredentials: true }
}
