import { AppError, notFound } from '../../app-error.ts'
import { inOrg, inSystem, type OrgScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'
import { badgeOf } from '../credentials/queries/badge-picture.ts'
import { credentialFacts } from '../credentials/queries.ts'
import { isId } from '../credentials/schema.ts'
import { claimStateOf } from '../recipients/schema.ts'
import { asJob } from './commands/as-job.ts'
import { findByToken } from './commands/find-claim.ts'
import { linkPlace, openToken } from './commands/secrets.ts'
import { CLAIM_COLUMNS, type ClaimRow, claimsOf } from './queries/list-claims.ts'

export { type ClaimRow, listClaims } from './queries/list-claims.ts'

/** One claim. Error `not_found`. */
export async function getClaim(scope: OrgScope, claimId: string): Promise<ClaimRow> {
  if (!isId(claimId)) throw notFound('claim')
  const row = await claimsOf(scope).select(CLAIM_COLUMNS).where('claim.id', '=', claimId).executeTakeFirst()
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
