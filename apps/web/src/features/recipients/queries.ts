import { among } from '../../db/among.ts'
import { asSystem, type OrgScope } from '../../db/scopes.ts'

/** Recipients as the organization typed them; who is none is left out. */
export async function getRecipients({ db, orgId }: OrgScope, recipientIds: readonly string[]) {
  if (recipientIds.length === 0) return []
  return db
    .selectFrom('recipient')
    .select(['id', 'personId', 'address', 'name', 'nameShown', 'locale'])
    .where('orgId', '=', orgId)
    .where(among('id', recipientIds))
    .execute()
}

/** Where and in which language a holder is written to. */
export interface Addressee {
  readonly address: string
  readonly locale: string
}

/**
 * Where the holders of credentials are written to, by credential: a member at their main address; who was awarded by address, at the main
 * address of their account if they have one by now, so that letters outlive the job that the address belonged to. Not to be told to the
 * organization.
 */
export async function addresseesOf(
  scope: OrgScope,
  holders: readonly Holder[],
): Promise<ReadonlyMap<string, Addressee>> {
  const members = holders.filter(({ recipientId }) => recipientId === null)
  const others = holders.filter(({ recipientId }) => recipientId !== null)
  const ofMembers = await mainAddresses(scope, members)
  const ofAccounts = await asSystem(scope, (system) => mainAddresses(system, others, true))
  const typed = await getRecipients(
    scope,
    others.flatMap(({ recipientId }) => recipientId ?? []),
  )
  const byRecipient = new Map(typed.map((recipient) => [recipient.id, recipient]))
  return new Map(
    holders.flatMap(({ id, personId, recipientId }) => {
      const addressee =
        recipientId === null
          ? ofMembers.get(personId)
          : (ofAccounts.get(personId) ?? byRecipient.get(recipientId))
      return addressee === undefined ? [] : [[id, addressee] as const]
    }),
  )
}

/** Somebody who holds a credential; `id` is the credential's. */
export interface Holder {
  readonly id: string
  readonly personId: string
  readonly recipientId: string | null
}

async function mainAddresses(
  { db }: Pick<OrgScope, 'db'>,
  holders: readonly Holder[],
  withAccount = false,
): Promise<ReadonlyMap<string, Addressee>> {
  if (holders.length === 0) return new Map()
  const query = db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['person.id', 'address', 'locale'])
    .where(
      among(
        'person.id',
        holders.map(({ personId }) => personId),
      ),
    )
    .where('isPrimary', '=', true)
  const rows = await (withAccount ? query.where('userId', 'is not', null) : query).execute()
  return new Map(rows.map(({ id, address, locale }) => [id, { address, locale }]))
}

/** The claim of a credential that went to an address, if it has one: nobody with an account had that address. */
export function findClaimOf({ db, orgId }: OrgScope, credentialId: string) {
  return db
    .selectFrom('claim')
    .innerJoin('credential', 'credential.id', 'claim.credentialId')
    .select(['claim.id', 'claimedAt', 'endedAt', 'bouncedAt', 'openedAt', 'expiresAt', 'revokedAt'])
    .where('claim.orgId', '=', orgId)
    .where('credentialId', '=', credentialId)
    .executeTakeFirst()
}
