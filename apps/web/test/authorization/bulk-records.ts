import { createBatch, rulesFor } from '../../src/features/bulk/commands/create-batch.ts'
import { pauseBatch, startBatch } from '../../src/features/bulk/commands/run-batch.ts'
import { readRows } from '../../src/features/bulk/schema/read-rows.ts'
import type { TestApp, TestOrganization, TestPerson } from '../test-app.ts'

/** Batches of an organization: one that waits to be started, one that is paused. */
export interface BulkRecords {
  readonly batch: string
  readonly pausedBatch: string
}

export async function makeBatches(
  app: TestApp,
  organization: TestOrganization,
  manager: TestPerson,
  achievementVersionId: string,
): Promise<BulkRecords> {
  return app.inOrg(organization, manager, async (scope) => {
    const rules = await rulesFor(scope, achievementVersionId)
    const bring = async (address: string) => {
      const file = await readRows(new TextEncoder().encode(`E-mail,Name\n${address},Zq\n`), 'csv', rules)
      const input = { achievementVersionId, reason: 'Seen at work' }
      return (await createBatch(scope, input, { format: 'csv', file })).batchId
    }
    const [batch, pausedBatch] = [await bring('zq.one@example.org'), await bring('zq.two@example.org')]
    await startBatch(scope, pausedBatch, { rows: 'all', letters: 'now' })
    await pauseBatch(scope, pausedBatch)
    return { batch, pausedBatch }
  })
}
