import { type Expression, sql } from 'kysely'
import { AppError, notFound } from '../../app-error.ts'
import { escapeLike } from '../../db/escape-like.ts'
import { inOrg, inSystem, type OrgScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'
import { badgeOf } from '../credentials/queries/badge-picture.ts'
import { credentialFacts } from '../credentials/queries.ts'
import { isId } from '../credentials/schema.ts'
import { claimStateOf } from '../recipients/schema.ts'
import { asJob } from './commands/as-job.ts'
import { findByToken } from './commands/find-claim.ts'
import { linkPlace, openToken } from './commands/secrets.ts'
import type { ClaimsQuery } from './schema.ts'

const COLUMNS = [
  'claim.id',
  'claim.credentialId',
  'claim.createdAt',
  'claim.sentAt',
  'claim.letters',
  'claim.reminders',
  'claim.remindAt',
  'claim.bouncedAt',
  'claim.bounceReason',
  'claim.openedAt',
  'claim.claimedAt',
  'claim.endedAt',
  'claim.expiresAt',
  'credential.revokedAt',
  'credential.achievementId',
  'achievementVersion.name as achievementName',
  'recipient.address',
  'recipient.name',
] as const

const claimsOf = ({ db, orgId }: OrgScope) =>
  db
    .selectFrom('claim')
    .innerJoin('credential', 'credential.id', 'claim.credentialId')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .innerJoin('recipient', 'recipient.id', 'claim.recipientId')
    .where('claim.orgId', '=', orgId)

/** The same order of states as `claimStateOf`, for the database. */
const stateAt = (
  now: Date,
): Expression<string> => sql<string>`CASE WHEN claim.claimed_at IS NOT NULL THEN 'claimed'
  WHEN claim.ended_at IS NOT NULL OR credential.revoked_at IS NOT NULL THEN 'ended'
  WHEN claim.bounced_at IS NOT NULL THEN 'bounced' WHEN claim.expires_at <= ${now} THEN 'expired'
  WHEN claim.opened_at IS NOT NULL THEN 'opened' ELSE 'sent' END`

/** The organization's claims, newest first; `total` counts all that match. */
export async function listClaims(scope: OrgScope, { q, state, limit, offset }: ClaimsQuery) {
  let matching = claimsOf(scope)
  const current = stateAt(scope.deps.now())
  if (state === 'waiting') matching = matching.where(sql<boolean>`${current} NOT IN ('claimed', 'ended')`)
  else if (state !== undefined) matching = matching.where(sql<boolean>`${current} = ${state}`)
  if (q !== undefined && q !== '') {
    const pattern = `%${escapeLike(q)}%`
    matching = matching.where((eb) =>
      eb.or([
        eb('recipient.name', 'ilike', pattern),
        eb('recipient.address', 'ilike', pattern),
        eb('achievementVersion.name', 'ilike', pattern),
      ]),
    )
  }
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const items = await matching
    .select(COLUMNS)
    .orderBy('claim.createdAt', 'desc')
    .orderBy('claim.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items, total }
}
export type ClaimRow = Awaited<ReturnType<typeof listClaims>>['items'][number]

/** One claim. Error `not_found`. */
export async function getClaim(scope: OrgScope, claimId: string): Promise<ClaimRow> {
  if (!isId(claimId)) throw notFound('claim')
  const row = await claimsOf(scope).select(COLUMNS).where('claim.id', '=', claimId).executeTakeFirst()
  if (row === undefined) throw notFound('claim')
  return row
}

/** The link that the organization may hand over itself. It gives this badge to whoever opens it first, and proves no address. */
export async function getClaimLink(scope: OrgScope, claimId: string): Promise<string> {
  const row = await claimsOf(scope).select('linkSealed').where('claim.id', '=', claimId).executeTakeFirst()
  if (row === undefined) throw notFound('claim')
  const token = openToken(scope.deps, row.linkSealed, linkPlace(claimId))
  return `${scope.deps.config.publicUrl}/claim/${token}`
}

/**
 * What whoever has a claim's link is shown: the badge as it was signed, while it waits. Looking at it is noted as opened and changes
 * nothing else, because mail scanners open links too. Error `not_found`.
 */
export async function readClaim(deps: Deps, token: string) {
  const claim = await inSystem(deps, async (system) => {
    const found = await findByToken(system, token)
    if (found.openedAt === null && found.claimedAt === null)
      await system.db
        .updateTable('claim')
        .set({ openedAt: deps.now() })
        .where('orgId', '=', found.orgId)
        .where('id', '=', found.id)
        .execute()
    return found
  })
  const state = claimStateOf({ ...claim, bouncedAt: null }, deps.now())
  const shown = { state, issuer: claim.issuer, mark: claim.mark, credentialId: claim.credentialId }
  if (state === 'claimed' || state === 'ended') return { ...shown, badge: undefined, address: undefined }
  const badge = await inOrg(deps, asJob(claim.orgId), (scope) => readBadge(scope, claim.credentialId))
  return { ...shown, badge, address: claim.proves ? claim.address : undefined }
}

/** What the badge says, from the same rows that it was frozen from: its version never changes again. */
async function readBadge(scope: OrgScope, credentialId: string) {
  const facts = await credentialFacts(scope, credentialId)
  const year = facts.validFrom.getUTCFullYear()
  const { drawing, version } = await badgeOf(scope, facts.achievementVersionId, year)
  const award = await scope.db
    .selectFrom('credential')
    .innerJoin('decision', 'decision.id', 'credential.decisionId')
    .innerJoin('claim', 'claim.credentialId', 'credential.id')
    .innerJoin('recipient', 'recipient.id', 'claim.recipientId')
    .select(['decision.reason', 'recipient.name', 'recipient.nameShown'])
    .where('credential.orgId', '=', scope.orgId)
    .where('credential.id', '=', credentialId)
    .executeTakeFirstOrThrow()
  return {
    name: version.definition.name,
    proves: version.definition.proves,
    holder: award.nameShown ? (award.name ?? undefined) : undefined,
    reason: award.reason,
    drawing,
    validFrom: facts.validFrom,
    validUntil: facts.validUntil,
    key: await keyOf(scope, credentialId),
  }
}

/** The key under which everybody who has it sees and verifies the badge until it is claimed. */
async function keyOf(scope: OrgScope, credentialId: string): Promise<string> {
  const entry = await scope.db
    .selectFrom('backpackEntry')
    .select(['id', 'shareTokenSealed'])
    .where('credentialId', '=', credentialId)
    .executeTakeFirst()
  if (entry?.shareTokenSealed == null)
    throw new AppError('not_available', 'The badge is being prepared; try again in a few seconds.')
  return openToken(scope.deps, entry.shareTokenSealed, `backpack_entry:${entry.id}:share_token`)
}
