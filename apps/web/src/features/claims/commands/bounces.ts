import { sql } from 'kysely'
import { inOrg, inSystem, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import type { Bounce } from '../schema.ts'
import { asJob } from './as-job.ts'

/** Marks what waits at an address as come back: a report of the mail system, or what somebody learned. Answers how many claims. */
export async function reportBounce(
  scope: OrgScope,
  { address, reason }: Bounce,
): Promise<{ readonly bounced: number }> {
  const { db, orgId } = scope
  const waiting = await db
    .selectFrom('claim')
    .innerJoin('recipient', 'recipient.id', 'claim.recipientId')
    .select('claim.id')
    .where('claim.orgId', '=', orgId)
    .where(sql`lower(recipient.address)`, '=', address.toLowerCase())
    .where('claimedAt', 'is', null)
    .where('endedAt', 'is', null)
    .where('bouncedAt', 'is', null)
    .orderBy('claim.id')
    .forUpdate('claim')
    .execute()
  for (const { id } of waiting) await markBounced(scope, id, reason)
  return { bounced: waiting.length }
}

/** A mail server refused a letter for good: if it was the last one of a claim, that has bounced. */
export async function noteRefusedLetter(deps: Deps, mailId: string): Promise<void> {
  const found = await inSystem(deps, ({ db }) =>
    db
      .selectFrom('claim')
      .innerJoin('mail', 'mail.id', 'claim.mailId')
      .select(['claim.orgId', 'claim.id', 'mail.error'])
      .where('claim.mailId', '=', mailId)
      .where('claimedAt', 'is', null)
      .where('endedAt', 'is', null)
      .where('bouncedAt', 'is', null)
      .executeTakeFirst(),
  )
  if (found === undefined) return
  await inOrg(deps, asJob(found.orgId), (scope) => markBounced(scope, found.id, found.error ?? ''))
}

/** Letters to a dead address stop: reminders too, until somebody sends again or corrects the address. */
async function markBounced(scope: OrgScope, claimId: string, reason: string): Promise<void> {
  await scope.db
    .updateTable('claim')
    .set({ bouncedAt: scope.deps.now(), bounceReason: reason.slice(0, 500), remindAt: null })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', claimId)
    .execute()
  await recordEvent(scope, { action: 'claim.bounced', recordType: 'claim', recordId: claimId })
}
