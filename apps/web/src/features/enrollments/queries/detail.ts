import type { OrgScope } from '../../../db/scopes.ts'
import { getVersion } from '../../achievements/queries.ts'
import { type EnrollmentRow, listEvidence } from '../queries.ts'
import { checklist, isReady } from '../schema/checklist.ts'
import { addWorkingDays } from '../schema/working-days.ts'
import { heldInForce, prerequisitesOf } from './held.ts'
import { countObserved } from './observed.ts'

/** An enrollment with its definition, the evidence so far, what is met and missing, and by when a decision would be promised. */
export async function openEnrollment(scope: OrgScope, enrollment: EnrollmentRow) {
  const version = await getVersion(scope, enrollment.achievementVersionId)
  const { definition } = version
  const evidence = await listEvidence(scope, enrollment.id)
  const held = await heldInForce(scope, enrollment.personId, prerequisitesOf(definition))
  const rows = checklist(definition, evidence, held, await countObserved(scope, enrollment.id))
  return {
    version,
    evidence,
    held,
    rows,
    ready: isReady(rows),
    promised: addWorkingDays(scope.deps.now(), definition.turnaroundDays),
  }
}
