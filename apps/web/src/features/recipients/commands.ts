import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { among } from '../../db/among.ts'
import { arrayLiteral, idsLiteral } from '../../db/array-literal.ts'
import { asSystem, type OrgScope } from '../../db/scopes.ts'
import { findOrMakePersons, type PersonOfAddress } from '../identity/commands/placeholder-person.ts'
import { getRecipients } from './queries.ts'
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
  const [recipient] = await recipientsFor(scope, [input])
  if (recipient === undefined) throw new Error('a recipient was stored and is not there')
  return recipient
}

/** As {@link recipientFor}, for many addresses, each of them once; answers in their order. */
export async function recipientsFor(
  scope: OrgScope,
  inputs: readonly RecipientInput[],
): Promise<readonly Recipient[]> {
  if (inputs.length === 0) return []
  const locale = await localeOf(scope)
  const owners = inputs.map((input) => ({ ...input, locale: input.locale ?? locale }))
  const persons = await asSystem(scope, (system) => findOrMakePersons(system, owners))
  const ids = await store(scope, inputs, locale, persons)
  return inputs.map(({ address }, at) => {
    const [person, id] = [persons[at], ids.get(address.toLowerCase())]
    if (person === undefined || id === undefined) throw new Error('a recipient was stored and is not there')
    return { id, personId: person.personId, hasAccount: person.hasAccount }
  })
}

/**
 * Ids of those recipients who are still the person that they were when they were looked up. Nobody becomes one with somebody else until
 * the transaction ends: what is stored for a person meanwhile would stay behind.
 */
export async function holdRecipients(
  scope: OrgScope,
  recipients: readonly Recipient[],
): Promise<ReadonlySet<string>> {
  const people = recipients.map(({ personId }) => personId)
  await asSystem(scope, ({ db }) =>
    db.selectFrom('person').select('id').where(among('id', people)).orderBy('id').forKeyShare().execute(),
  )
  const now = await getRecipients(
    scope,
    recipients.map(({ id }) => id),
  )
  const personOf = new Map(now.map(({ id, personId }) => [id, personId]))
  return new Set(recipients.flatMap(({ id, personId }) => (personOf.get(id) === personId ? [id] : [])))
}

/** Stores the recipients in the order of their addresses, so that two who store the same ones never wait in a circle; ids by address. */
async function store(
  scope: OrgScope,
  inputs: readonly RecipientInput[],
  locale: string,
  persons: readonly PersonOfAddress[],
): Promise<ReadonlyMap<string, string>> {
  const now = scope.deps.now()
  const rows = inputs
    .map((input, at) => ({ input, person: persons[at] }))
    .sort((a, b) => (a.input.address.toLowerCase() < b.input.address.toLowerCase() ? -1 : 1))
  const stored = await sql<{ id: string; address: string }>`
    INSERT INTO recipient AS r
      (org_id, id, person_id, name_shown, address, name, locale, created_at, updated_at)
    SELECT ${scope.orgId}, n.id, n.person_id, n.name_shown, n.address, n.name, coalesce(n.locale, ${locale}), ${now}, ${now}
    FROM unnest(${idsLiteral(rows.map(() => randomUUID()))}::uuid[],
      ${idsLiteral(rows.map(({ person }) => person?.personId))}::uuid[],
      ${arrayLiteral(rows.map(({ person }) => person?.nameOnCredentials ?? true))}::boolean[],
      ${arrayLiteral(rows.map(({ input }) => input.address))}::text[],
      ${arrayLiteral(rows.map(({ input }) => input.name))}::text[],
      ${arrayLiteral(rows.map(({ input }) => input.locale))}::text[])
      WITH ORDINALITY AS n (id, person_id, name_shown, address, name, locale, place) ORDER BY n.place
    ON CONFLICT (org_id, lower(address)) DO UPDATE SET person_id = excluded.person_id,
      name_shown = excluded.name_shown, updated_at = excluded.updated_at, name = coalesce(excluded.name, r.name),
      locale = CASE WHEN lower(r.address) = ANY(${arrayLiteral(spoken(inputs))}::text[]) THEN excluded.locale ELSE r.locale END
    RETURNING r.id, lower(r.address) AS address`.execute(scope.db)
  return new Map(stored.rows.map(({ id, address }) => [address, id]))
}

/** The addresses whose language was said. */
const spoken = (inputs: readonly RecipientInput[]): readonly string[] =>
  inputs.flatMap(({ address, locale }) => (locale === undefined ? [] : [address.toLowerCase()]))

async function localeOf({ db, orgId }: OrgScope): Promise<string> {
  const { locale } = await db
    .selectFrom('organization')
    .select('locale')
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  return locale
}
