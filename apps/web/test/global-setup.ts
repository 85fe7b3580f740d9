import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, dropDatabase, startEmbeddedPostgres } from '@assay/node'
import pg from 'pg'
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
  const roles = databaseRoles('assay_test')
  await migrate({ adminUrl: templateUrl, roles, masterKey: TEST_MASTER_KEY })
  await commitWithoutTheDisk(templateUrl, [roles.app, roles.queue])
  project.provide('adminUrl', server.url)
  project.provide('template', template)
  return async () => {
    await dropDatabase(server.url, template)
    await server.stop()
  }
}

/**
 * A commit of a test's application does not wait for the disk. What tests kill are our processes, and PostgreSQL keeps what it acknowledged
 * to them; only a crash of PostgreSQL itself would lose the last moments, and none of these tests crashes it.
 */
async function commitWithoutTheDisk(url: string, roles: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const role of roles) await client.query(`ALTER ROLE ${role} SET synchronous_commit = off`)
  } finally {
    await client.end()
  }
}
