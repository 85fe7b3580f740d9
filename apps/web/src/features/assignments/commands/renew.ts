import { AppError, forbidden, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { credentialFacts } from '../../credentials/queries.ts'
import { mayBeRenewed } from '../../credentials/schema.ts'
import { openAssigned } from '../../enrollments/commands/assigned.ts'
import { findOpenEnrollment } from '../../enrollments/queries.ts'

/**
 * Begins to renew a credential of one's own that ends soon or has ended: work on the same micro-credential, whose award will renew it. Who
 * works on it already goes on. Errors: `not_found`; `wrong_state` for one that does not end soon, was renewed or counts no more, or that
 * nobody can earn any more.
 */
export async function renewCredential(
  scope: OrgScope,
  credentialId: string,
): Promise<{ readonly enrollmentId: string }> {
  const { personId, deps } = scope
  if (personId === undefined) throw forbidden('A person renews what they hold.')
  const held = await credentialFacts(scope, credentialId)
  if (held.personId !== personId) throw notFound('credential')
  if (!mayBeRenewed(held, deps.now()))
    throw new AppError('wrong_state', 'This credential cannot be renewed now.', { text: 'not_renewable' })
  const { achievementId } = held
  await openAssigned(scope, { achievementId, source: 'self', people: [{ personId, dueAt: null }] })
  const work = await findOpenEnrollment(scope, personId, achievementId)
  if (work === undefined)
    throw new AppError('wrong_state', 'Nobody can earn this any more.', { text: 'not_offered' })
  await recordEvent(scope, {
    action: 'enrollment.renewing',
    recordType: 'enrollment',
    recordId: work.id,
    personId,
    data: { credentialId },
  })
  return { enrollmentId: work.id }
}
