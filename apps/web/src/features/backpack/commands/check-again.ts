import { createHash } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { dataKeyOf } from '../../data-keys/commands.ts'
import { verifyDocument } from '../../verify/commands.ts'
import { openBadge } from '../queries/badge-file.ts'
import { getEntry } from '../queries.ts'
import { type RunOwn, reportColumns } from './import-badge.ts'

/**
 * Verifies a badge of the backpack anew and keeps the result, whatever it is (STANDARDS OD2). An imported badge that has become
 * invalid stays, shown as such. Errors: `not_found`; `wrong_state` for a removed badge.
 */
export async function checkAgain(deps: Deps, run: RunOwn, entryId: string): Promise<void> {
  const { entry, badge } = await run(async (scope) => {
    const entry = await getEntry(scope, entryId)
    if (entry.removedAt !== undefined) throw new AppError('wrong_state', 'The badge was removed.')
    return { entry, badge: await openBadge(scope, entry) }
  })
  const report = await verifyDocument(deps, badge.bytes)
  const verification = { source: entry.report?.source ?? 'backpack', checkedAt: deps.now(), report }
  await run(async (scope) => {
    const dataKey = await dataKeyOf(scope, scope.personId)
    await scope.db
      .updateTable('backpackEntry')
      .set({
        ...reportColumns(dataKey, entryId, verification, entry.ownership),
        dataKeyId: dataKey.id,
      })
      .where('personId', '=', scope.personId)
      .where('id', '=', entryId)
      .where('removedAt', 'is', null)
      // A newer badge may have taken its place meanwhile; the report is not about that one.
      .where('digest', '=', createHash('sha256').update(badge.bytes).digest())
      .execute()
    await recordEvent(scope, {
      action: 'badge.checked',
      recordType: 'badge',
      recordId: entryId,
      data: { verdict: report.verdict },
    })
  })
}
