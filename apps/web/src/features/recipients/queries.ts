import { notFound } from '../../app-error.ts'
import { asSystem, type OrgScope } from '../../db/scopes.ts'

/** A recipient as the organization typed them. Error `not_found`. */
export async function getRecipient({ db, orgId }: OrgScope, recipientId: string) {
  const row = await db
    .selectFrom('recipient')
    .select(['id', 'personId', 'address', 'name', 'nameShown', 'locale'])
    .where('orgId', '=', orgId)
    .where('id', '=', recipientId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('recipient')
  return row
}

/** Where and in which language a holder is written to. */
export interface Addressee {
  readonly address: string
  readonly locale: string
}

/**
 * Where the holder of a credential is written to: a member at their main address; who was awarded by address, at the main address of
 * their account if they have one by now, so that letters outlive the job that the address belonged to. Not to be told to the
 * organization.
 */
export async function addresseeOf(
  scope: OrgScope,
  { personId, recipientId }: { readonly personId: string; readonly recipientId: string | null },
): Promise<Addressee | undefined> {
  if (recipientId === null) return mainAddress(scope, personId)
  const account = await asSystem(scope, (system) => mainAddress(system, personId, true))
  return account ?? getRecipient(scope, recipientId)
}

function mainAddress({ db }: Pick<OrgScope, 'db'>, personId: string, withAccount = false) {
  const query = db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['address', 'locale'])
    .where('person.id', '=', personId)
    .where('isPrimary', '=', true)
  return (withAccount ? query.where('userId', 'is not', null) : query).executeTakeFirst()
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
