import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { asSystem, type OrgScope } from '../../db/scopes.ts'
import { findOrMakePerson, type PersonOfAddress } from '../identity/commands/placeholder-person.ts'
import type { RecipientInput } from './schema.ts'

/** Who gets an award that goes to an address. */
export interface Recipient {
  readonly id: string
  readonly personId: string
  /** False: a claim has to lead the person to what they got. Never shown to the organization. */
  readonly hasAccount: boolean
}

/**
 * The recipient behind an address, as this organization typed it: once for each address, and what is typed later stands. The person is
 * the one who proved the address, else one without an account. Of a person with an account the organization learns nothing: lists and
 * credentials take name and address from here.
 */
export async function recipientFor(scope: OrgScope, input: RecipientInput): Promise<Recipient> {
  const locale = input.locale ?? (await localeOf(scope))
  const person = await asSystem(scope, (system) => findOrMakePerson(system, { ...input, locale }))
  const { id } = await store(scope, input, locale, person)
  return { id, personId: person.personId, hasAccount: person.hasAccount }
}

async function store(scope: OrgScope, input: RecipientInput, locale: string, person: PersonOfAddress) {
  const now = scope.deps.now()
  const { personId, nameOnCredentials: nameShown } = person
  return scope.db
    .insertInto('recipient')
    .values({
      orgId: scope.orgId,
      id: randomUUID(),
      personId,
      nameShown,
      address: input.address,
      name: input.name ?? null,
      locale,
      createdAt: now,
      updatedAt: now,
    })
    .onConflict((oc) =>
      oc.expression(sql`org_id, lower(address)`).doUpdateSet({
        personId,
        nameShown,
        updatedAt: now,
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.locale === undefined ? {} : { locale }),
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
}

async function localeOf({ db, orgId }: OrgScope): Promise<string> {
  const { locale } = await db
    .selectFrom('organization')
    .select('locale')
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  return locale
}
