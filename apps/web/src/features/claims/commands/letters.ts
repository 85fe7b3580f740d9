import { AppError } from '../../../app-error.ts'
import { countUse } from '../../../db/lookups.ts'
import { asSystem, inOrg, inSystem, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import type { MailTemplate } from '../../mail/schema.ts'
import { claimStateOf } from '../../recipients/schema.ts'
import {
  CLAIM_DAYS,
  CLAIM_LETTERS_A_DAY,
  CLAIM_LETTERS_OF_ORGANIZATION,
  daysAfter,
  REMINDER_DAYS,
} from '../schema.ts'
import { asJob } from './as-job.ts'
import { findByToken } from './find-claim.ts'
import { lockClaim } from './lock-claim.ts'
import { letterPlace, openToken } from './secrets.ts'

/**
 * Mails the link of a claim again and gives it its days anew; a letter that came back counts as sent again. Errors: `not_found`; `gone`
 * for a claim that is over; `rate_limited`.
 */
export async function resendClaim(scope: OrgScope, claimId: string): Promise<void> {
  const claim = await lockClaim(scope, claimId)
  refuseEnded(claim, scope.deps.now())
  await countLetter(scope, claimId)
  await write(scope, claim, 'credential_claim')
  await recordEvent(scope, {
    action: 'claim.resent',
    recordType: 'claim',
    recordId: claimId,
    personId: claim.personId,
  })
}

/** A new letter to the address of a claim, asked for by whoever has an old link. Errors as of {@link resendClaim}. */
export async function renewByLink(deps: Deps, token: string): Promise<void> {
  const { id, orgId } = await inSystem(deps, (system) => findByToken(system, token))
  await inOrg(deps, asJob(orgId), (scope) => resendClaim(scope, id))
}

/** Claims that one run reminds of; the next run takes the rest. */
const REMINDED_AT_ONCE = 500

/** Brings to mind what nobody has claimed, on the days of {@link REMINDER_DAYS}. A reminder is written once, however often this runs. */
export async function remindClaims(deps: Deps): Promise<void> {
  const due = await inSystem(deps, (system) =>
    system.db
      .selectFrom('claim')
      .select(['orgId', 'id'])
      .where('remindAt', '<=', deps.now())
      .orderBy('remindAt')
      .limit(REMINDED_AT_ONCE)
      .execute(),
  )
  for (const { orgId, id } of due) await inOrg(deps, asJob(orgId), (scope) => remind(scope, id))
}

async function remind(scope: OrgScope, claimId: string): Promise<void> {
  const claim = await lockClaim(scope, claimId)
  const now = scope.deps.now()
  if (claim.remindAt === null || claim.remindAt > now) return
  const waits = ['sent', 'opened'].includes(claimStateOf(claim, now))
  const reminders = claim.reminders + 1
  const next = REMINDER_DAYS[reminders]
  await scope.db
    .updateTable('claim')
    .set({
      reminders,
      // What was due while nothing ran is made up for once, not three times in a row.
      remindAt:
        !waits || next === undefined ? null : later(daysAfter(claim.createdAt, next), daysAfter(now, 1)),
    })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', claimId)
    .execute()
  if (waits) await write(scope, claim, 'claim_reminder')
}

const later = (a: Date, b: Date): Date => (a > b ? a : b)

type Locked = Awaited<ReturnType<typeof lockClaim>>

/** The letter goes to the address that the award went to, and to no other. */
async function write(scope: OrgScope, claim: Locked, template: MailTemplate): Promise<void> {
  const { deps, orgId } = scope
  const now = deps.now()
  const expiresAt = template === 'claim_reminder' ? claim.expiresAt : daysAfter(now, CLAIM_DAYS)
  const token = openToken(deps, claim.tokenSealed, letterPlace(claim.id))
  const { mailId } = await queueLetter(scope, {
    template,
    to: claim.address,
    language: claim.locale,
    values: {
      name: claim.achievementName,
      issuer: claim.issuer,
      days: String(Math.ceil((expiresAt.getTime() - now.getTime()) / 86_400_000)),
    },
    link: `${deps.config.publicUrl}/claim/${token}`,
    personId: claim.personId,
  })
  await scope.db
    .updateTable('claim')
    .set((eb) => ({
      sentAt: now,
      expiresAt,
      mailId,
      bouncedAt: null,
      bounceReason: null,
      letters: eb('letters', '+', 1),
    }))
    .where('orgId', '=', orgId)
    .where('id', '=', claim.id)
    .execute()
}

export function refuseEnded(claim: Locked, now: Date): void {
  const state = claimStateOf(claim, now)
  if (state === 'claimed' || state === 'ended')
    throw new AppError('gone', 'This badge was claimed or taken back.', {
      text: state === 'claimed' ? 'claim_used' : 'claim_ended',
    })
}

async function countLetter(scope: OrgScope, claimId: string): Promise<void> {
  const [ofClaim, ofOrganization] = await asSystem(
    scope,
    async (system) =>
      [
        await countUse(system, `claim-letter:${claimId}`, 86_400),
        await countUse(system, `claim-letters:${scope.orgId}`, 86_400),
      ] as const,
  )
  if (ofClaim > CLAIM_LETTERS_A_DAY || ofOrganization > CLAIM_LETTERS_OF_ORGANIZATION)
    throw new AppError('rate_limited', 'Too many letters for one day.', {
      retryAfter: 86_400,
      text: 'too_many_letters',
    })
}
