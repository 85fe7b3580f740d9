import { AppError, forbidden, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { isId } from '../../credentials/schema.ts'
import { openAssigned } from '../../enrollments/commands/assigned.ts'
import { LAPSING_DAYS } from '../schema.ts'

/**
 * Begins to renew a credential of one's own that ends soon or has ended: work whose award will say that it renews it. Who works on it
 * already goes on. Errors: `not_found`; `wrong_state` for one that was revoked or does not end within {@link LAPSING_DAYS} days, or
 * that nobody can earn any more.
 */
export async function renewCredential(
  scope: OrgScope,
  credentialId: string,
): Promise<{ readonly enrollmentId: string }> {
  const { personId, orgId, deps } = scope
  if (personId === undefined) throw forbidden('A person renews what they hold.')
  if (!isId(credentialId)) throw notFound('credential')
  const held = await scope.db
    .selectFrom('credential')
    .select(['achievementId', 'validUntil', 'revokedAt'])
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .where('personId', '=', personId)
    .executeTakeFirst()
  if (held === undefined) throw notFound('credential')
  const soon = deps.now().getTime() + LAPSING_DAYS * 86_400_000
  if (held.revokedAt !== null || held.validUntil === null || held.validUntil.getTime() > soon)
    throw new AppError('wrong_state', 'This credential is not about to end.')
  const { achievementId } = held
  await openAssigned(scope, {
    achievementId,
    source: 'self',
    people: [{ personId, dueAt: null, renewsId: credentialId }],
  })
  const work = await scope.db
    .selectFrom('enrollment')
    .select('id')
    .where('orgId', '=', orgId)
    .where('personId', '=', personId)
    .where('achievementId', '=', achievementId)
    .where('state', 'in', ['active', 'submitted'])
    .executeTakeFirst()
  if (work === undefined) throw new AppError('wrong_state', 'Nobody can earn this any more.')
  await recordEvent(scope, {
    action: 'enrollment.renewing',
    recordType: 'enrollment',
    recordId: work.id,
    personId,
    data: { credentialId },
  })
  return { enrollmentId: work.id }
}
