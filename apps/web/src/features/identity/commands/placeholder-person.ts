import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { arrayLiteral } from '../../../db/array-literal.ts'
import { insertMany } from '../../../db/insert-many.ts'
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
export async function findOrMakePerson(scope: SystemScope, owner: AddressOwner): Promise<PersonOfAddress> {
  const [person] = await findOrMakePersons(scope, [owner])
  if (person === undefined) throw new Error('a person was made and is not there')
  return person
}

/** As {@link findOrMakePerson}, for many addresses, each of them once; answers in their order. */
export async function findOrMakePersons(
  scope: SystemScope,
  owners: readonly AddressOwner[],
): Promise<readonly PersonOfAddress[]> {
  const found = await findPersonsOfAddresses(scope, owners)
  const unknown = owners.filter(({ address }) => !found.has(address.toLowerCase()))
  const made = await makePersons(scope, unknown)
  return owners.map(({ address }) => {
    const person = found.get(address.toLowerCase()) ?? made.get(address.toLowerCase())
    if (person === undefined) throw new Error('a person was made and is not there')
    return person
  })
}

async function makePersons(
  scope: SystemScope,
  owners: readonly AddressOwner[],
): Promise<ReadonlyMap<string, PersonOfAddress>> {
  if (owners.length === 0) return new Map()
  await lockAddresses(scope, owners)
  const meanwhile = await findPersonsOfAddresses(scope, owners)
  const rows = owners
    .filter(({ address }) => !meanwhile.has(address.toLowerCase()))
    .map((owner) => ({ ...owner, id: randomUUID() }))
  if (rows.length === 0) return meanwhile
  await insertMany(
    scope.db,
    'person',
    { id: 'uuid', name: 'text', locale: 'text', createdAt: 'timestamptz' },
    rows.map(({ id, name, address, locale }) => ({
      ...{ id, name: name ?? address.slice(0, 200), locale, createdAt: scope.deps.now() },
      ...{ userId: null, mergedInto: null },
    })),
  )
  await insertMany(
    scope.db,
    'personEmail',
    { personId: 'uuid', address: 'text', isPrimary: 'boolean' },
    rows.map(({ id, address }) => ({ personId: id, address, isPrimary: true })),
  )
  const made = rows.map(({ id, address }) => {
    return [address.toLowerCase(), { personId: id, hasAccount: false, nameOnCredentials: true }] as const
  })
  return new Map([...meanwhile, ...made])
}

/** In one order everywhere, so that two who make the same persons at once never wait in a circle. */
async function lockAddresses({ db }: SystemScope, owners: readonly AddressOwner[]): Promise<void> {
  const names = owners.map(({ address }) => `address:${address.toLowerCase()}`).sort()
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM unnest(${arrayLiteral(names)}::text[]) WITH ORDINALITY AS l (name, place) ORDER BY place`.execute(db)
}

async function findPersonsOfAddresses(
  scope: SystemScope,
  owners: readonly AddressOwner[],
): Promise<ReadonlyMap<string, PersonOfAddress>> {
  const addresses = owners.map(({ address }) => address.toLowerCase())
  const { rows } = await sql<HolderOfAddress & { readonly address: string }>`
    SELECT * FROM holders_of_addresses(${arrayLiteral([...new Set(addresses)])}::text[])`.execute(scope.db)
  const byAddress = new Map<string, HolderOfAddress[]>()
  for (const row of rows) byAddress.set(row.address, [...(byAddress.get(row.address) ?? []), row])
  const known = new Map<string, PersonOfAddress>()
  for (const [address, holders] of byAddress) {
    const person = personAmong(holders)
    if (person !== undefined) known.set(address, person)
  }
  return known
}

interface HolderOfAddress {
  readonly id: string
  readonly userId: string | null
  readonly verifiedAt: Date | null
  readonly nameOnCredentials: boolean
}

function personAmong(holders: readonly HolderOfAddress[]): PersonOfAddress | undefined {
  const proven = holders.find(({ userId, verifiedAt }) => userId !== null && verifiedAt !== null)
  if (proven !== undefined)
    return { personId: proven.id, hasAccount: true, nameOnCredentials: proven.nameOnCredentials }
  const entered = holders.find(({ userId }) => userId === null)
  return entered === undefined
    ? undefined
    : { personId: entered.id, hasAccount: false, nameOnCredentials: true }
}
