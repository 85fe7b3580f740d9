import { forbidden } from '../../../app-error.ts'
import {
  asSystem,
  enterOrg,
  leaveOrg,
  type OrgScope,
  type PersonScope,
  type SystemScope,
} from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { handOver } from '../../credentials/commands/hand-over.ts'
import { proveAddress } from '../../identity/commands/addresses.ts'
import { movePersonalThings } from '../../identity/commands/merge-persons.ts'
import { asJob } from './as-job.ts'
import { type FoundClaim, findByToken, refuseOver } from './find-claim.ts'

/**
 * Takes what waits behind a link into the backpack of who is signed in, private. A mailed link proves the mailbox: everything that waits
 * at that address comes along, and the address becomes theirs — unless an organization keeps a member without an account under it, who
 * stays a member there. A link that the organization handed over proves no address, so it gives this one badge alone. Errors:
 * `not_found`; `gone` for a claim that is over; `forbidden` for who decided on the award; `conflict` for an address of another account.
 */
export async function acceptClaim(
  scope: PersonScope,
  token: string,
): Promise<{ readonly credentialId: string }> {
  const claim = await asSystem(scope, (system) => take(system, token, scope.personId))
  await recordEvent(scope, {
    action: 'claim.accepted',
    recordType: 'credential',
    recordId: claim.credentialId,
    personId: scope.personId,
  })
  return { credentialId: claim.credentialId }
}

async function take(system: SystemScope, token: string, personId: string): Promise<FoundClaim> {
  const claim = await findByToken(system, token)
  refuseOver(claim, system.deps.now())
  if (claim.decidedBy === personId) throw forbidden('Nobody awards themselves.')
  const waiting = claim.proves ? await lockWaiting(system, claim.personId) : [claim]
  if (claim.proves && !(await isMemberAnywhere(system, claim.personId))) {
    await movePersonalThings(system, claim.personId, personId)
    await proveAddress(system, personId, claim.address)
    await closeShares(
      system,
      waiting.map(({ credentialId }) => credentialId),
    )
  } else await handOverAll(system, waiting, personId)
  await settle(system, waiting)
  return claim
}

type Waiting = Pick<FoundClaim, 'id' | 'orgId' | 'credentialId' | 'recipientId'>

/** All that waits for the same person, in any organization. */
function lockWaiting({ db }: SystemScope, personId: string): Promise<Waiting[]> {
  return db
    .selectFrom('claim')
    .innerJoin('credential', 'credential.id', 'claim.credentialId')
    .select(['claim.id', 'claim.orgId', 'claim.credentialId', 'claim.recipientId'])
    .where('credential.personId', '=', personId)
    .where('claimedAt', 'is', null)
    .where('endedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .orderBy('claim.id')
    .forUpdate('claim')
    .execute()
}

async function isMemberAnywhere({ db }: SystemScope, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('membership')
    .select('orgId')
    .where('personId', '=', personId)
    .executeTakeFirst()
  return row !== undefined
}

/** Until now whoever had the key could see them; from now on their holder decides. */
async function closeShares({ db }: SystemScope, credentialIds: readonly string[]): Promise<void> {
  await db
    .updateTable('backpackEntry')
    .set({ visibility: 'private', shareTokenHash: null, shareTokenSealed: null, sharedAt: null })
    .where('credentialId', 'in', [...credentialIds])
    .execute()
}

async function handOverAll(
  system: SystemScope,
  waiting: readonly Waiting[],
  personId: string,
): Promise<void> {
  for (const { orgId, credentialId, recipientId } of waiting) {
    const inside = await enterOrg(system, asJob(orgId))
    await handOver(inside, credentialId, personId)
    await nameRecipient(inside, credentialId, recipientId)
    await leaveOrg(inside)
  }
}

/** What was a member's and goes to an account of their own: the organization goes on seeing the name and address that it entered. */
async function nameRecipient(
  { db, orgId }: OrgScope,
  credentialId: string,
  recipientId: string,
): Promise<void> {
  const named = await db
    .updateTable('credential')
    .set({ recipientId })
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .where('recipientId', 'is', null)
    .returning('decisionId')
    .executeTakeFirst()
  if (named === undefined) return
  await db
    .updateTable('decision')
    .set({ recipientId })
    .where('orgId', '=', orgId)
    .where('id', '=', named.decisionId)
    .execute()
}

async function settle(system: SystemScope, waiting: readonly Waiting[]): Promise<void> {
  for (const { id, orgId } of waiting) {
    await system.db
      .updateTable('claim')
      .set({ claimedAt: system.deps.now(), remindAt: null })
      .where('orgId', '=', orgId)
      .where('id', '=', id)
      .execute()
    // The organization learns that it was claimed, not by whom.
    await recordEvent(system, { action: 'claim.claimed', recordType: 'claim', recordId: id, orgId })
  }
}
