import type { SystemScope } from './scopes.ts'

/** The address of the demo's public credential, once its story was played to the end. */
export async function findDemoCredential(scope: SystemScope): Promise<string | undefined> {
  const row = await scope.db
    .selectFrom('instance')
    .select(['demoReadyAt', 'demoCredential'])
    .executeTakeFirst()
  return row?.demoReadyAt == null ? undefined : (row.demoCredential ?? undefined)
}

/** Notes that the demo is whole. */
export async function markDemoReady(scope: SystemScope, credential: string): Promise<void> {
  await scope.db
    .updateTable('instance')
    .set({ demoReadyAt: scope.deps.now(), demoCredential: credential })
    .execute()
}
