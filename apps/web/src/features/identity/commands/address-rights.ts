import { type RawBuilder, sql } from 'kysely'
import { AppError, notFound } from '../../../app-error.ts'
import { asSystem, inSystem, type PersonScope, type SystemScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { hasPassword } from '../queries.ts'
import type { AddressRights } from '../schema.ts'
import { tellEveryAddress } from './tell.ts'

/**
 * Whether a proven address, as row `e`, may open the account: its owner lets it, and it is not the mailbox of an organization that they
 * have left, which the organization goes on reading.
 */
const opens =
  (): RawBuilder<boolean> => sql<boolean>`(e.recovers AND (e.belongs_to IS NULL OR EXISTS (SELECT 1 FROM membership m
  WHERE m.org_id = e.belongs_to AND m.person_id = e.person_id AND m.left_at IS NULL)))`

/** Whether a letter to this address may sign in or set a password. An address that nobody proved yet may: proving it makes an account. */
export async function mayOpenByMail(deps: Deps, address: string): Promise<boolean> {
  const { rows } = await inSystem(deps, (scope) =>
    sql`SELECT 1 FROM person_email e
      WHERE lower(e.address) = ${address.toLowerCase()} AND e.verified_at IS NOT NULL AND NOT ${opens()}`.execute(
      scope.db,
    ),
  )
  return rows.length === 0
}

/** The person's proven addresses that may open the account. */
export async function listOpeningAddresses(scope: SystemScope, personId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ address: string }>`SELECT lower(e.address) AS address FROM person_email e
    WHERE e.person_id = ${personId} AND e.verified_at IS NOT NULL AND ${opens()} ORDER BY 1`.execute(scope.db)
  return rows.map(({ address }) => address)
}

/**
 * Changes what one of the person's addresses may do. Errors: `not_found`; `wrong_state` when nothing else would open the account any
 * more.
 */
export async function changeAddressRights(
  scope: PersonScope,
  id: string,
  { recovers, receives, own }: AddressRights,
): Promise<void> {
  const { numUpdatedRows } = await scope.db
    .updateTable('personEmail')
    .set({
      ...(recovers === undefined ? {} : { recovers }),
      ...(receives === undefined ? {} : { receives }),
      ...(own === undefined ? {} : { belongsTo: null }),
      id,
    })
    .where('personId', '=', scope.personId)
    .where('id', '=', id)
    .where('verifiedAt', 'is not', null)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw notFound('address')
  if (recovers === false && !(await hasOtherWayIn(scope)))
    throw new AppError(
      'wrong_state',
      'Nothing else would open this account: set a password or a passkey first.',
      {
        text: 'last_way_in',
      },
    )
  if (recovers === undefined && own === undefined) return
  await recordEvent(scope, {
    action: 'address.rights_changed',
    recordType: 'person',
    recordId: scope.personId,
  })
  await tellEveryAddress(scope, scope.personId, 'address_rights')
}

async function hasOtherWayIn(scope: PersonScope): Promise<boolean> {
  const addresses = await asSystem(scope, (system) => listOpeningAddresses(system, scope.personId))
  if (addresses.length > 0 || (await hasPassword(scope))) return true
  const passkey = await scope.db
    .selectFrom('passkey')
    .select('id')
    .where('personId', '=', scope.personId)
    .executeTakeFirst()
  return passkey !== undefined
}

/** Mailboxes that anybody can have: an address there is nobody's but its holder's, whoever else has one. */
const PUBLIC_MAIL: ReadonlySet<string> = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'yahoo.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'gmx.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  'mail.com',
  'proton.me',
  'protonmail.com',
  'pm.me',
  'fastmail.com',
  'zoho.com',
  'yandex.com',
  'mail.ru',
  'qq.com',
  '163.com',
  'orange.fr',
  'free.fr',
  'libero.it',
  'tutanota.com',
  'tuta.com',
  'hey.com',
])

/**
 * Whether an address is a mailbox of one of these domains, or of a part of one; `domains` are what an organization is known by. Never for
 * a domain where anybody can have a mailbox.
 */
export function isMailboxOf(address: string, domains: readonly string[]): boolean {
  const host = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  return domains
    .map((domain) => domain.toLowerCase().replace(/^www\./, ''))
    .some(
      (domain) =>
        domain !== '' && !PUBLIC_MAIL.has(domain) && (host === domain || host.endsWith(`.${domain}`)),
    )
}

interface Membership {
  readonly orgId: string
  readonly email: string | null
  readonly website: string | null
}

const domainOf = (address: string | null): string => address?.slice(address.lastIndexOf('@') + 1) ?? ''
const hostOf = (website: string | null): string =>
  website !== null && URL.canParse(website) ? new URL(website).hostname : ''

/**
 * Notes, of each address of a person, the organization whose mailbox it is, among those that they belong to now. Noted when they join and
 * when they prove an address, and kept: what an organization says of itself later changes nothing. `invitation`: with an address of who
 * invited them, whose domain counts as the organization's too.
 */
export async function noteMailboxesOf(
  scope: PersonScope,
  invitation?: { readonly orgId: string; readonly address: string },
): Promise<void> {
  await asSystem(scope, (system) => noteMailboxes(system, scope.personId, invitation))
}

/** As {@link noteMailboxesOf}, where no person's scope is at hand. */
export async function noteMailboxes(
  { db }: SystemScope,
  personId: string,
  invitation?: { readonly orgId: string; readonly address: string },
): Promise<void> {
  const organizations: readonly Membership[] = await db
    .selectFrom('membership')
    .innerJoin('organization', 'organization.id', 'membership.orgId')
    .select(['orgId', 'email', 'website'])
    .where('personId', '=', personId)
    .where('leftAt', 'is', null)
    .execute()
  const addresses = await db
    .selectFrom('personEmail')
    .select(['id', 'address'])
    .where('personId', '=', personId)
    .where('belongsTo', 'is', null)
    .execute()
  for (const { id, address } of addresses) {
    const owner = organizations.find(({ orgId, email, website }) =>
      isMailboxOf(address, [
        domainOf(email),
        hostOf(website),
        ...(invitation?.orgId === orgId ? [domainOf(invitation.address)] : []),
      ]),
    )
    if (owner !== undefined)
      await db.updateTable('personEmail').set({ belongsTo: owner.orgId }).where('id', '=', id).execute()
  }
}
