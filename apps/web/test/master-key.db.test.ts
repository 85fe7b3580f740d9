import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkMasterKey } from '../src/db/master-key-check.ts'
import { createKeyVault } from '../src/vault/vault.ts'
import { createTestApp, type TestApp } from './test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

it('accepts the key that the instance was made with, and refuses another in a plain sentence', async () => {
  await checkMasterKey(app.deps)
  await expect(checkMasterKey(app.deps)).resolves.toBeUndefined()
  const other = { ...app.deps, vault: createKeyVault(new Uint8Array(32).fill(8)) }
  await expect(checkMasterKey(other)).rejects.toThrow(/ASSAY_MASTER_KEY is not the key of this database/)
})
