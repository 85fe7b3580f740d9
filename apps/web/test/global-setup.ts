import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, dropDatabase, startEmbeddedPostgres } from '@assay/node'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/db/migrate.ts'
import { databaseRoles } from '../src/db/roles.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly adminUrl: string
    /** The migrated database that every test file copies; each run has its own. */
    readonly template: string
  }
}

/** Starts the real PostgreSQL and prepares the template that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startEmbeddedPostgres({ dataDir: join(tmpdir(), 'assay-test-database') })
  const template = `assay_template_${process.pid}`
  await dropDatabase(server.url, template)
  const templateUrl = await createDatabase(server.url, template)
  await migrate({
    adminUrl: templateUrl,
    roles: databaseRoles('assay_test'),
    masterKey: TEST_MASTER_KEY,
  })
  project.provide('adminUrl', server.url)
  project.provide('template', template)
  return async () => {
    await dropDatabase(server.url, template)
    await server.stop()
  }
}
