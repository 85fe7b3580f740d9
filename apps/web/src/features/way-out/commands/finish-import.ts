import { sql } from 'kysely'
import { asSystem, type OrgScope } from '../../../db/scopes.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { recordEvent } from '../../audit/commands.ts'
import { openByKey } from '../../claims/commands/tell-recipients.ts'
import type { ExportManifest } from '../schema.ts'

/** The organization begins here with its lists signed anew, and its trail says where it came from. What was under way goes on. */
export async function finishImport(
  scope: OrgScope,
  { exportedAt, issuer }: Pick<ExportManifest, 'exportedAt' | 'issuer'>,
): Promise<void> {
  const { orgId } = scope
  await recordEvent(scope, {
    action: 'organization.imported',
    recordType: 'organization',
    recordId: orgId,
    data: { exportedAt, issuer: issuer.url },
  })
  await openClaims(scope)
  const unsigned = await scope.db
    .selectFrom('credential')
    .select('id')
    .where('issuedAt', 'is', null)
    .execute()
  for (const { id } of unsigned)
    await enqueue(scope, 'issue_credential', { orgId, credentialId: id }, { key: `issue:${id}` })
  const revoking = await scope.db
    .selectFrom('bulkBatch')
    .select('id')
    .where('state', '=', 'revoking')
    .execute()
  for (const { id } of revoking)
    await enqueue(scope, 'revoke_bulk_rows', { orgId, batchId: id }, { key: `bulk-revoke:${id}` })
  await enqueue(scope, 'sign_status_lists', { orgId, all: true }, { key: `status-all:${orgId}` })
}

/** Who has an account here has claimed what waited for them; what waits for others is seen by whoever has its link, as it was there. */
async function openClaims(scope: OrgScope): Promise<void> {
  const { deps, orgId } = scope
  const waiting = await asSystem(scope, async ({ db }) => {
    await sql`UPDATE claim c SET claimed_at = ${deps.now()} FROM credential k, person p
      WHERE c.org_id = ${orgId} AND k.org_id = c.org_id AND k.id = c.credential_id AND p.id = k.person_id
        AND p.user_id IS NOT NULL AND c.claimed_at IS NULL AND c.ended_at IS NULL`.execute(db)
    return db
      .selectFrom('claim')
      .innerJoin('credential', 'credential.id', 'claim.credentialId')
      .select('claim.credentialId')
      .where('claim.orgId', '=', orgId)
      .where('claimedAt', 'is', null)
      .where('endedAt', 'is', null)
      .where('revokedAt', 'is', null)
      .execute()
  })
  for (let at = 0; at < waiting.length; at += CLAIMS_AT_ONCE)
    await openByKey(
      scope,
      waiting.slice(at, at + CLAIMS_AT_ONCE).map(({ credentialId }) => credentialId),
    )
}

const CLAIMS_AT_ONCE = 500
