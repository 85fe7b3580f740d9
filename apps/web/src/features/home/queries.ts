import type { PublicScope } from '../../db/scopes.ts'

/** Whether anybody has set this instance up. */
export async function hasOrganization(scope: PublicScope): Promise<boolean> {
  const row = await scope.db.selectFrom('organization').select('id').limit(1).executeTakeFirst()
  return row !== undefined
}
