import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import type { PortfolioDraft } from '../schema.ts'
import { lockActive } from './lock.ts'

/** Saves the texts of the whole portfolio. `revision` is the one that was opened, 0 at first; error `stale` when it moved on. */
export async function savePortfolioDraft(
  scope: OrgScope,
  enrollmentId: string,
  revision: number,
  draft: PortfolioDraft,
): Promise<{ readonly revision: number; readonly savedAt: Date }> {
  const { personId } = await lockActive(scope, enrollmentId)
  const savedAt = scope.deps.now()
  const dataKey = await dataKeyOf(scope, personId)
  const content = sealWith(dataKey, JSON.stringify(draft), `enrollment_draft:${enrollmentId}:sealed`)
  const values = { ...content, updatedAt: savedAt, revision: revision + 1 }
  const saved =
    revision === 0
      ? await scope.db
          .insertInto('enrollmentDraft')
          .values({ orgId: scope.orgId, enrollmentId, personId, ...values })
          .onConflict((oc) => oc.doNothing())
          .executeTakeFirst()
          .then((result) => result.numInsertedOrUpdatedRows ?? 0n)
      : await scope.db
          .updateTable('enrollmentDraft')
          .set(values)
          .where('orgId', '=', scope.orgId)
          .where('enrollmentId', '=', enrollmentId)
          .where('revision', '=', revision)
          .executeTakeFirst()
          .then((result) => result.numUpdatedRows)
  if (saved === 0n) throw new AppError('stale', 'The reflection was changed elsewhere meanwhile.')
  return { revision: revision + 1, savedAt }
}
