import { randomBytes } from 'node:crypto'
import { createDatabase, dropDatabase } from '@assay/node'
import pg from 'pg'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { migrate } from '../src/db/migrate.ts'
import { databaseRoles } from '../src/db/roles.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

let name: string
let url: string
let client: pg.Client

beforeEach(async () => {
  name = `assay_update_${randomBytes(6).toString('hex')}`
  url = await createDatabase(inject('adminUrl'), name)
  client = new pg.Client({ connectionString: url })
  await client.connect()
})
afterEach(async () => {
  await client.end()
  await dropDatabase(inject('adminUrl'), name)
})

const migrateTo = (upTo?: string) =>
  migrate({ adminUrl: url, roles: databaseRoles('assay_test'), masterKey: TEST_MASTER_KEY, upTo })

it('waits until the version before has signed what it ordered for rows of files, and says so', async () => {
  await migrateTo('0028_many_at_once')
  // Rows as that version left them; what they belong to does not matter here.
  await client.query(`SET session_replication_role = replica;
    INSERT INTO assay.bulk_row (org_id, batch_id, number, id, state, problems, credential_id)
    VALUES (gen_random_uuid(), gen_random_uuid(), 2, gen_random_uuid(), 'ordered', '[]', gen_random_uuid())`)
  await expect(migrateTo()).rejects.toThrow('Start the version before this one again')
  await client.query(`UPDATE assay.bulk_row SET state = 'issued'`)
  await migrateTo()
  const { rows } = await client.query('SELECT state FROM assay.bulk_row')
  expect(rows).toEqual([{ state: 'issued' }])
})
