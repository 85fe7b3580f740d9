import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, forbidden, invalidField, notFound } from '../../../app-error.ts'
import { countUse, hashSecret } from '../../../db/lookups.ts'
import { asSystem, enterOrg, type OrgScope, type PersonScope, type SystemScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { recordEvent } from '../../audit/commands.ts'
import { noteMailboxes } from '../../identity/commands/address-rights.ts'
import { hasProvenAddress } from '../../identity/queries.ts'
import { queueLetter } from '../../mail/commands.ts'
import { checkDepartment } from '../../structure/commands.ts'
import { getOrganization } from '../queries.ts'
import { INVITATION_DAYS, INVITATION_LETTERS_A_DAY, type InvitationInput } from '../schema.ts'
import { joinOrganization, refuseGiving } from './people.ts'

/** Invites an address. Errors: `invalid_input` for a member with an account, or an address with an open invitation. */
export async function invite(
  scope: OrgScope,
  input: InvitationInput,
): Promise<{ readonly invitationId: string }> {
  refuseGiving(scope, input.roles)
  await refuseMemberOrInvited(scope, input.address)
  await checkDepartment(scope, input.departmentId)
  const id = randomUUID()
  const token = newToken()
  const now = scope.deps.now()
  await scope.db
    .insertInto('invitation')
    .values({
      orgId: scope.orgId,
      id,
      address: input.address,
      name: input.name ?? null,
      roles: input.roles,
      departmentId: input.departmentId ?? null,
      jobTitle: input.jobTitle ?? null,
      tokenHash: hashSecret(token),
      invitedBy: actingPerson(scope),
      createdAt: now,
      expiresAt: expiry(now),
    })
    .execute()
  await recordEvent(scope, {
    action: 'invitation.sent',
    recordType: 'invitation',
    recordId: id,
    data: { roles: input.roles },
  })
  await mailInvitation(scope, input.address, token)
  return { invitationId: id }
}

/** Mails an open invitation again, with a new link; the old one no longer works. */
export async function resendInvitation(scope: OrgScope, id: string): Promise<void> {
  const token = newToken()
  const row = await scope.db
    .updateTable('invitation')
    .set({ tokenHash: hashSecret(token), expiresAt: expiry(scope.deps.now()) })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .returning('address')
    .executeTakeFirst()
  if (row === undefined) throw notFound('open invitation')
  await recordEvent(scope, { action: 'invitation.resent', recordType: 'invitation', recordId: id })
  await mailInvitation(scope, row.address, token)
}

/** Takes an open invitation back; its link no longer works. */
export async function revokeInvitation(scope: OrgScope, id: string): Promise<void> {
  const revoked = await scope.db
    .updateTable('invitation')
    .set({ revokedAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  if (revoked.numUpdatedRows === 0n) throw notFound('open invitation')
  await recordEvent(scope, { action: 'invitation.revoked', recordType: 'invitation', recordId: id })
}

/**
 * Makes the person a member as invited. The invited address must be proven theirs, so that a forwarded letter lets nobody else in.
 * Errors: `not_found`; `gone` for an invitation that was used, taken back or is too old; `forbidden` for another address.
 */
export async function acceptInvitation(
  scope: PersonScope,
  token: string,
): Promise<{ readonly orgId: string }> {
  const invitation = await asSystem(scope, (system) => takeInvitation(system, token))
  if (!(await hasProvenAddress(scope, invitation.address)))
    throw forbidden('This invitation is for an address that you have not proven to be yours.')
  return asSystem(scope, (system) => enter(system, scope, invitation))
}

async function takeInvitation(scope: SystemScope, token: string): Promise<Row<'invitation'>> {
  const row = await scope.db
    .selectFrom('invitation')
    .selectAll()
    .where('tokenHash', '=', hashSecret(token))
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('invitation')
  if (row.acceptedAt !== null)
    throw new AppError('gone', 'This invitation was used.', { text: 'invitation_used' })
  if (row.revokedAt !== null || row.expiresAt <= scope.deps.now())
    throw new AppError('gone', 'This invitation was taken back or is too old.', { text: 'invitation_over' })
  return row
}

async function enter(
  system: SystemScope,
  { personId, actor, deps }: PersonScope,
  invitation: Row<'invitation'>,
): Promise<{ readonly orgId: string }> {
  const { orgId, id, name, roles } = invitation
  const now = deps.now()
  if (name !== null) await nameUnnamed(system, personId, name)
  const inside = await enterOrg(system, { orgId, personId, roles, actor })
  const member = await inside.db
    .selectFrom('membership')
    .select('leftAt')
    .where('orgId', '=', orgId)
    .where('personId', '=', personId)
    .executeTakeFirst()
  // Who is a member already (entered without an account, and invited to get one) stays what they are.
  if (member === undefined || member.leftAt !== null)
    await joinOrganization(inside, personId, {
      roles,
      departmentId: invitation.departmentId ?? undefined,
      jobTitle: invitation.jobTitle ?? undefined,
      joinedAt: now,
    })
  await inside.db
    .updateTable('invitation')
    .set({ acceptedAt: now, acceptedBy: personId })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .execute()
  await asSystem(inside, async (again) => {
    const { address } = await again.db
      .selectFrom('personEmail')
      .select('address')
      .where('personId', '=', invitation.invitedBy)
      .where('isPrimary', '=', true)
      .executeTakeFirstOrThrow()
    await noteMailboxes(again, personId, { orgId, address })
  })
  await recordEvent(inside, {
    action: 'invitation.accepted',
    recordType: 'invitation',
    recordId: id,
    personId,
    data: { roles },
  })
  return { orgId }
}

/** Who signed up by a mailed link is called by their address until somebody says otherwise. */
async function nameUnnamed(scope: SystemScope, personId: string, name: string): Promise<void> {
  await scope.db
    .updateTable('person')
    .set({ name })
    .where('id', '=', personId)
    .where('name', 'like', '%@%')
    .execute()
}

async function refuseMemberOrInvited(scope: OrgScope, address: string): Promise<void> {
  const member = await scope.db
    .selectFrom('personEmail')
    .innerJoin('membership', 'membership.personId', 'personEmail.personId')
    .innerJoin('person', 'person.id', 'membership.personId')
    .select('person.id')
    .where('membership.orgId', '=', scope.orgId)
    .where('leftAt', 'is', null)
    .where('userId', 'is not', null)
    .where(sql`lower(address)`, '=', address)
    .executeTakeFirst()
  if (member !== undefined) throw invalidField('address', 'member_already', `${address} belongs to a member.`)
  const open = await scope.db
    .selectFrom('invitation')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where(sql`lower(address)`, '=', address)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', scope.deps.now())
    .executeTakeFirst()
  if (open !== undefined)
    throw invalidField('address', 'invited_already', `${address} has an open invitation.`)
}

async function mailInvitation(scope: OrgScope, address: string, token: string): Promise<void> {
  const sent = await asSystem(scope, (system) => countUse(system, `invite:${scope.orgId}`, 86_400))
  if (sent > INVITATION_LETTERS_A_DAY)
    throw new AppError('rate_limited', `At most ${INVITATION_LETTERS_A_DAY} invitations a day.`, {
      retryAfter: 86_400,
      text: 'too_many_letters',
    })
  const organization = await getOrganization(scope)
  await queueLetter(scope, {
    template: 'invitation',
    to: address,
    language: organization.locale,
    values: { address, organization: organization.name, days: String(INVITATION_DAYS) },
    link: `${scope.deps.config.publicUrl}/invitations/${token}`,
  })
}

const newToken = () => randomBytes(32).toString('base64url')
const expiry = (now: Date) => new Date(now.getTime() + INVITATION_DAYS * 86_400_000)

function actingPerson(scope: OrgScope): string {
  if (scope.personId === undefined) throw new TypeError('a job invites nobody')
  return scope.personId
}
