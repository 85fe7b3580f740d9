import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { SystemScope } from '../../../db/scopes.ts'
import { type DataKey, dataKeyOf } from '../../data-keys/commands.ts'
import type { ExportPerson } from '../schema.ts'

/** The people of an archive, as they are here. */
export interface ImportPersons {
  add(person: ExportPerson): Promise<void>
  /** The id here of whoever had this id there; the same id where nobody of the archive has it. */
  idHere(idThere: string): string
  /** Whether the archive holds who had this id there. */
  holds(idThere: string): boolean
  /** The data key of a person of the archive; made at its first use. */
  dataKey(idThere: string): Promise<Uint8Array>
  dataKeyId(idThere: string): Promise<string>
  /** A key that opens nothing, for what was erased before. */
  destroyedKeyId(idThere: string): Promise<string>
  /** How many had an account here already. */
  joined(): number
}

/**
 * Each person keeps their id, unless they proved one of their addresses here already: then they are that person. An id that somebody else
 * has here is not theirs, and they get another.
 */
export function createImportPersons(system: SystemScope): ImportPersons {
  const ids = new Map<string, string>()
  const keys = new Map<string, DataKey>()
  const destroyed = new Map<string, string>()
  const taken = new Set<string>()
  let joined = 0
  const idHere = (idThere: string) => ids.get(idThere) ?? idThere
  const keyOf = async (idThere: string) => {
    if (!ids.has(idThere)) throw new Error('The archive seals something for a person whom it does not hold.')
    const key = keys.get(idThere) ?? (await dataKeyOf(system, idHere(idThere)))
    keys.set(idThere, key)
    return key
  }
  return {
    add: async (person) => {
      const found = await findProven(system, person)
      // Two of the archive who are one account here stay two: joining what both have is a matter of merging accounts.
      const proven = found === undefined || taken.has(found) ? undefined : found
      if (proven !== undefined) {
        joined += 1
        taken.add(proven)
      }
      ids.set(person.id, proven ?? (await insertPerson(system, person)))
    },
    idHere,
    holds: (idThere) => ids.has(idThere),
    dataKey: async (idThere) => (await keyOf(idThere)).key,
    dataKeyId: async (idThere) => (await keyOf(idThere)).id,
    destroyedKeyId: async (idThere) => {
      const id = destroyed.get(idThere) ?? (await insertDestroyedKey(system, idHere(idThere)))
      destroyed.set(idThere, id)
      return id
    },
    joined: () => joined,
  }
}

/** The person here who proved one of the addresses, as the archive cannot. */
async function findProven({ db }: SystemScope, { addresses }: ExportPerson): Promise<string | undefined> {
  if (addresses.length === 0) return undefined
  const row = await db
    .selectFrom('personEmail')
    .select('personId')
    .where((eb) =>
      eb(
        eb.fn<string>('lower', ['address']),
        'in',
        addresses.map(({ address }) => address.toLowerCase()),
      ),
    )
    .where('verifiedAt', 'is not', null)
    .orderBy('createdAt')
    .executeTakeFirst()
  return row?.personId
}

async function insertPerson({ db, deps }: SystemScope, person: ExportPerson): Promise<string> {
  const taken = await db.selectFrom('person').select('id').where('id', '=', person.id).executeTakeFirst()
  const id = taken === undefined ? person.id : randomUUID()
  await db
    .insertInto('person')
    .values({
      id,
      userId: null,
      name: person.name,
      locale: person.locale,
      timeZone: person.time_zone,
      nameOnCredentials: person.name_on_credentials,
      // As it stands: a Date has no microseconds.
      createdAt: sql<Date>`${person.created_at}::timestamptz`,
    })
    .execute()
  if (person.addresses.length > 0)
    await db
      .insertInto('personEmail')
      .values(
        person.addresses.map(({ address, is_primary: isPrimary }) => ({
          personId: id,
          address,
          isPrimary,
          verifiedAt: null,
          verifyTokenHash: null,
          verifySentAt: null,
          createdAt: deps.now(),
        })),
      )
      .execute()
  return id
}

async function insertDestroyedKey({ db, deps }: SystemScope, personId: string): Promise<string> {
  const id = randomUUID()
  await db
    .insertInto('dataKey')
    .values({ id, personId, wrapped: null, createdAt: deps.now(), destroyedAt: deps.now() })
    .execute()
  return id
}
