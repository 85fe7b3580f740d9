import { inOrg, type OrgIdentity } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { Deps } from '../../../deps.ts'

/** The organization's own work, without a person. */
export const asJob = (orgId: string): OrgIdentity => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' },
})

/** What a job does on a person's decision is theirs: they started the batch, or take it back. */
export const asPersonOf = (orgId: string, personId: string): OrgIdentity => ({
  orgId,
  personId,
  roles: [],
  actor: { kind: 'person', personId },
})

/** The batch that a job is about; undefined when there is none. */
export function findBatch(deps: Deps, orgId: string, batchId: string): Promise<Row<'bulkBatch'> | undefined> {
  return inOrg(deps, asJob(orgId), ({ db }) =>
    db
      .selectFrom('bulkBatch')
      .selectAll()
      .where('orgId', '=', orgId)
      .where('id', '=', batchId)
      .executeTakeFirst(),
  )
}
