import { encodeUtf8 } from '@assay/core'
import type { Deps } from '../deps.ts'
import { inSystem } from './scopes.ts'

const CONTEXT = 'instance:key-check'

/** Refuses to go on when the master key is not the one that this instance's keys are wrapped by. Throws a plain sentence. */
export async function checkMasterKey(deps: Deps): Promise<void> {
  await inSystem(deps, async (scope) => {
    const { keyCheck } = await scope.db.selectFrom('instance').select('keyCheck').executeTakeFirstOrThrow()
    if (keyCheck === null) {
      const sealed = deps.vault.sealSecret(encodeUtf8('assay'), CONTEXT)
      await scope.db
        .updateTable('instance')
        .set({ keyCheck: Buffer.from(sealed) })
        .execute()
      return
    }
    try {
      deps.vault.openSecret(keyCheck, CONTEXT)
    } catch {
      throw new Error(
        'ASSAY_MASTER_KEY is not the key of this database: its private keys and data keys cannot be opened with it. Set the key that the instance was made with.',
      )
    }
  })
}
