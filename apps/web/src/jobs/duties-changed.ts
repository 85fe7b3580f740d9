import type { OrgScope } from '../db/scopes.ts'
import { enqueue } from './enqueue.ts'

/** For whatever changes who belongs where, or what they hold: duties of the organization follow at once, where it has assignments. */
export async function dutiesChanged(scope: OrgScope): Promise<void> {
  const running = await scope.db
    .selectFrom('assignment')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where('endedAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (running === undefined) return
  await enqueue(scope, 'keep_duties', { orgId: scope.orgId }, { key: `duties:${scope.orgId}` })
}
