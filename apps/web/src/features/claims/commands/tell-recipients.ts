import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { asSystem, inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvents } from '../../audit/commands.ts'
import { copyLetters } from '../../identity/commands/copy-letters.ts'
import { queueLetters } from '../../mail/commands.ts'
import { recipientsFor } from '../../recipients/commands.ts'
import { CLAIM_DAYS, daysAfter, REMINDER_DAYS } from '../schema.ts'
import { asJob } from './as-job.ts'
import { letterPlace, linkPlace, newToken } from './secrets.ts'

/**
 * Tells the recipients of signed credentials, and members who had no account: with an account, that it is in their backpack; without one,
 * how to claim it. What waits to be claimed can be seen by whoever has its key, so that it verifies meanwhile. Run twice it makes one
 * claim.
 */
export async function tellRecipients(
  deps: Deps,
  orgId: string,
  credentialIds: readonly string[],
): Promise<void> {
  await inOrg(deps, asJob(orgId), async (scope) => {
    const awards = (await lockAwards(scope, credentialIds)).flatMap(addressed)
    const known = await withAccount(scope, awards)
    await writeAwarded(
      scope,
      awards.filter(({ personId }) => known.has(personId)),
    )
    await makeClaims(
      scope,
      await withRecipients(
        scope,
        awards.filter(({ personId }) => !known.has(personId)),
      ),
    )
  })
}

type Locked = Awaited<ReturnType<typeof lockAwards>>[number]

/** An award, and where its holder is written to. */
interface Award extends Locked {
  readonly address: string
  readonly locale: string
}

/** A member without any address cannot be written to: nobody is told. */
const addressed = (award: Locked): readonly Award[] =>
  award.address === null || award.locale === null
    ? []
    : [{ ...award, address: award.address, locale: award.locale }]

/**
 * Credentials that are in force and have no claim yet; of a member with the name and address that the organization knows. They are locked
 * by a statement of its own: one that waited for the lock would not see the claim that was made meanwhile.
 */
async function lockAwards({ db, orgId }: OrgScope, credentialIds: readonly string[]) {
  await db
    .selectFrom('credential')
    .select('id')
    .where('orgId', '=', orgId)
    .where('id', 'in', [...credentialIds])
    .orderBy('id')
    .forUpdate()
    .execute()
  return db
    .selectFrom('credential')
    .leftJoin('recipient', 'recipient.id', 'credential.recipientId')
    .leftJoin('person', (join) =>
      join.onRef('person.id', '=', 'credential.personId').on('credential.recipientId', 'is', null),
    )
    .leftJoin('personEmail', (join) =>
      join.onRef('personEmail.personId', '=', 'person.id').on('personEmail.isPrimary', '=', true),
    )
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .innerJoin('organization', 'organization.id', 'credential.orgId')
    .select((eb) => [
      'credential.id',
      'credential.personId',
      'credential.recipientId',
      'person.name as memberName',
      eb.fn.coalesce('recipient.address', 'personEmail.address').as('address'),
      eb.fn.coalesce('recipient.locale', 'person.locale').as('locale'),
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

/** An award whose claim can be made. */
interface ClaimableAward extends Award {
  readonly recipientId: string
}

/** A member without an account becomes a recipient besides, by the name and address that the organization entered. */
async function withRecipients(scope: OrgScope, awards: readonly Award[]): Promise<readonly ClaimableAward[]> {
  const members = new Map(
    awards.flatMap(({ recipientId, address, locale, memberName }) =>
      recipientId === null
        ? [[address.toLowerCase(), { address, name: memberName ?? undefined, locale: languageOf(locale) }]]
        : [],
    ),
  )
  const inputs = [...members.values()]
  const made = await recipientsFor(scope, inputs)
  const idOf = new Map(inputs.map(({ address }, at) => [address.toLowerCase(), made[at]?.id]))
  return awards.map((award) => {
    const recipientId = award.recipientId ?? idOf.get(award.address.toLowerCase())
    if (recipientId === undefined) throw new Error('a recipient was made and is not there')
    return { ...award, recipientId }
  })
}

const languageOf = (locale: string): 'en' | 'es' => (locale === 'es' ? 'es' : 'en')

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

async function makeClaims(scope: OrgScope, awards: readonly ClaimableAward[]): Promise<void> {
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
        shared_at = ${deps.now()}, share_ends_at = NULL
      FROM unnest(${entries.map(({ id }) => id)}::uuid[], ${tokens.map(({ hash }) => hash)}::bytea[],
        ${tokens.map(({ sealed }) => sealed)}::bytea[]) AS n (id, hash, sealed)
      WHERE b.id = n.id`.execute(db)
  })
}
