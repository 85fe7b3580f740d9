import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { asSystem, inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvents } from '../../audit/commands.ts'
import { copyLetters } from '../../identity/commands/copy-letters.ts'
import { queueLetters } from '../../mail/commands.ts'
import { CLAIM_DAYS, daysAfter, REMINDER_DAYS } from '../schema.ts'
import { asJob } from './as-job.ts'
import { letterPlace, linkPlace, newToken } from './secrets.ts'

/**
 * Tells the recipients of signed credentials: with an account, that it is in their backpack; without one, how to claim it. What waits to
 * be claimed can be seen by whoever has its key, so that it verifies meanwhile. Run twice it makes one claim.
 */
export async function tellRecipients(
  deps: Deps,
  orgId: string,
  credentialIds: readonly string[],
): Promise<void> {
  await inOrg(deps, asJob(orgId), async (scope) => {
    const awards = await lockAwards(scope, credentialIds)
    const known = await withAccount(scope, awards)
    await writeAwarded(
      scope,
      awards.filter(({ personId }) => known.has(personId)),
    )
    await makeClaims(
      scope,
      awards.filter(({ personId }) => !known.has(personId)),
    )
  })
}

type Award = Awaited<ReturnType<typeof lockAwards>>[number]

/** Credentials that are in force and have no claim yet. */
function lockAwards({ db, orgId }: OrgScope, credentialIds: readonly string[]) {
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
    .where('credential.id', 'in', [...credentialIds])
    .where('issuedAt', 'is not', null)
    .where('revokedAt', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('claim')
            .select('claim.id')
            .whereRef('claim.orgId', '=', 'credential.orgId')
            .whereRef('claim.credentialId', '=', 'credential.id'),
        ),
      ),
    )
    .orderBy('credential.id')
    .forUpdate('credential')
    .execute()
}

async function withAccount(scope: OrgScope, awards: readonly Award[]): Promise<ReadonlySet<string>> {
  if (awards.length === 0) return new Set()
  const persons = await asSystem(scope, ({ db }) =>
    db
      .selectFrom('person')
      .select('id')
      .where('userId', 'is not', null)
      .where(
        'id',
        'in',
        awards.map(({ personId }) => personId),
      )
      .execute(),
  )
  return new Set(persons.map(({ id }) => id))
}

async function writeAwarded(scope: OrgScope, awards: readonly Award[]): Promise<void> {
  const letters = awards.map((award) => ({
    template: 'credential_issued' as const,
    to: award.address,
    language: award.locale,
    values: { name: award.name, issuer: award.issuer },
    link: `${scope.deps.config.publicUrl}/backpack`,
    personId: award.personId,
  }))
  await queueLetters(scope, letters)
  await copyLetters(scope, letters)
}

async function makeClaims(scope: OrgScope, awards: readonly Award[]): Promise<void> {
  if (awards.length === 0) return
  const { deps, orgId } = scope
  const claims = awards.map((award) => {
    const id = randomUUID()
    return { award, id, letter: newToken(deps, letterPlace(id)), link: newToken(deps, linkPlace(id)) }
  })
  const now = deps.now()
  const mailIds = await queueLetters(
    scope,
    claims.map(({ award, letter }) => ({
      template: 'credential_claim',
      to: award.address,
      language: award.locale,
      values: { name: award.name, issuer: award.issuer, days: String(CLAIM_DAYS) },
      link: `${deps.config.publicUrl}/claim/${letter.token}`,
      personId: award.personId,
    })),
  )
  await scope.db
    .insertInto('claim')
    .values(
      claims.map(({ id, award, letter, link }, at) => ({
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
        mailId: mailIds[at] ?? '',
        remindAt: daysAfter(now, REMINDER_DAYS[0]),
      })),
    )
    .execute()
  await openByKey(
    scope,
    awards.map(({ id }) => id),
  )
  await recordEvents(
    scope,
    claims.map(({ id, award }) => ({
      action: 'claim.sent',
      recordType: 'claim',
      recordId: id,
      personId: award.personId,
      data: { credentialId: award.id },
    })),
  )
}

/** Whoever has the key sees and verifies the badges until somebody claims them; then each holder decides. */
export async function openByKey(scope: OrgScope, credentialIds: readonly string[]): Promise<void> {
  const { deps } = scope
  await asSystem(scope, async ({ db }) => {
    const entries = await db
      .selectFrom('backpackEntry')
      .select('id')
      .where('credentialId', 'in', [...credentialIds])
      .execute()
    const tokens = entries.map(({ id }) => newToken(deps, `backpack_entry:${id}:share_token`))
    await sql`UPDATE backpack_entry b SET visibility = 'link', share_token_hash = n.hash, share_token_sealed = n.sealed,
        shared_at = ${deps.now()}
      FROM unnest(${entries.map(({ id }) => id)}::uuid[], ${tokens.map(({ hash }) => hash)}::bytea[],
        ${tokens.map(({ sealed }) => sealed)}::bytea[]) AS n (id, hash, sealed)
      WHERE b.id = n.id`.execute(db)
  })
}
