import { forbidden, invalidField } from '../../../app-error.ts'
import { asSystem, type OrgScope } from '../../../db/scopes.ts'
import { translateIn } from '../../../i18n/server.ts'
import { isOwnWork } from '../../../policy.ts'
import { recordEvent } from '../../audit/commands.ts'
import { supersedeCredential } from '../../credentials/commands/supersede.ts'
import { correctEntered } from '../../identity/commands/correct-entered.ts'
import { getOrganization } from '../../organizations/queries.ts'
import { recipientFor } from '../../recipients/commands.ts'
import type { Correction } from '../schema.ts'
import { refuseEnded } from './letters.ts'
import { lockClaim } from './lock-claim.ts'

/**
 * Mends a wrong address, or a wrong name, without a second award: the credential that nobody claimed is superseded by another of the
 * same decision, which goes to the right address; the old link ends. A member without an account, whose address was mistyped when they
 * were entered, stays its holder. Errors: `not_found`; `gone` once it was claimed or revoked;
 * `invalid_input` when nothing would change; `forbidden` for one's own address.
 */
export async function correctClaim(
  scope: OrgScope,
  claimId: string,
  { address, name }: Correction,
): Promise<{ readonly credentialId: string }> {
  const claim = await lockClaim(scope, claimId)
  refuseEnded(claim, scope.deps.now())
  if (claim.address.toLowerCase() === address && (name === undefined || claim.name === name))
    throw invalidField('address', 'same_address', 'This is the address that it went to.')
  if (claim.awardedTo === null)
    await asSystem(scope, (system) => correctEntered(system, claim.personId, claim.address, address))
  const recipient = await recipientFor(scope, {
    address,
    name: name ?? claim.name ?? undefined,
    locale: claim.locale === 'es' ? 'es' : 'en',
  })
  if (isOwnWork(scope, recipient.personId))
    throw forbidden('Nobody awards themselves, or whoever they stand in for.')
  const { locale } = await getOrganization(scope)
  const t = translateIn(locale === 'es' ? 'es' : 'en')
  const { credentialId } = await supersedeCredential(
    scope,
    claim.credentialId,
    recipient,
    String(t('claims:superseded_reason')),
  )
  await scope.db
    .updateTable('claim')
    .set({ endedAt: scope.deps.now(), remindAt: null })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', claimId)
    .execute()
  await recordEvent(scope, {
    action: 'claim.corrected',
    recordType: 'claim',
    recordId: claimId,
    data: { credentialId, replaces: claim.credentialId },
  })
  return { credentialId }
}
