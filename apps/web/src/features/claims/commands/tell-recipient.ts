import { randomUUID } from 'node:crypto'
import { asSystem, inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import { CLAIM_DAYS, daysAfter, REMINDER_DAYS } from '../schema.ts'
import { asJob } from './as-job.ts'
import { letterPlace, linkPlace, newToken } from './secrets.ts'

/**
 * Tells the recipient of a signed credential: with an account, that it is in their backpack; without one, how to claim it. What waits to
 * be claimed can be seen by whoever has its key, so that it verifies meanwhile. Run twice it makes one claim.
 */
export async function tellRecipient(deps: Deps, orgId: string, credentialId: string): Promise<void> {
  await inOrg(deps, asJob(orgId), async (scope) => {
    const award = await lockAward(scope, credentialId)
    if (award === undefined || (await hasClaim(scope, credentialId))) return
    if (await hasAccount(scope, award.personId)) await writeAwarded(scope, award)
    else await makeClaim(scope, award)
  })
}

type Award = NonNullable<Awaited<ReturnType<typeof lockAward>>>

function lockAward({ db, orgId }: OrgScope, credentialId: string) {
  return db
    .selectFrom('credential')
    .innerJoin('recipient', 'recipient.id', 'credential.recipientId')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .innerJoin('organization', 'organization.id', 'credential.orgId')
    .select([
      'credential.id',
      'credential.personId',
      'recipient.id as recipientId',
      'recipient.address',
      'recipient.locale',
      'achievementVersion.name',
      'organization.name as issuer',
    ])
    .where('credential.orgId', '=', orgId)
    .where('credential.id', '=', credentialId)
    .where('issuedAt', 'is not', null)
    .where('revokedAt', 'is', null)
    .forUpdate('credential')
    .executeTakeFirst()
}

async function hasClaim({ db, orgId }: OrgScope, credentialId: string): Promise<boolean> {
  const row = await db
    .selectFrom('claim')
    .select('id')
    .where('orgId', '=', orgId)
    .where('credentialId', '=', credentialId)
    .executeTakeFirst()
  return row !== undefined
}

async function hasAccount(scope: OrgScope, personId: string): Promise<boolean> {
  const person = await asSystem(scope, (system) =>
    system.db.selectFrom('person').select('userId').where('id', '=', personId).executeTakeFirst(),
  )
  return person?.userId != null
}

async function writeAwarded(scope: OrgScope, award: Award): Promise<void> {
  await queueLetter(scope, {
    template: 'credential_issued',
    to: award.address,
    language: award.locale,
    values: { name: award.name, issuer: award.issuer },
    link: `${scope.deps.config.publicUrl}/backpack`,
    personId: award.personId,
  })
}

async function makeClaim(scope: OrgScope, award: Award): Promise<void> {
  const { deps, orgId } = scope
  const id = randomUUID()
  const [letter, link] = [newToken(deps, letterPlace(id)), newToken(deps, linkPlace(id))]
  const now = deps.now()
  const { mailId } = await queueLetter(scope, {
    template: 'credential_claim',
    to: award.address,
    language: award.locale,
    values: { name: award.name, issuer: award.issuer, days: String(CLAIM_DAYS) },
    link: `${deps.config.publicUrl}/claim/${letter.token}`,
    personId: award.personId,
  })
  await scope.db
    .insertInto('claim')
    .values({
      orgId,
      id,
      credentialId: award.id,
      recipientId: award.recipientId,
      tokenHash: letter.hash,
      tokenSealed: letter.sealed,
      linkHash: link.hash,
      linkSealed: link.sealed,
      createdAt: now,
      expiresAt: daysAfter(now, CLAIM_DAYS),
      sentAt: now,
      mailId,
      remindAt: daysAfter(now, REMINDER_DAYS[0]),
    })
    .execute()
  await openByKey(scope, award.id)
  await recordEvent(scope, {
    action: 'claim.sent',
    recordType: 'claim',
    recordId: id,
    personId: award.personId,
    data: { credentialId: award.id },
  })
}

/** Whoever has the key sees and verifies the badge until somebody claims it; then its holder decides. */
async function openByKey(scope: OrgScope, credentialId: string): Promise<void> {
  const { deps } = scope
  await asSystem(scope, async ({ db }) => {
    const entry = await db
      .selectFrom('backpackEntry')
      .select('id')
      .where('credentialId', '=', credentialId)
      .executeTakeFirstOrThrow()
    const { hash, sealed } = newToken(deps, `backpack_entry:${entry.id}:share_token`)
    await db
      .updateTable('backpackEntry')
      .set({ visibility: 'link', shareTokenHash: hash, shareTokenSealed: sealed, sharedAt: deps.now() })
      .where('id', '=', entry.id)
      .execute()
  })
}
